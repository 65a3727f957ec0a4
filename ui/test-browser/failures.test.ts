// Failures outside the form are shown where they happen.
import { afterAll, beforeAll, expect, test } from "vitest";

import { LANGUAGES, catalogues } from "../src/texts";
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
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await page.getByText("Couldn’t copy.").waitFor();
  expect(await page.locator(".toast").getAttribute("class")).toContain("is-bad");
});

test.each(LANGUAGES)("a data folder that can't be used is named with the reason in the page's language (%s), and Retry says that it tried", async (language) => {
  const { shell, messages } = catalogues[language];
  const { page } = await open((core) => {
    core.systemLanguage = language;
    core.folder = "/home/ana/notes.txt";
    for (const command of ["preferences", "opened", "open_again"]) core.fails.set(command, "not_a_folder");
  });
  const alert = page.getByRole("alert");
  await alert.waitFor();
  expect(await alert.locator("p").allInnerTexts()).toEqual([messages.errors.not_a_folder, "/home/ana/notes.txt"]);
  expect(await page.locator("#main").innerText()).not.toMatch(/KEYFOB_HOME|os error|`/u);
  await page.getByRole("button", { name: shell.cannotOpen.retry, exact: true }).click();
  const [before = "", after = ""] = shell.cannotOpen.tried("|").split("|");
  await page.getByText(new RegExp(`^${before}\\d.*${after}$`, "u")).waitFor();
});
