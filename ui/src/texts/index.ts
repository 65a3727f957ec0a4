// The texts in the language in use, and how it writes numbers and times.
import { computed, signal } from "@preact/signals";

import type { Language } from "../bindings/Language";
import type { LanguageChoice } from "../bindings/LanguageChoice";
import { en, type Texts } from "./en";
import { es } from "./es";
import { ptBR } from "./pt-BR";
import { regionOf } from "./region";

/** Every text of the window, by language. */
export const catalogues: Readonly<Record<Language, Texts>> = { en, "pt-BR": ptBR, es };

/** All languages, in the order in which the user can choose them. */
export const LANGUAGES = Object.keys(catalogues) as readonly Language[];

/** The language that the user chose. */
export const language = signal<LanguageChoice>("system");

/** The language of the system as the core knows it, so that the system's dialogs and the page speak the same one. */
export const systemLanguage = signal<Language>("en");

/** The language in use. */
export const spoken = computed<Language>(() => (language.value === "system" ? systemLanguage.value : language.value));

/** Every text of the window in the language in use. */
export const texts = computed<Texts>(() => catalogues[spoken.value]);

/** The locale that numbers and times are written in: the user's, if it has the language in use. Mexico and Spain group digits differently. */
const locale = computed(() => regionOf(spoken.value, navigator.languages));

const numbers = computed(() => new Intl.NumberFormat(locale.value));
const lists = computed(() => new Intl.ListFormat(locale.value, { type: "conjunction" }));
const times = computed(() => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeStyle: "short" }));
const clock = computed(() => new Intl.DateTimeFormat(locale.value, { timeStyle: "medium" }));
const relative = computed(() => new Intl.RelativeTimeFormat(locale.value));
const days = computed(() => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium" }));

/** Formats a count: `1,024`. Small whole numbers are written alike in all our languages, and the start doesn't wait for `Intl` to load its data. */
export const count = (value: number) => (Number.isInteger(value) && value >= 0 && value < 1_000 ? String(value) : numbers.value.format(value));
const sizes = computed(() =>
  (["kilobyte", "megabyte", "gigabyte"] as const).map((unit) => new Intl.NumberFormat(locale.value, { style: "unit", unit, maximumSignificantDigits: 3 })),
);
/** Formats the size of a file: `1.2 MB`. */
export function size(bytes: number): string {
  const power = Math.min(sizes.value.length, Math.max(1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return sizes.value[power - 1]?.format(bytes / 1000 ** power) ?? "";
}
/** Joins words into a list: `a, b, and c`. */
export const joinWords = (values: string[]) => lists.value.format(values);
/** Formats a time in UTC milliseconds. */
export const moment = (ms: number) => times.value.format(ms);
/** Formats the time of day, with seconds, of a time in UTC milliseconds. */
export const clockTime = (ms: number) => clock.value.format(ms);
const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]] as const;

/** Formats how long ago a time was: `3 minutes ago`. Both are UTC milliseconds. */
export function ago(ms: number, now: number): string {
  const passed = Math.max(0, now - ms);
  const [unit, length] = UNITS.find(([, least]) => passed >= least) ?? ["second", 1_000];
  return relative.value.format(-Math.floor(passed / length), unit);
}

/** Formats how far away a time is: `in 42 minutes`, `3 minutes ago`. Both are UTC milliseconds. */
export function fromNow(ms: number, now: number): string {
  const away = ms - now;
  const [unit, length] = UNITS.find(([, least]) => Math.abs(away) >= least) ?? (["second", 1_000] as const);
  return relative.value.format(Math.trunc(away / length), unit);
}

const spans = computed(() => {
  const format = (unit: string) => new Intl.NumberFormat(locale.value, { style: "unit", unit, unitDisplay: "short" });
  return { day: format("day"), hour: format("hour"), minute: format("minute"), second: format("second") };
});
/** Formats a span of time in its largest unit: `42 min`. */
export function span(ms: number): string {
  const [unit, length] = UNITS.find(([, least]) => ms >= least) ?? (["second", 1_000] as const);
  return spans.value[unit].format(Math.floor(Math.max(0, ms) / length));
}

/** Formats the day of a time in UTC milliseconds. */
export const day = (ms: number) => days.value.format(ms);
