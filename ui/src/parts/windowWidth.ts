// The window's size in units of its text size: larger text leaves as little room as a smaller window.
import { computed, signal } from "@preact/signals";

const inLetters = (pixels: number): number => pixels / (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
const measure = () => ({ width: inLetters(window.innerWidth), height: inLetters(window.innerHeight) });

const size = signal(measure());
window.addEventListener("resize", () => (size.value = measure()));
const width = computed(() => size.value.width);

/** Whether the window is too narrow for a menu with labels. */
export const isNarrow = computed(() => width.value < 44);

/** How many columns of the list fit. */
export const listWidth = computed<"wide" | "narrow" | "tiny">(() => {
  if (width.value < 40) return "tiny";
  return width.value < 56 ? "narrow" : "wide";
});

/** Whether the window is too low to show more than a line above the screen. */
export const isLow = computed(() => size.value.height < 30);
