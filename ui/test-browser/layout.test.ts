// Layout in a small window, with large text and with long names.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { LANGUAGES } from "../src/texts";
import { en } from "../src/texts/en";
import { vaultThat } from "./core/fake";
import { open, start, stop } from "./harness";
import { begin, edit, seed } from "./actions";

beforeAll(start);
afterAll(stop);

const LONG = `Long ${"x".repeat(1_019)}`;
const list = (page: Page, { shell } = en) => page.getByRole("button", { name: shell.authorizations, exact: true }).first().click();

/** Counts chips and column headers that overlap or lie outside the table. */
const overlaps = (page: Page) =>
  page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".table th, .table .chip, .table .icon-button")].map((part) => {
      const range = document.createRange();
      range.selectNodeContents(part);
      return part.tagName === "TH" ? range.getBoundingClientRect() : part.getBoundingClientRect();
    });
    const meets = (a: DOMRect, b: DOMRect) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const edge = document.querySelector(".table-frame")?.getBoundingClientRect().right ?? 0;
    return boxes.filter((box, at) => box.right > edge || boxes.slice(at + 1).some((other) => meets(box, other))).length;
  });

test.each([
  [1_100, 720, 5],
  [800, 560, 4],
  [400, 280, 3],
])("at %i × %i the list has room for its columns in each language, and shows everything", async (width, height, shown) => {
  for (const language of LANGUAGES) {
    const { page, texts } = await open((core) => seed(core, ["billing-api", "crm-sync", LONG], "Invoices"), { language, width, height });
    await list(page, texts);
    await page.getByRole("table").waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    expect(await page.getByRole("columnheader").count()).toBe(shown);
    expect(await overlaps(page)).toBe(0);
    const row = await page.getByRole("row", { name: /^billing-api/u }).innerText();
    for (const text of ["Invoices", "OAuth 2"]) expect(row).toContain(text);
    await page.context().close();
  }
});

test.each([
  [1_100, false, "Invoices"],
  [1_100, false, ""],
  [1_600, true, "Invoices"],
])("at %i pixels nothing in the list is cut while there is room, and chips are apart (last attempt: %s, description: %j)", async (width, attempts, description) => {
  const name = "partner-gateway-for-the-northern-region";
  for (const language of LANGUAGES) {
    const { page, texts } = await open(
      (core) => {
        core.preferences = { ...core.preferences, last_attempt_column: attempts };
        seed(core, [name, "b", "c"], description);
      },
      { language, width, height: 720 },
    );
    await list(page, texts);
    await page.getByRole("table").waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.waitForTimeout(100);
    const cut = await page.evaluate(() => [...document.querySelectorAll(".table .cut")].filter((text) => text.scrollWidth > text.clientWidth).map((text) => text.textContent));
    expect(cut).toEqual([]);
    const gaps = await page.evaluate(() =>
      [...document.querySelectorAll(".chips")].flatMap((chips) => {
        const [first, second] = [...chips.children].map((chip) => chip.getBoundingClientRect());
        return first && second ? [Math.round(second.left - first.right)] : [];
      }),
    );
    expect(gaps.length).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(8);
    const sides = await page.evaluate(() => [document.querySelector(".table-frame"), document.querySelector(".main")].map((box) => box?.getBoundingClientRect().right ?? 0));
    expect(Math.round((sides[1] ?? 0) - (sides[0] ?? 0))).toBe(24);
    expect(await overlaps(page)).toBe(0);
    await page.context().close();
  }
});

test("in a narrow window the menu shows icons that keep their names, and labels again when there is room", async () => {
  const { page } = await open(() => undefined, { width: 600, height: 400 });
  const entry = page.getByRole("navigation").getByRole("button", { name: "Authorizations", exact: true });
  expect(await entry.innerText()).toBe("");
  await page.setViewportSize({ width: 1_100, height: 720 });
  await expect.poll(() => entry.innerText()).toBe("Authorizations");
});

