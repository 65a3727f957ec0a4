// Contrast by WCAG 2.2: 4.5 for text, 3 for the outline of a control.
import { describe, expect, test } from "vitest";

import css from "./tokens.css?raw";

const [bright = "", dim = ""] = css.split(':root[data-theme="dark"]');
const colours = (part: string) => Object.fromEntries([...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/gu)].map(([, name, colour]) => [name, colour]));
const light: Record<string, string | undefined> = colours(bright);
const themes = { light, dark: { ...light, ...colours(dim) } };

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ["surface-page", "surface-raised", "surface-sunken", "surface-menu", "surface-hover", "surface-selected"];
const TEXT: [string, string[]][] = [
  ["text-main", [...SURFACES, "accent-soft", "ok-soft", "warn-soft", "danger-soft"]],
  ["text-secondary", [...SURFACES, "accent-soft", "warn-soft", "danger-soft"]],
  ["accent-text", ["surface-raised", "surface-page", "surface-selected", "accent-soft"]],
  ["accent-on", ["accent-fill", "accent-fill-hover"]],
  ["danger-on", ["danger-fill", "danger-fill-hover"]],
  ["ok-text", ["surface-raised", "surface-sunken", "ok-soft"]],
  ["warn-text", ["surface-raised", "surface-sunken", "warn-soft"]],
  ["danger-text", ["surface-raised", "surface-page", "danger-soft"]],
  ["staging-text", ["surface-raised", "surface-sunken", "staging-soft"]],
  ["production-text", ["surface-raised", "surface-sunken", "production-soft"]],
];
const SHAPES: [string, string[]][] = [
  ["border-control", ["surface-raised", "surface-page"]],
  ["focus-ring", SURFACES],
  ["danger-edge", ["surface-raised", "surface-page"]],
  ["staging-edge", ["surface-raised", "surface-sunken"]],
  ["production-edge", ["surface-raised", "surface-sunken"]],
];

describe.each(Object.entries(themes))("in the %s theme", (_, theme) => {
  const pairs = (list: [string, string[]][], least: number) => list.flatMap(([name, on]) => on.map((surface) => [name, surface, least] as const));
  test.each([...pairs(TEXT, 4.5), ...pairs(SHAPES, 3)])("%s on %s has a contrast of at least %d", (name, surface, least) => {
    const [front, back] = [theme[name], theme[surface]];
    expect(front).toBeDefined();
    expect(back).toBeDefined();
    expect(contrast(front ?? "", back ?? "")).toBeGreaterThanOrEqual(least);
  });
});
