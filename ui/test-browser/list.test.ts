// The list: what a return from a form restores, and clicks that must not open or delete anything.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { open, start, stop } from "./harness";
import { focused, seed, type } from "./actions";

beforeAll(start);
afterAll(stop);

const NAMES = Array.from({ length: 60 }, (_, row) => `row ${String(row).padStart(2, "0")}`);
const list = (page: Page) => page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
const scrolled = (page: Page) => page.evaluate(() => document.querySelector("#main")?.scrollTop ?? 0);

test("filter, page, scroll position and row focus are restored after a form, but not when the list is opened from the menu", async () => {
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

test("turning to the last page and back to the first keeps the focus on the button, which then says why it is disabled", async () => {
  const { page } = await open((core) => seed(core, NAMES.slice(0, 30)));
  await list(page);
  for (const [turn, shown, reason] of [["Next page", "Page 2", "This is the last page."], ["Previous page", "Page 1", "This is the first page."]] as const) {
    const button = page.getByRole("button", { name: turn });
    await button.press("Enter");
    await page.locator(`[aria-label="${shown}"][aria-current=page]`).waitFor();
    expect([await focused(page), await button.isDisabled()]).toEqual([turn, true]);
    await expect.poll(() => page.getByRole("tooltip").innerText()).toBe(`${turn}\n${reason}`);
    // A press does nothing.
    await button.press("Enter");
    await page.locator(`[aria-label="${shown}"][aria-current=page]`).waitFor();
  }
});

test("the column Last attempt is shown on request, says when and with which outcome, and is remembered", async () => {
  const attempt = (minutes: number, code: string | null) => ({ at_ms: Date.now() - minutes * 60_000, stage: code && "oauth", code, total_ms: 80 });
  const { page, core } = await open((fake) => {
    seed(fake, ["billing-api", "crm-sync", "maps"]);
    const [billing, crm] = [...fake.saved.values()];
    if (billing) billing.authorization.last_attempts = { staging: attempt(3, null), production: attempt(90, "invalid_client") };
    if (crm) crm.authorization.last_attempts.staging = attempt(5, "timeout");
  });
  await list(page);
  expect(await page.getByRole("columnheader", { name: "Last attempt" }).count()).toBe(0);
  await page.getByRole("checkbox", { name: "Show the column Last attempt" }).check();
  await page.getByRole("row", { name: /^billing-api.*3 minutes ago ?: connected/u }).waitFor();
  await page.getByRole("row", { name: /^crm-sync.*5 minutes ago ?: failed \(timeout\)/u }).waitFor();
  await page.getByRole("row", { name: /^maps.*None/u }).waitFor();
  await page.getByText("3 minutes ago").hover();
  await expect.poll(() => page.getByRole("tooltip").innerText()).toMatch(/^Staging: connected, .*\nProduction: failed \(invalid_client\), /u);
  expect(core.preferences.last_attempt_column).toBe(true);
  await page.getByRole("checkbox", { name: "Show the column Last attempt" }).uncheck();
  await page.getByText("3 minutes ago").waitFor({ state: "detached" });
});

test("the question before deleting shortens a long name in the middle, and shows it whole on request", async () => {
  const name = `first${"x".repeat(1_000)}last`;
  const { page } = await open((core) => seed(core, [name, "abc\u202Egpj"]), { width: 800, height: 560 });
  await list(page);
  await page.getByRole("button", { name: /^Delete first/u }).click();
  const dialog = page.getByRole("alertdialog");
  await expect.poll(() => dialog.innerText()).toMatch(/Delete “first.{20,60}….{20,60}last”\? This deletes/u);
  expect(((await dialog.boundingBox())?.height ?? 0) < 300).toBe(true);
  await page.getByRole("button", { name: "Show the whole name" }).click();
  await page.getByText(name, { exact: true }).last().waitFor();
  expect(await page.getByText("can’t be undone").isVisible()).toBe(true);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Delete .*abc/u }).click();
  // The name can't turn the rest of the question around.
  expect(await dialog.innerText()).toContain("“\u2068abc\u202Egpj\u2069”?");
});

test("a double click on a row's buttons does not open the form", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("button", { name: "Delete billing-api" }).dispatchEvent("dblclick");
  await page.waitForTimeout(150);
  expect(await page.getByRole("heading", { name: /Edit/u }).count()).toBe(0);
});

test("a double click on DELETE deletes, and does not open the form of the row behind it", async () => {
  const { page, core } = await open((fake) => seed(fake, Array.from({ length: 25 }, (_, row) => `row ${String(row).padStart(2, "0")}`)));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await page.getByRole("row", { name: /^row 08/u }).click();
  await page.getByRole("button", { name: "Delete row 05" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).dblclick({ delay: 60 });
  await page.getByText("1–24 of 24").waitFor();
  await page.waitForTimeout(200);
  expect([core.saved.size, await page.getByRole("heading", { name: /Edit/u }).count()]).toEqual([24, 0]);
  await page.getByRole("row", { name: /^row 08/u }).dblclick();
  await page.getByRole("heading", { name: /Edit/u }).waitFor();
});

test("clearing the filter never shows the wrong empty state", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await page.getByRole("button", { name: "Authorizations", exact: true }).first().click();
  await type(page, "Name, Description", "nothing like it");
  await page.getByRole("button", { name: "SEARCH" }).click();
  await page.getByText("Nothing matches your search").waitFor();
  const seen = await page.evaluate(async () => {
    const titles = new Set<string>();
    new MutationObserver(() => titles.add(document.querySelector(".empty-title")?.textContent ?? "")).observe(document.body, { subtree: true, childList: true, characterData: true });
    [...document.querySelectorAll("button")].find((button) => button.textContent === "Clear filter")?.click();
    await new Promise((later) => {
      setTimeout(later, 300);
    });
    return [...titles];
  });
  expect(seen).not.toContain("No authorizations yet");
});