test("the table's header stays visible, and doesn't cover a focused row", async () => {
  const { page } = await open((core) => seed(core, Array.from({ length: 25 }, (_, row) => `row ${String(row).padStart(2, "0")}`)), { width: 800, height: 560 });
  await list(page);
  await page.getByRole("row", { name: /^row 24/u }).focus();
  for (let row = 24; row > 10; row -= 1) await page.keyboard.press("ArrowUp");
  const head = await page.getByRole("columnheader", { name: "Name" }).boundingBox();
  const row = await page.getByRole("row", { name: /^row 10/u }).boundingBox();
  expect(Math.abs(head?.y ?? -1)).toBeLessThan(1);
  expect(row?.y ?? 0).toBeGreaterThanOrEqual((head?.height ?? 0) - 1);
});

test("a name of a thousand characters takes two lines of the heading, and the tooltip shows it in full", async () => {
  const { page } = await open((core) => seed(core, [LONG]), { width: 800, height: 560 });
  await edit(page, LONG);
  const heading = page.getByRole("heading", { level: 1 });
  expect((await heading.boundingBox())?.height).toBeLessThan(60);
  await heading.hover();
  await expect.poll(() => page.getByRole("tooltip").innerText()).toContain(LONG);
});

const inView = (page: Page, text: string) =>
  page.getByText(text, { exact: true }).evaluate((notice) => {
    const { left, top, right, bottom } = notice.getBoundingClientRect();
    const shown = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return shown === notice || notice.contains(shown);
  });

test.each([
  [1_280, 800],
  [800, 560],
  [400, 280],
])("at %i × %i the notices stay at the top of a screen that is scrolled, and leave room for it", async (width, height) => {
  const { page, emit } = await open(
    (core) => {
      seed(core, ["billing-api"]);
      core.vault = vaultThat({ home: "passphrase", state: "locked" });
    },
    { width, height },
  );
  await edit(page, "billing-api");
  const scroll = () => page.evaluate(() => document.querySelector("#main")?.scrollTo(0, 10_000));
  await scroll();
  expect(await inView(page, "The vault is locked")).toBe(true);
  const area = await page.locator(".notices").boundingBox();
  expect((area?.height ?? height) / height).toBeLessThan(0.46);
  await emit({ kind: "keyring_waiting", value: true });
  await emit({ kind: "database", value: "gone" });
  await scroll();
  for (const text of ["Nothing can be saved: the database file is gone"]) expect(await inView(page, text)).toBe(true);
  // What takes the focus isn't under the notices.
  await page.getByRole("textbox", { name: "Name", exact: true }).focus();
  const [notices, name] = [await page.locator(".notices").boundingBox(), await page.getByRole("textbox", { name: "Name", exact: true }).boundingBox()];
  expect(name?.y ?? 0).toBeGreaterThanOrEqual((notices?.y ?? 0) + (notices?.height ?? 0));
});

test("in a low window the notices are one line, with a button that shows the rest", async () => {
  const { page } = await open(
    (core) => {
      seed(core, ["billing-api"]);
      core.vault = vaultThat({ home: "passphrase", state: "locked" });
      const lost = Array.from({ length: 12 }, (_, at) => ({ part: "authorization" as const, id: null, name: `lost ${at}`, environment: null }));
      core.report = { backup: null, recovery: { set_aside: "/data/damaged/keyfob.db", recovered: 1, lost, all_losses_known: true, is_missing: false, is_from_copy: false, was_missing: false, newest_backup: null } };
    },
    { width: 400, height: 280 },
  );
  const height = async () => (await page.locator(".notices").boundingBox())?.height ?? 0;
  expect(await height()).toBeLessThan(60);
  expect(await page.getByRole("textbox", { name: "Passphrase" }).isVisible()).toBe(false);
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("textbox", { name: "Passphrase" }).fill("correct horse battery");
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await page.getByText("The database was damaged. 1 authorization was recovered.").waitFor();
  await page.getByRole("button", { name: "Show less" }).click();
  expect(await height()).toBeLessThan(60);
  expect(await inView(page, "The database was damaged. 1 authorization was recovered.")).toBe(true);
});

