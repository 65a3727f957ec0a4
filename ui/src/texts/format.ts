// Times and lists as people of the chosen language read them.
import { chosenLanguage } from ".";

export function dateTime(at: number): string {
  return new Intl.DateTimeFormat(chosenLanguage.value, { dateStyle: "medium", timeStyle: "short" }).format(at);
}

export function date(at: number): string {
  return new Intl.DateTimeFormat(chosenLanguage.value, { dateStyle: "medium" }).format(at);
}

export function list(values: readonly string[]): string {
  return values.join(", ");
}

/** Milliseconds: `84 ms`, or `1.2 s` from a second on. */
export function duration(milliseconds: number): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(chosenLanguage.value, { maximumFractionDigits: digits }).format(value);
  if (milliseconds >= 1000) return `${number(milliseconds / 1000, 1)} s`;
  return `${number(milliseconds, milliseconds < 10 ? 1 : 0)} ms`;
}

/** Time left, as a clock: `59:12`, `1:00:00`, `2 d 03:00:00`. */
export function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days} d ${two(hours)}:${rest}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
