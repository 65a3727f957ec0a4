// A screen in every theme and size, what axe says about it, and its picture.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Page } from "playwright-core";

import type { Language } from "../src/bindings/Language";
import { type Look, type Opened, open } from "./harness";
import type { ScreenState } from "./screens";
import { User } from "./user";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export type Theme = "light" | "dark";
export const THEMES: readonly Theme[] = ["light", "dark"];

export interface Size {
  name: string;
  width: number;
  height: number;
  /** The size of the text, as the system enlarges it. */
  text: "100%" | "200%";
}

export const SIZES: readonly Size[] = [
  { name: "1100 × 720", width: 1_100, height: 720, text: "100%" },
  { name: "800 × 560", width: 800, height: 560, text: "100%" },
  { name: "1600 × 1000", width: 1_600, height: 1_000, text: "100%" },
  { name: "1100 × 720, text at 200 %", width: 1_100, height: 720, text: "200%" },
];

/** The time on the clock in pictures. */
export const NOW = Date.UTC(2026, 10, 24, 9, 30);

/** Enlarges the text, as a larger font size in the system does. */
export const enlarge = (page: Page, size: string): Promise<void> =>
  page.evaluate((font) => {
    document.documentElement.style.setProperty("font-size", font);
    window.dispatchEvent(new Event("resize"));
  }, size);

/** Waits until the page is drawn, also what its observers change afterwards. */
const drawn = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await document.fonts.ready;
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    for (let count = 0; count < 3; count += 1) await frame();
  });

/** Opens a screen in a language: without motion and a blinking caret, and with nothing under the pointer. */
export async function show({ core, go }: ScreenState, language: Language, look: Look = {}): Promise<Opened> {
  const opened = await open(core, { ...look, language });
  const { page } = opened;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await go(new User(opened));
  await page.mouse.move(1, 1);
  await page.evaluate(() => document.documentElement.style.setProperty("caret-color", "transparent"));
  await drawn(page);
  return opened;
}

/** Gives an opened screen another look. */
export async function change(page: Page, theme: Theme, { width, height, text }: Omit<Size, "name">): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height });
  await enlarge(page, text);
  await drawn(page);
}

/** Returns a picture of the page as a PNG in Base64. */
export async function photograph(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true });
  await session.detach();
  return data;
}

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string; target: string[] }[];
}

/** Returns what axe finds, a text for each rule. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated outside the page, whose policy allows only its own scripts.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: { run: (where: unknown, options: unknown) => Promise<{ violations: Violation[] }> } };
    const found = (await axe.run(document, { runOnly: rules, resultTypes: ["violations"] })).violations;
    for (const violation of found.filter(({ id }) => id === "target-size")) {
      // The bar at the bottom may cover half of a button, which can be scrolled out from under it.
      const scroller = document.querySelector("#main");
      const top = scroller?.scrollTop ?? 0;
      const wrong: Violation["nodes"] = [];
      for (const node of violation.nodes) {
        document.querySelector(node.target[0] ?? "")?.scrollIntoView({ block: "center" });
        const again = await axe.run(document, { runOnly: { type: "rule", values: ["target-size"] }, resultTypes: ["violations"] });
        wrong.push(...again.violations.flatMap(({ nodes }) => nodes).filter(({ target }) => target[0] === node.target[0]));
      }
      violation.nodes = wrong;
      scroller?.scrollTo(0, top);
    }
    return found.filter(({ nodes }) => nodes.length > 0).map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
  }, RULES);
}
