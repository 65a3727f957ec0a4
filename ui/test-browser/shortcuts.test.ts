// The keyboard shortcuts, their overview, and the glossary.
import { afterAll, beforeAll, expect, test } from "vitest";

import { begin, fillOAuth, focused, seed, type } from "./actions";
import { open, start, stop } from "./harness";

beforeAll(start);
afterAll(stop);

test("shortcuts create, search and go to the menu's screens", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
  await page.keyboard.press("Control+f");
  await heading("Authorizations");
  await expect.poll(() => focused(page)).toBe("Name, Description");
  await page.keyboard.type("billing");
  await page.keyboard.press("Control+f");
  await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe("billing");
  for (const [key, name] of [["1", "Welcome"], ["3", "Settings"], ["2", "Authorizations"]] as const) {
    await page.keyboard.press(`Control+${key}`);
    await heading(name);
  }
  await page.keyboard.press("Control+n");
  await page.getByRole("dialog", { name: "CREATE AUTHORIZATION" }).waitFor();
  // Behind the dialog, nothing happens.
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Escape");
  await heading("Authorizations");
});

test("leaving the form by a shortcut asks about unsaved changes, and staying doesn't search later", async () => {
  const { page } = await open();
  await begin(page, "API Key");
  await type(page, "Name", "maps");
  await page.keyboard.press("Control+f");
  await page.getByRole("button", { name: "Keep editing" }).click();
  expect(await page.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe("maps");
  await page.keyboard.press("Control+2");
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("heading", { level: 1, name: "Authorizations" }).waitFor();
  await page.waitForTimeout(100);
  expect(await focused(page)).toBe("Authorizations");
});

test("Ctrl+Enter connects from any field without saving, and says what is missing; Ctrl+S saves", async () => {
  const { page, core } = await open();
  await begin(page, "OAuth 2");
  await type(page, "Name", "billing-api");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => page.locator(".app > .visually-hidden[role=status]").innerText()).toMatch(/^Enter these first: Token URL/u);
  await fillOAuth(page);
  await page.getByRole("textbox", { name: "Client ID" }).press("Control+Enter");
  await page.getByRole("button", { name: "CONNECTED" }).waitFor();
  expect(core.saved.size).toBe(0);
  await page.keyboard.press("Control+s");
  await page.getByText("Nothing to save.").waitFor();
  expect(core.saved.size).toBe(1);
});

test("a question mark opens the overview, except in a field; so does the menu", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  const overview = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await page.keyboard.press("?");
  await overview.waitFor();
  expect(await overview.innerText()).toMatch(/Create an authorization\s+Ctrl\s*N/u);
  await page.keyboard.press("Enter");
  await overview.waitFor({ state: "detached" });
  await page.keyboard.press("Control+f");
  await expect.poll(() => focused(page)).toBe("Name, Description");
  await page.keyboard.type("what?");
  expect([await page.getByRole("textbox", { name: "Name, Description" }).inputValue(), await overview.count()]).toEqual(["what?", 0]);
  await page.getByRole("navigation").getByRole("button", { name: "Keyboard shortcuts" }).click();
  await overview.waitFor();
});

test("the picker explains the types and grants, and keeps what was chosen", async () => {
  const { page } = await open();
  await page.keyboard.press("Control+n");
  await page.getByRole("radio", { name: "OAuth 2" }).click();
  await page.getByRole("button", { name: "What’s the difference?" }).click();
  const glossary = page.getByRole("dialog", { name: "Types and grants" });
  await glossary.waitFor();
  for (const word of ["API Key", "OAuth 2", "Client Credentials"]) expect(await glossary.getByText(word, { exact: true }).count()).toBe(1);
  await page.keyboard.press("Escape");
  await glossary.waitFor({ state: "detached" });
  expect([await focused(page), await page.getByRole("radio", { name: "OAuth 2" }).isChecked()]).toEqual(["What’s the difference?", true]);
});
