// axe on every screen in both themes, and the page at 200 % text.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { LANGUAGES } from "../src/texts";
import type { Texts } from "../src/texts/en";
import { open, start, stop } from "./harness";
import { SCREENS } from "./screens";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

beforeAll(start);
afterAll(stop);

/** Enlarges the text, as a larger font size in the system does. */
const enlarge = (page: Page, size: string) =>
  page.evaluate((font) => {
    document.documentElement.style.setProperty("font-size", font);
    window.dispatchEvent(new Event("resize"));
  }, size);

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each(SCREENS)("$name has no axe violations and breaks no policy", async ({ core, go }) => {
    const { page, texts, complaints } = await open(core, { theme });
    await go(page, texts);
    await page.waitForTimeout(250);
    // Evaluated outside the page, whose policy allows only its own scripts.
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const run = (window as unknown as { axe: { run: (options: unknown) => Promise<{ violations: Violation[] }> } }).axe;
      const found = await run.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
    });
    expect(violations).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe.each([[1_100, 720], [800, 560]])("at %i × %i", (width, height) => {
  // Content that is too wide can be scrolled by dragging a selection, even without a scroll bar.
  test.each(SCREENS)("$name doesn't scroll sideways", async ({ core, go }) => {
    const { page, texts } = await open(core, { width, height });
    await go(page, texts);
    const wider = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll(".main, .menu, .table-frame, .modal-body")].filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className));
    expect(wider).toEqual([]);
    await page.context().close();
  });
});

/** Opens the notices, which are folded where there is little room. */
async function showNotices(page: Page, { shell }: Texts): Promise<void> {
  const more = page.getByRole("button", { name: shell.showMore });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  if (await more.isVisible()) await more.click();
}

// Words are longer in some languages than in others.
const IN_EACH_LANGUAGE = SCREENS.flatMap((screen) => LANGUAGES.map((language) => Object.assign({ language }, screen)));

test.each(IN_EACH_LANGUAGE)("$name cuts nothing off with text at 200 % in the smallest window ($language)", async ({ language, core, go }) => {
  const { page, texts } = await open(core, { language, width: 800, height: 560 });
  await enlarge(page, "200%");
  await showNotices(page, texts);
  await go(page, texts);
  const lost = await page.evaluate(() => {
    const cut = (element: Element) => {
      const box = element.getBoundingClientRect();
      const scrolls = element.closest(".wire") !== null;
      return box.width > 0 && !scrolls && (box.right > innerWidth + 1 || box.left < -1);
    };
    return [...document.querySelectorAll("button, input:not([type=radio]), select, h1, h2, label, p")].filter((element) => element.closest(".visually-hidden, .tooltip") === null && cut(element)).map((element) => element.outerHTML.slice(0, 120));
  });
  expect(lost).toEqual([]);
  await page.context().close();
});

const WITH_BAR = SCREENS.filter(({ name }) => /form|CONNECTED|failure panel|advanced|API key/u.test(name));
// Zoomed by the engine, which leaves fewer pixels, and by a larger font size in the system.
const LARGE = [
  { how: "the window zoomed to 200 %", width: 400, height: 280, font: "100%" },
  { how: "text at 200 %", width: 800, height: 560, font: "200%" },
];

describe.each(LARGE)("with $how", ({ width, height, font }) => {
  test.each(WITH_BAR)("$name shows every focused field", async ({ core, go }) => {
    const { page, texts } = await open(core, { width: 1_100, height: 720 });
    await go(page, texts);
    await page.setViewportSize({ width, height });
    await enlarge(page, font);
    const covered = await page.evaluate(() => {
      const hides = (field: HTMLElement) => {
        field.focus();
        const { left, top, width: w, height: h } = field.getBoundingClientRect();
        const found = document.elementFromPoint(left + w / 2, top + h / 2);
        return found === null || !(field.contains(found) || found.closest("label, .tags, .select, .joined")?.contains(field));
      };
      return [...document.querySelectorAll<HTMLElement>("main input, main select, main textarea")].filter(hides).map((field) => field.id);
    });
    expect(covered).toEqual([]);
    // The details, which the user can close, don't count.
    const bar = await page.evaluate(() => {
      const height = (part: string) => document.querySelector<HTMLElement>(part)?.offsetHeight ?? 0;
      return (height(".form-bar") - height(".connection-details")) / innerHeight;
    });
    expect(bar).toBeGreaterThan(0);
    expect(bar).toBeLessThan(0.35);
    await page.context().close();
  });
});
