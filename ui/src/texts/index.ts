// The texts in the language in use, and how it writes numbers and times.
import { computed, signal } from "@preact/signals";

import type { Language } from "../bindings/Language";
import { en, type Texts } from "./en";
import { ptBR } from "./pt-BR";

/** The language that the user chose. */
export const language = signal<Language>("system");

/** The language of the system as the core knows it, so that the system's dialogs and the page speak the same one. */
export const systemLanguage = signal<Language>("en");

const spoken = computed<"en" | "pt-BR">(() => {
  const chosen = language.value === "system" ? systemLanguage.value : language.value;
  return chosen === "pt-BR" ? "pt-BR" : "en";
});

/** Every text of the window in the language in use. */
export const texts = computed<Texts>(() => (spoken.value === "pt-BR" ? ptBR : en));

const numbers = computed(() => new Intl.NumberFormat(spoken.value));
const lists = computed(() => new Intl.ListFormat(spoken.value, { type: "conjunction" }));
const times = computed(() => new Intl.DateTimeFormat(spoken.value, { dateStyle: "medium", timeStyle: "short" }));
const clock = computed(() => new Intl.DateTimeFormat(spoken.value, { timeStyle: "medium" }));
const relative = computed(() => new Intl.RelativeTimeFormat(spoken.value));
const days = computed(() => new Intl.DateTimeFormat(spoken.value, { dateStyle: "medium" }));

/** Formats a count: `1,024`. */
export const count = (value: number) => numbers.value.format(value);
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

/** Formats the day of a time in UTC milliseconds. */
export const day = (ms: number) => days.value.format(ms);
