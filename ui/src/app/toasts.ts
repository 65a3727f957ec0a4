// Toasts, and announcements for screen readers.
import { signal } from "@preact/signals";

const SHOWN_MS = 4_000;
/** How long an announcement can be read. */
const READ_MS = 10_000;

/** `good` is a success, `note` anything else that goes by, and `bad` a failure. */
type Tone = "good" | "note" | "bad";

interface Toast {
  id: number;
  text: string;
  tone: Tone;
  /** Ends it; a bad one stays until the user dismisses it. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

export const toasts = signal<readonly Toast[]>([]);
export const announcement = signal("");

let last = 0;
let ending: ReturnType<typeof setTimeout> | undefined;

/** Dismisses a toast. */
export function dismiss(id: number): void {
  toasts.value = toasts.peek().filter((shown) => shown.id !== id);
}

/** Shows a text: for a few seconds, or a failure until it is dismissed. A text that is already shown isn't shown twice, but longer. */
export function toast(text: string, tone: Tone = "good"): void {
  const same = toasts.peek().find((shown) => shown.text === text && shown.tone === tone);
  if (same !== undefined) {
    clearTimeout(same.timer);
    // The live region doesn't change, so a screen reader would stay silent.
    announce(text);
  }
  last += 1;
  const id = same?.id ?? last;
  const timer = tone !== "bad" ? setTimeout(() => dismiss(id), SHOWN_MS) : undefined;
  toasts.value = [...toasts.peek().filter((shown) => shown.id !== id), { id, text, tone, timer }];
}

/** Removes an announcement that is no longer true. */
export function hush(): void {
  clearTimeout(ending);
  announcement.value = "";
}

/** Has a screen reader read a text. It is removed later, so that no one comes across it when it is out of date. */
export function announce(text: string): void {
  announcement.value = "";
  clearTimeout(ending);
  queueMicrotask(() => {
    announcement.value = text;
  });
  ending = setTimeout(() => {
    announcement.value = "";
  }, READ_MS);
}
