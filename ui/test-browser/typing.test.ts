// Typing: compositions, late responses and other windows don't change what was typed.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { open, start, stop } from "./harness";
import { begin, edit, seed, switchWindows, type } from "./actions";

beforeAll(start);
afterAll(stop);

const scopesOf = (page: Page) => page.getByRole("textbox", { name: "Scopes" });
const secretOf = (page: Page) => page.getByRole("textbox", { name: "Client Secret" });
const tags = (page: Page) => page.getByRole("list", { name: "Scope values" }).getByRole("button").count();

test("correcting several refused scopes completes none of them before a separator is typed", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const scopes = scopesOf(page);
  // Both at once, so that the core's response time between two keys doesn't matter.
  await scopes.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", 'a"1 b"2');
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect.poll(() => scopes.inputValue()).toBe('a"1 b"2');
  await scopes.press("Home");
  await scopes.press("ArrowRight");
  await scopes.press("Delete");
  await scopes.pressSequentially("x");
  expect(await scopes.inputValue()).toBe('ax1 b"2');
  await scopes.press("End");
  await scopes.press("ArrowLeft");
  await scopes.press("Backspace");
  expect(await scopes.inputValue()).toBe("ax1 b2");
  await scopes.press("Enter");
  await expect.poll(() => tags(page)).toBe(2);
});

test("switching windows completes no scope and marks no field as left", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  await type(page, "Name", "x");
  await page.getByRole("textbox", { name: "Client ID" }).focus();
  await switchWindows(page);
  expect(await page.getByText("This field is required.").count()).toBe(0);
  await scopesOf(page).focus();
  await page.getByText("This field is required.").waitFor();
  expect(await page.getByText("This field is required.").count()).toBe(1);
  await scopesOf(page).pressSequentially("half");
  await switchWindows(page);
  await page.waitForTimeout(100);
  expect(await scopesOf(page).inputValue()).toBe("half");
  await secretOf(page).focus();
  await switchWindows(page);
  await expect.poll(() => tags(page)).toBe(1);
  expect(await page.getByText("This field is required.").count()).toBe(1);
});

test("holding Backspace to clear the text stops at the tags", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const scopes = scopesOf(page);
  await scopes.pressSequentially("one,two,");
  await expect.poll(() => tags(page)).toBe(2);
  await scopes.pressSequentially("x");
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.down("Backspace");
  await page.keyboard.up("Backspace");
  expect(await tags(page)).toBe(2);
  expect(await page.locator(".tag.is-selected").count()).toBe(0);
});

test("the eye closes when its text is saved, undone or cleared", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await edit(page, "billing-api");
  const ways: (() => Promise<void>)[] = [
    () => page.getByRole("button", { name: "Undo the change to Client Secret" }).click(),
    () => secretOf(page).fill(""),
    async () => {
      await page.getByRole("button", { name: "SAVE" }).click();
      await page.getByText("Nothing to save.").waitFor();
    },
    async () => {
      await page.getByRole("button", { name: "Clear this environment" }).click();
      await page.getByRole("button", { name: "Clear", exact: true }).click();
    },
  ];
  for (const way of ways) {
    await secretOf(page).pressSequentially("new");
    await page.getByRole("button", { name: "Show Client Secret" }).click();
    await page.waitForFunction(() => document.querySelector("#staging-client_secret")?.getAttribute("type") === "text");
    await way();
    await expect.poll(() => secretOf(page).getAttribute("type")).toBe("password");
  }
});

test("a secret that arrives late doesn't replace what was typed, and isn't shown in a window in the background", async () => {
  let answer: (value: unknown) => void = () => undefined;
  const late = () =>
    new Promise((answered) => {
      answer = answered;
    });
  const { page, core } = await open((fake) => seed(fake, ["billing-api"]));
  await edit(page, "billing-api");
  core.opening = late();
  await page.getByRole("button", { name: "Show Client Secret" }).click();
  await secretOf(page).pressSequentially("new");
  answer(null);
  await page.waitForTimeout(150);
  expect(await secretOf(page).inputValue()).toBe("new");
  expect(await secretOf(page).getAttribute("type")).toBe("password");
  await page.getByRole("button", { name: "Undo the change to Client Secret" }).click();
  core.opening = late();
  await page.getByRole("button", { name: "Show Client Secret" }).click();
  await page.evaluate(() => {
    document.hasFocus = () => false;
  });
  answer(null);
  await page.waitForTimeout(150);
  expect(await secretOf(page).inputValue()).toBe("");
});

test("a dead key over a shown secret replaces the whole value once its letter is typed", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "Show Client Secret" }).click();
  await expect.poll(() => secretOf(page).inputValue()).toBe("canary-0");
  const compose = (data: string, ends: boolean) =>
    secretOf(page).evaluate(
      (field, [text, end]) => {
        const input = field as HTMLInputElement;
        input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
        input.value = `canary-0${text}`;
        input.dispatchEvent(new InputEvent("input", { bubbles: true, data: text, inputType: "insertCompositionText", isComposing: true }));
        const during = input.value;
        input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: end ? text : "" }));
        return during;
      },
      [data, ends] as const,
    );
  expect(await compose("´", false)).toBe("canary-0´");
  expect(await secretOf(page).inputValue()).toBe("canary-0");
  expect(await compose("á", true)).toBe("canary-0á");
  await expect.poll(() => secretOf(page).inputValue()).toBe("á");
  await page.getByText("Unsaved changes.").waitFor();
});

