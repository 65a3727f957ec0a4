// CREATE AUTHORIZATION, the dialog that asks for a type.
import { afterAll, beforeAll, expect, test } from "vitest";

import { open, start, stop } from "./harness";

beforeAll(start);
afterAll(stop);

test("Enter in the picker confirms nothing before a type is chosen; a double click chooses and confirms", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "Create authorization" }).click();
  await page.getByRole("radio", { name: "OAuth 2" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(100);
  expect(await page.getByRole("dialog").count()).toBe(1);
  await page.getByRole("radio", { name: "OAuth 2" }).dblclick();
  await page.getByRole("heading", { name: /OAuth 2/u }).waitFor();
});

test("arrows move between the cards of the picker, and CONFIRM waits for a choice", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "Create authorization" }).click();
  const confirm = page.getByRole("button", { name: "CONFIRM" });
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByRole("radio", { name: "API Key" }).focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.getByRole("radio", { name: "OAuth 2" }).isChecked()).toBe(true);
  expect(await confirm.isDisabled()).toBe(false);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});
