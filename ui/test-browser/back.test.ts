// Coming back from a form goes on in the list where one was.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { open, start, stop } from "./harness";
import { focused, seed, type } from "./person";

beforeAll(start);
afterAll(stop);

const NAMES = Array.from({ length: 60 }, (_, row) => `row ${String(row).padStart(2, "0")}`);
const list = (page: Page) => page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
const scrolled = (page: Page) => page.evaluate(() => document.querySelector("#main")?.scrollTop ?? 0);

test("filter, page, scroll and the focus of the row come back after its form, and not when the list is visited anew", async () => {
  const { page } = await open((core) => seed(core, NAMES));
  await list(page);
  await type(page, "Name, Description", "row");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Next page" }).click();
  const row = page.getByRole("row", { name: /^row 45/u });
  await row.scrollIntoViewIfNeeded();
  await row.focus();
  const top = await scrolled(page);
  expect(top).toBeGreaterThan(0);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Edit/u }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("26–50 of 60").waitFor();
  await expect.poll(() => focused(page)).toMatch(/^row 45/u);
  expect([await page.getByRole("textbox", { name: "Name, Description" }).inputValue(), Math.abs((await scrolled(page)) - top) < 60]).toEqual(["row", true]);
  await page.getByRole("button", { name: "Home" }).click();
  await list(page);
  await page.getByText("1–25 of 60").waitFor();
  expect(await page.getByRole("textbox", { name: "Name, Description" }).inputValue()).toBe("");
});

test("turning to the last page and back to the first keeps the focus in the pager", async () => {
  const { page } = await open((core) => seed(core, NAMES.slice(0, 30)));
  await list(page);
  for (const [turn, shown] of [["Next page", "Page 2"], ["Previous page", "Page 1"]] as const) {
    await page.getByRole("button", { name: turn }).press("Enter");
    await expect.poll(() => focused(page)).toBe(shown);
  }
});
