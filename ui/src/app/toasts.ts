// What is told in passing: toasts that are seen, and announcements that only a screen reader hears.
import { signal } from "@preact/signals";

const SHOWN_MS = 4_000;

export const toasts = signal<{ id: number; text: string; tone: "good" | "bad" }[]>([]);
export const announcement = signal("");

let last = 0;

/** Shows a text for a moment; never one that must be acted on. */
export function toast(text: string, tone: "good" | "bad" = "good"): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value, { id, text, tone }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((shown) => shown.id !== id);
  }, SHOWN_MS);
}

/** Tells a screen reader something. */
export function announce(text: string): void {
  announcement.value = "";
  queueMicrotask(() => {
    announcement.value = text;
  });
}
