// Settings: appearance, the data folder, and what goes into a problem report.
import { afterAll, beforeAll, expect, test } from "vitest";

import { open, start, stop } from "./harness";

beforeAll(start);
afterAll(stop);

test("the theme is kept, and shown whatever the system prefers", async () => {
  const { page, core } = await open();
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByLabel("Theme").selectOption("dark");
  await expect.poll(background).not.toBe(light);
  expect(core.preferences.theme).toBe("dark");
  await page.getByLabel("Theme").selectOption("system");
  await expect.poll(background).toBe(light);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(background).not.toBe(light);
  await page.getByLabel("Theme").selectOption("light");
  await expect.poll(background).toBe(light);
});

test("the diagnostics and the folder are copied", async () => {
  const { page } = await open();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy diagnostics" }).click();
  await expect.poll(clipboard).toContain("Vault: keyring, ready");
  await page.getByRole("button", { name: "Copy path" }).click();
  await expect.poll(clipboard).toBe("/home/ana/.local/share/keyfob");
});

test("the libraries and their licenses are listed on request", async () => {
  const { page, complaints } = await open();
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  await page.getByRole("button", { name: "Show libraries" }).click();
  await page.getByRole("row", { name: /^preact .* MIT$/u }).waitFor();
  await page.getByRole("row", { name: /^rusqlite .* MIT$/u }).waitFor();
  expect(complaints).toEqual([]);
});
