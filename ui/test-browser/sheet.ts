// A sheet with every picture of a screen: a row for each language and theme, a column for each size.
import type { Browser } from "playwright-core";

import type { Language } from "../src/bindings/Language";
import { SIZES, type Theme } from "./looks";

export interface Row {
  language: Language;
  theme: Theme;
  /** A PNG in Base64 for each of `SIZES`. */
  pictures: readonly string[];
}

/** Small text can still be read, and all sheets together stay below 20 MB. */
const SCALE = 0.5;
const QUALITY = 30;
const GAP = 16;

/** Returns the sheet as WebP. */
export async function sheet(browser: Browser, rows: readonly Row[]): Promise<Buffer> {
  const widths = SIZES.map(({ width }) => width * SCALE);
  const height = Math.max(...SIZES.map((size) => size.height)) * SCALE;
  const page = await browser.newPage({
    viewport: {
      width: widths.reduce((sum, width) => sum + width + GAP, GAP),
      height: rows.length * (height + GAP) + GAP,
    },
  });
  const lines = rows.map(({ pictures }) => pictures.map((picture, index) => `<img width="${widths[index]}" src="data:image/png;base64,${picture}">`).join(""));
  await page.setContent(
    `<style>body { margin: ${GAP}px; background: #888 } div { display: flex; align-items: start; gap: ${GAP}px; height: ${height + GAP}px }</style>${lines.map((line) => `<div>${line}</div>`).join("")}`,
  );
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  await page.close();
  return Buffer.from(data, "base64");
}