test("a description keeps its line breaks and grows with them, and Enter in it doesn't save", async () => {
  const { page, core } = await open((fake) => seed(fake, ["billing-api"]));
  await edit(page, "billing-api");
  const description = page.getByRole("textbox", { name: "Description" });
  const height = async () => (await description.boundingBox())?.height ?? 0;
  const before = await height();
  await description.fill("one\ntwo");
  await description.press("End");
  await description.press("Enter");
  await description.pressSequentially("three\nfour");
  expect(await description.inputValue()).toBe("one\ntwo\nthree\nfour");
  expect(await height()).toBeGreaterThan(before);
  await description.fill(Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n"));
  expect(await height()).toBeLessThan(before * 5);
  expect(core.calls).not.toContain("save");
});

test("Escape cancels a composition first, and leaves the form only after that", async () => {
  const { page } = await open();
  await begin(page, "API Key");
  await type(page, "Name", "x");
  const escape = (isComposing: boolean) =>
    page.getByRole("textbox", { name: "Name" }).evaluate((field, composing) => {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true, isComposing: composing }));
    }, isComposing);
  await escape(true);
  await page.waitForTimeout(100);
  expect(await page.getByRole("alertdialog").count()).toBe(0);
  await escape(false);
  await page.getByRole("alertdialog").waitFor();
});

test("neither keys nor the context menu reload the page, and text fields keep their menu", async () => {
  const { page } = await open();
  await begin(page, "API Key");
  const refused = (target: string, kind: "keydown" | "contextmenu", init: KeyboardEventInit = {}) =>
    page.evaluate(
      ([selector, event, given]) => {
        const made = event === "keydown" ? new KeyboardEvent(event, { bubbles: true, cancelable: true, ...given }) : new MouseEvent(event, { bubbles: true, cancelable: true });
        return document.querySelector(selector)?.dispatchEvent(made) === false;
      },
      [target, kind, init as Record<string, string | boolean>] as const,
    );
  expect(await refused("#name", "keydown", { key: "F5" })).toBe(true);
  expect(await refused("#name", "keydown", { key: "r", ctrlKey: true })).toBe(true);
  expect(await refused("#name", "keydown", { key: "R", ctrlKey: true, shiftKey: true })).toBe(true);
  expect(await refused("#name", "keydown", { key: "r" })).toBe(false);
  expect(await refused("h1", "contextmenu")).toBe(true);
  expect(await refused("#name", "contextmenu")).toBe(false);
  expect(await refused("#description", "contextmenu")).toBe(false);
});

test("line breaks that were removed from a pasted secret are reported until it is edited", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const secret = page.getByRole("textbox", { name: "Client Secret" });
  await secret.evaluate((field: HTMLInputElement) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "one\ntwo");
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  const hint = page.locator(".field-hint", { hasText: "The pasted text contained a line break, which was removed." });
  await expect.poll(() => hint.count()).toBe(1);
  expect(await secret.inputValue()).toBe("onetwo");
  await secret.fill("other");
  await expect.poll(() => hint.count()).toBe(0);
});

test("a space at the end of a credential is pointed out beside it and removed on request", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const id = page.getByRole("textbox", { name: "Client ID" });
  await id.fill("billing-api ");
  await secretOf(page).fill(" s3cr3t");
  const note = page.locator("#staging-client_id-note");
  await expect.poll(() => note.innerText()).toContain("Ends with a space.");
  expect(await id.getAttribute("aria-describedby")).toContain("staging-client_id-note");
  await page.getByRole("button", { name: "Remove these characters from Client ID" }).click();
  await expect.poll(() => id.inputValue()).toBe("billing-api");
  await expect.poll(() => note.count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("staging-client_id");
  await page.getByRole("button", { name: "Remove these characters from Client Secret" }).click();
  await expect.poll(() => secretOf(page).inputValue()).toBe("s3cr3t");
});

test("credentials in the Token URL move into their fields on request, and stay where a field has another value", async () => {
  const { page } = await open();
  await begin(page, "OAuth 2");
  const url = page.getByRole("textbox", { name: "Token URL" });
  const move = page.getByRole("button", { name: "Move to their fields" });
  await url.fill("https://a.example/t?client_id=billing&client_secret=pw&grant_type=client_credentials&x=1");
  await move.click();
  await expect.poll(() => url.inputValue()).toBe("https://a.example/t?x=1");
  expect(await page.getByRole("textbox", { name: "Client ID" }).inputValue()).toBe("billing");
  expect(await secretOf(page).inputValue()).toBe("pw");
  await url.fill("https://a.example/t?client_secret=other");
  await move.click();
  await page.locator(".field-note", { hasText: "Left in the URL: client_secret." }).waitFor();
  expect(await url.inputValue()).toBe("https://a.example/t?client_secret=other");
  expect(await secretOf(page).inputValue()).toBe("pw");
});
