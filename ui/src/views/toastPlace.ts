// Toasts are above the bar at the bottom of the form, which has the buttons, and what a sign-in waits for.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";

/** Sets `--toasts-bottom` of an element to the height of the bar, and follows it. Without a bar, the styles have a height. */
function followBar(area: HTMLElement): () => void {
  const bar = document.querySelector<HTMLElement>(".form-bar");
  const measure = () => {
    // Beside the pane of a wide window, and once its form is closed, the bar has no box.
    if (bar === null || bar.offsetHeight === 0) area.style.removeProperty("--toasts-bottom");
    else area.style.setProperty("--toasts-bottom", `${Math.max(0, window.innerHeight - bar.getBoundingClientRect().top)}px`);
  };
  measure();
  const observer = new ResizeObserver(measure);
  if (bar !== null) observer.observe(bar);
  return () => observer.disconnect();
}

/** Keeps toasts above the bar, as long as there are any, on each screen. */
export function useToastPlace(area: RefObject<HTMLElement | null>, isAny: boolean, screen: object): void {
  const follow = () => (isAny && area.current !== null ? followBar(area.current) : undefined);
  useLayoutEffect(follow, [isAny]);
  // After the next screen is drawn.
  useEffect(follow, [screen]);
}
