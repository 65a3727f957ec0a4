// The window's width in units of its text size: larger text leaves as little room as a smaller window.
import { computed, signal } from "@preact/signals";

const measure = (): number => window.innerWidth / (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);

const width = signal(measure());
window.addEventListener("resize", () => (width.value = measure()));

/** Whether the window is too narrow for a menu with labels. */
export const isNarrow = computed(() => width.value < 44);

/** How many columns of the list fit. */
export const listWidth = computed<"wide" | "narrow" | "tiny">(() => {
  if (width.value < 40) return "tiny";
  return width.value < 56 ? "narrow" : "wide";
});
