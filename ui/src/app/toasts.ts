// Toasts, and announcements for screen readers.
import { signal } from "@preact/signals";

const SHOWN_MS = 4_000;

export const toasts = signal<{ id: number; text: string; tone: "good" | "bad" }[]>([]);
export const announcement = signal("");

let last = 0;

/** Shows a text for a few seconds. Not for anything that the user must act on. */
export function toast(text: string, tone: "good" | "bad" = "good"): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value, { id, text, tone }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((shown) => shown.id !== id);
  }, SHOWN_MS);
}

/** Has a screen reader read a text. */
export function announce(text: string): void {
  announcement.value = "";
  queueMicrotask(() => {
    announcement.value = text;
  });
}
