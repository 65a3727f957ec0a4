// The window by keyboard alone, and the keys of the scopes field.
import { afterAll, beforeAll, expect, test } from "vitest";

import { open, start, stop } from "./harness";
import { begin, edit, focused, seed } from "./actions";

beforeAll(start);
afterAll(stop);

test("an API key is registered, edited and deleted by keyboard alone", async () => {
  const { page, core } = await open();
  const keys = async (...all: string[]) => {
    for (const key of all) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
  const until = async (name: string) => {
    for (let presses = 0; presses < 40 && (await focused()) !== name; presses += 1) await keys("Tab");
    expect(await focused()).toBe(name);
  };
  await until("Authorizations");
  await keys("Enter");
  await until("+ AUTHORIZATIONS");
  await keys("Enter", "Tab");
  await page.getByRole("radio", { name: "API Key" }).focus();
  await keys("ArrowDown", "ArrowUp", "Enter");
  await page.getByRole("textbox", { name: "Name", exact: true }).waitFor();
  await page.keyboard.type("maps");
  await keys("Tab", "Tab");
  await keys("ArrowRight");
  expect(await page.getByRole("tab", { name: /^Production/u }).getAttribute("aria-selected")).toBe("true");
  await page.getByRole("textbox", { name: "Key" }).focus();
  await page.keyboard.type("X-Key");
  await keys("Tab", "Tab");
  await page.keyboard.type("value");
  await page.getByText("Unsaved changes.").waitFor();
  await keys("Control+s");
  await page.getByText("Authorization saved", { exact: true }).waitFor();
  await keys("Escape");
  await page.getByRole("row", { name: /maps/u }).focus();
  await keys("Enter");
  await page.getByRole("heading", { name: /Edit authorization/u }).waitFor();
  await keys("Escape");
  await page.getByRole("button", { name: "Delete maps" }).focus();
  await keys("Enter");
  await page.getByRole("alertdialog").waitFor();
  await keys("Escape");
  expect(await focused()).toBe("Delete maps");
  await keys("Enter", "Tab", "Enter");
  await page.getByText("No authorizations yet").waitFor();
  expect(core.saved.size).toBe(0);
});

test("scopes end at Enter, comma, space and Tab; pastes split; Backspace selects and then removes", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const scopes = page.getByRole("textbox", { name: "Scopes" });
  const tags = () => page.getByRole("button", { name: /^Remove s\d/u }).count();
  for (const [number, end] of ["Enter", ",", " ", "Tab"].entries()) {
    await scopes.pressSequentially(`s${number}`);
    await scopes.press(end);
    await expect.poll(tags).toBe(number + 1);
  }
  await scopes.focus();
  await scopes.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "s4,s5 s6\n\ts7, ,s1");
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect.poll(tags).toBe(8);
  await page.getByText("“s1” is already in the list.", { exact: true }).waitFor();
  await scopes.press("Backspace");
  expect(await tags()).toBe(8);
  await scopes.press("Backspace");
  await expect.poll(tags).toBe(7);
  await page.getByRole("button", { name: "Remove all scopes" }).click();
  await expect.poll(tags).toBe(0);
});

test("the scopes are one stop of the Tab key; arrows move between them, and Delete removes the one with the focus", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  await page.getByRole("textbox", { name: "Scopes" }).pressSequentially(Array.from({ length: 12 }, (_, number) => `s${number},`).join(""));
  await page.getByRole("button", { name: "Remove s11" }).waitFor();
  await page.getByRole("button", { name: "Show Client Secret" }).focus();
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Remove s0");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Scopes");
  await page.keyboard.press("Shift+Tab");
  for (const [key, name] of [["ArrowRight", "s1"], ["End", "s11"], ["ArrowLeft", "s10"], ["Home", "s0"], ["ArrowLeft", "s0"], ["ArrowDown", "s1"]]) {
    await page.keyboard.press(key ?? "");
    expect(await focused(page)).toBe(`Remove ${name}`);
  }
  for (const next of ["s2", "s3"]) {
    await page.keyboard.press(next === "s2" ? "Delete" : "Enter");
    await expect.poll(() => focused(page)).toBe(`Remove ${next}`);
  }
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  expect(await focused(page)).toBe("Scopes");
});

test("of 600 pasted scopes 500 are added, and the others are counted and can be copied", async () => {
  const { page, core } = await open((fake) => seed(fake, ["billing-api"]));
  await edit(page, "billing-api");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const scopes = page.getByRole("textbox", { name: "Scopes" });
  await page.getByRole("button", { name: "Remove all scopes" }).click();
  await scopes.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", Array.from({ length: 600 }, (_, number) => `s${number}`).join(" "));
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.getByText("At most 500 values are allowed. 100 values weren’t added.").first().waitFor();
  expect(await scopes.inputValue()).toBe("");
  await page.getByRole("button", { name: "SAVE", exact: true }).click();
  await page.getByText("Nothing to save.").waitFor();
  const [saved] = [...core.saved.values()];
  expect(saved?.authorization.draft.details.environments.staging).toMatchObject({ scopes: { length: 500 } });
  await page.getByRole("button", { name: "Copy the rest" }).click();
  await page.getByText("Copied", { exact: true }).first().waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect([copied.split(" ").length, copied.slice(0, 4)]).toEqual([100, "s500"]);
  await page.locator(".field-note", { hasText: "100 values weren’t added" }).waitFor({ state: "detached" });
});

test("500 scopes are pasted without a pause, and one more is left out", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const scopes = page.getByRole("textbox", { name: "Scopes" });
  const begun = Date.now();
  await scopes.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", Array.from({ length: 500 }, (_, number) => `s${number}`).join(" "));
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.getByRole("button", { name: "Remove s499" }).waitFor();
  expect(Date.now() - begun).toBeLessThan(2_000);
  await scopes.pressSequentially("more,");
  await page.getByText("At most 500 values are allowed").first().waitFor();
  expect(await scopes.inputValue()).toBe("");
});