test("a form's bar leaves room for what takes the focus, without a variable from which the whole screen inherits", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]), { width: 1100, height: 720 });
  await edit(page, "billing-api");
  const measure = () =>
    page.evaluate(() => {
      const main = document.querySelector<HTMLElement>("#main") ?? document.body;
      return {
        padding: parseFloat(getComputedStyle(main).scrollPaddingBottom),
        bar: document.querySelector<HTMLElement>(".form-bar")?.offsetHeight ?? 0,
        variables: [...main.style].filter((name) => name.startsWith("--")),
      };
    });
  await expect
    .poll(async () => {
      const { padding, bar } = await measure();
      return padding - bar;
    })
    .toBe(8);
  expect((await measure()).variables).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("table").waitFor();
  expect((await measure()).padding).toBe(8);
});

test("a popover is as high as what is in it, by its own style and not by that of the engine", async () => {
  const { page } = await open((core) => seed(core, ["billing-api"]));
  await edit(page, "billing-api");
  await page.getByRole("button", { name: "More token actions" }).click();
  const menus = await page.evaluate(() =>
    [...document.querySelectorAll("[popover]")].map((popover) => [popover.className, String(popover.computedStyleMap().get("height"))]),
  );
  expect(menus.map(([name]) => name)).toContain("popup-menu");
  expect(menus.map(([name]) => name)).toContain("tooltip");
  expect(menus.filter(([, height]) => height !== "auto")).toEqual([]);
});

test("where nothing is said beside CONNECT, its title is in the middle of the bar", async () => {
  const { page } = await open((core) => {
    seed(core, ["billing-api"]);
    for (const { authorization } of core.saved.values()) authorization.validated_at_ms = { staging: null, production: null };
  }, { width: 800, height: 560 });
  await edit(page, "billing-api");
  const title = page.locator(".connection-title");
  const gap = () => page.evaluate(() => {
    const [line, text] = [".connection-line", ".connection-title"].map((name) => document.querySelector(name)?.getBoundingClientRect());
    return line && text ? Math.round(text.top + text.height / 2 - line.top - line.height / 2) : 0;
  });
  await title.waitFor();
  expect(await page.locator(".connection-line.is-title-only").count()).toBe(1);
  await expect.poll(gap).toBe(0);
  await page.getByRole("textbox", { name: "Client ID" }).fill("");
  await page.getByText("Enter the Client ID first").waitFor();
  expect(await page.locator(".connection-line.is-title-only").count()).toBe(0);
  expect(await gap()).toBeLessThan(0);
});

test.each([
  [400, 280],
  [308, 215],
  [267, 187],
])("at %i × %i, as with very large text, no button of a form covers another, and the reasons of SAVE can be read", async (width, height) => {
  for (const language of LANGUAGES) {
    const { page, texts } = await open(undefined, { language, width, height });
    await begin(page, "OAuth 2", texts);
    await page.getByRole("combobox", { name: texts.form.fields.client_auth }).selectOption("private_key_jwt");
    const reasons = page.locator(".save-reasons");
    await reasons.getByText(texts.form.fields.token_url).waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const covered = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll(".form-bar .button")].map((button) => button.getBoundingClientRect());
      const meets = (a: DOMRect, b: DOMRect) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      return boxes.filter((box, at) => box.right > window.innerWidth || boxes.slice(at + 1).some((other) => meets(box, other))).length;
    });
    expect(covered).toBe(0);
    expect(await reasons.evaluate((text) => {
      text.scrollTo(0, text.scrollHeight);
      return [text.scrollTop + text.clientHeight >= text.scrollHeight - 1, text.tabIndex >= 0 || text.scrollHeight === text.clientHeight, getComputedStyle(text).webkitLineClamp];
    })).toEqual([true, true, "none"]);
    await page.context().close();
  }
});
