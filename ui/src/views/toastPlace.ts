// Toasts are above the bar at the bottom of the form, which has the buttons, and what a sign-in waits for.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Keeps `--toasts-bottom` of an element at the height of the bar, as long as there are toasts; without a bar, the styles have a height. */
export function useToastPlace(area: RefObject<HTMLElement | null>, isAny: boolean): void {
  useLayoutEffect(() => {
    const { current } = area;
    const bar = document.querySelector<HTMLElement>(".form-bar");
    if (!isAny || current === null || bar === null) return undefined;
    const measure = () => {
      // Beside the pane of a wide window the bar has no box.
      const top = bar.offsetHeight > 0 ? bar.getBoundingClientRect().top : null;
      if (top === null) current.style.removeProperty("--toasts-bottom");
      else current.style.setProperty("--toasts-bottom", `${Math.max(0, window.innerHeight - top)}px`);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(bar);
    return () => {
      observer.disconnect();
      current.style.removeProperty("--toasts-bottom");
    };
  }, [isAny]);
}
