// Failures outside the form are shown where they happen.
import { afterAll, beforeAll, expect, test } from "vitest";

import { open, start, stop } from "./harness";

beforeAll(start);
afterAll(stop);

test("Home shows why a form or the counts can't be loaded", async () => {
  const { page } = await open((core) => {
    core.fails.set("summary", "busy");
    core.fails.set("blank", "busy");
  });
  await page.getByText("Another program is using the database").waitFor();
  await page.getByRole("button", { name: "Create authorization" }).click();
  await page.getByRole("radio", { name: "OAuth 2" }).click();
  await page.getByRole("button", { name: "CONFIRM" }).click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").innerText()).toContain("Another program is using the database");
});

test("a failed copy isn't shown with a success icon", async () => {
  const { page } = await open((core) => {
    core.vault = { ...core.vault, home: "passphrase" };
  });
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("no")) } }));
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Make recovery key" }).click();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Couldn’t copy.").waitFor();
  expect(await page.locator(".toast").getAttribute("class")).toContain("is-bad");
});
