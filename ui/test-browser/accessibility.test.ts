// Every screen: axe in both themes, nothing too wide or cut off, and fields that nothing covers with large text.
// `cargo xtask screenshots` has axe check every size and language too.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { LANGUAGES } from "../src/texts";
import { open, start, stop } from "./harness";
import { NOW, THEMES, change, enlarge, photograph, show, violations } from "./looks";
import { SCREENS } from "./screens";

beforeAll(start);
afterAll(stop);

/** The languages take turns, so that each is tested with many screens. */
const CASES = SCREENS.map((screen, index) => ({ screen, language: LANGUAGES[index % LANGUAGES.length] ?? "en" }));
const USUAL = { width: 1_100, height: 720, text: "100%" } as const;
const SMALLEST = { width: 800, height: 560 };
// Zoomed by the engine, which leaves fewer pixels, and by a larger font size in the system.
const LARGE = [
  { width: 400, height: 280, text: "100%" },
  { ...SMALLEST, text: "200%" },
] as const;

/** Returns what can be scrolled sideways: by dragging a selection, also without a scroll bar. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => [document.documentElement, ...document.querySelectorAll(".main, .menu, .table-frame, .modal-body")].filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className));

/** Opens the notices, which are folded where there is little room. */
async function showNotices(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (document.querySelector("dialog[open]") === null) document.querySelector<HTMLElement>(".notices-toggle[aria-expanded=false]")?.click();
  });
}

/** Returns what reaches beyond the window's edges. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const cut = (element: Element) => {
      const box = element.getBoundingClientRect();
      const scrolls = element.closest(".wire") !== null;
      return box.width > 0 && !scrolls && (box.right > innerWidth + 1 || box.left < -1);
    };
    return [...document.querySelectorAll("button, input:not([type=radio]), select, h1, h2, label, p")].filter((element) => element.closest(".visually-hidden, .tooltip") === null && cut(element)).map((element) => element.outerHTML.slice(0, 120));
  });

/** Returns the fields that are covered although they have the focus. */
const coveredFields = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const hides = (field: HTMLElement) => {
      field.focus();
      const { left, top, width: w, height: h } = field.getBoundingClientRect();
      const found = document.elementFromPoint(left + w / 2, top + h / 2);
      return found === null || !(field.contains(found) || found.closest("label, .tags, .select, .joined")?.contains(field));
    };
    return [...document.querySelectorAll<HTMLElement>("main :is(input, select, textarea):enabled")].filter((field) => field.checkVisibility() && hides(field)).map((field) => field.id);
  });

/** Returns how much of the window's height the bar of a form takes. The details, which the user can close, don't count. */
const barShare = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const height = (part: string) => document.querySelector<HTMLElement>(part)?.offsetHeight ?? 0;
    return (height(".form-bar") - height(".connection-details")) / innerHeight;
  });

/** Returns what hides the fields of the form, if one is open. Open notices leave little room for it. */
async function problemsOfForm(page: Page): Promise<string[]> {
  if ((await page.locator(".form-bar").count()) === 0 || (await page.locator("dialog[open], .notices").count()) > 0) return [];
  const share = await barShare(page);
  return [...(await coveredFields(page)), ...(share < 0.35 ? [] : [`the bar takes ${share} of the height`])];
}

describe.each(LANGUAGES)("in %s", (language) => {
  for (const { screen } of CASES.filter((one) => one.language === language)) {
    test(`${screen.name}: axe finds nothing, nothing is cut off, and no policy is broken`, async () => {
      const { page, complaints } = await show(screen, language);
      for (const theme of THEMES) {
        await change(page, theme, USUAL);
        expect(await violations(page)).toEqual([]);
      }
      expect(await tooWide(page)).toEqual([]);
      await change(page, "light", { ...SMALLEST, text: "100%" });
      expect(await tooWide(page)).toEqual([]);
      const problems: string[] = [];
      for (const size of LARGE) {
        await change(page, "light", size);
        await showNotices(page);
        if (size.text === "200%") problems.push(...(await cutOff(page)));
        problems.push(...(await problemsOfForm(page)));
      }
      expect(problems).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });
  }
});

test("with reduced motion, a change of the theme or of the text's size reaches everything at once", async () => {
  const { page } = await open();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await enlarge(page, "200%");
  const sizes = await page.evaluate(() => [...document.querySelectorAll("html, body, .main, .screen, .card-text")].map((element) => getComputedStyle(element).transitionProperty));
  expect(new Set(sizes)).toEqual(new Set(["none"]));
  // The menu follows the size of the text at the moment when the window says that it changed.
  expect(await page.locator(".menu.is-collapsed").count()).toBe(1);
  await page.context().close();
});

test("what scrolls in a dialog can be scrolled by keyboard", async () => {
  const { page } = await open(undefined, { ...SMALLEST, height: 800 });
  await page.getByRole("button", { name: "Create authorization" }).click();
  await page.getByRole("button", { name: "What’s the difference?" }).click();
  const body = page.locator(".modal-body").last();
  await expect.poll(() => body.getAttribute("tabindex")).toBe(null);
  await enlarge(page, "200%");
  await expect.poll(() => body.getAttribute("tabindex")).toBe("0");
  await body.focus();
  await page.keyboard.press("End");
  await expect.poll(() => body.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  await page.context().close();
});

test("a screen that hasn't changed gives the same picture again", async () => {
  const [screen] = SCREENS;
  if (screen === undefined) throw new Error("there are no screens");
  const pictures: string[] = [];
  for (const _ of ["first", "second"]) {
    const { page } = await show(screen, "en", { now: NOW });
    await change(page, "dark", USUAL);
    pictures.push(await photograph(page));
    await page.context().close();
  }
  expect(pictures[0] === pictures[1]).toBe(true);
});
