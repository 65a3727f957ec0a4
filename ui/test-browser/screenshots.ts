// `cargo xtask screenshots`: photographs every screen in each theme, language and size, and has axe check each of these combinations.
// The sheets go into `docs/screens`, the pictures in full size into `target/screenshots`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { LANGUAGES } from "../src/texts";
import { start, stop } from "./harness";
import { NOW, SIZES, THEMES, change, photograph, show, violations } from "./looks";
import { SCREENS, type ScreenState } from "./screens";
import { type Row, sheet } from "./sheet";

const SHEETS = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
const FULL = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

/** A screen's name as a file's name: `the-list`. */
const slug = (name: string) => name.toLowerCase().replaceAll(/[^a-z]+/gu, "-");
const fileOf = (name: string) => `${slug(name)}.webp`;

beforeAll(async () => {
  // The core's clock. The page has its own.
  vi.setSystemTime(NOW);
  mkdirSync(SHEETS, { recursive: true });
  await start();
});

afterAll(async () => {
  await stop();
  writeFileSync(join(SHEETS, "README.md"), index());
  const known = new Set(SCREENS.map(({ name }) => fileOf(name)));
  for (const file of readdirSync(SHEETS)) if (file.endsWith(".webp") && !known.has(file)) rmSync(join(SHEETS, file));
});

// Not `test.each`, which shortens long names.
for (const screen of SCREENS) {
  test.concurrent(`${screen.name}`, async () => {
    expect(await photographAll(screen)).toEqual([]);
  });
}

/** Takes all pictures of a screen. Returns what axe finds. */
async function photographAll(screen: ScreenState): Promise<string[]> {
  const rows: Row[] = [];
  const found: string[] = [];
  const folder = join(FULL, slug(screen.name));
  mkdirSync(folder, { recursive: true });
  let made: Buffer | null = null;
  for (const language of LANGUAGES) {
    const { page, complaints } = await show(screen, language, { now: NOW });
    const pictures = { light: [] as string[], dark: [] as string[] };
    for (const size of SIZES) {
      for (const theme of THEMES) {
        await change(page, theme, size);
        const picture = await photograph(page);
        writeFileSync(join(folder, `${language} ${theme} ${size.name.replaceAll(/[^\w]+/gu, " ").trim()}.png`), Buffer.from(picture, "base64"));
        pictures[theme].push(picture);
        for (const violation of await violations(page)) found.push(`${screen.name}, ${language}, ${theme}, ${size.name}: ${violation}`);
      }
    }
    found.push(...complaints.map((complaint) => `${screen.name}, ${language}: ${complaint}`));
    rows.push(...THEMES.map((theme) => ({ language, theme, pictures: pictures[theme] })));
    const browser = page.context().browser();
    if (language === LANGUAGES.at(-1) && browser !== null) made = await sheet(browser, rows);
    await page.context().close();
  }
  if (made !== null) writeFileSync(join(SHEETS, fileOf(screen.name)), made);
  // At once: Vitest reports failures when everything has run.
  for (const violation of found) process.stderr.write(`${violation}\n`);
  return found;
}

/** The page that shows every sheet. */
function index(): string {
  const sections = SCREENS.map(({ name }) => {
    const title = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    return `## ${title}\n\n[![${title}](${fileOf(name)})](${fileOf(name)})\n`;
  });
  return `# Screens

Every screen of the window, made by \`cargo xtask screenshots\` from the page in Chromium with sample data.
Rows: ${LANGUAGES.join(", ")}, each in the light and the dark theme. Columns: ${SIZES.map(({ name }) => name).join("; ")}.

${sections.join("\n")}`;
}
