// The height of the bar at the bottom of the form, which what takes the focus must not hide under.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/**
 * Keeps the scroller's padding, and `--bar-height` of the bar, at the height of what stays at the bottom of the window. The variable isn't
 * the scroller's: WebKitGTK 2.50 keeps 150 KiB of styles each time that one changes from which a whole screen inherits.
 */
export function useBarHeight(bar: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const scroller = document.querySelector<HTMLElement>("#main");
    const { current } = bar;
    if (current === null || scroller === null) return undefined;
    // Beside the pane of a wide window the bar has no box: only its last part stays at the bottom.
    const parts = [current, ...current.querySelectorAll<HTMLElement>(".save-bar")];
    const measure = () => {
      const height = parts.find((part) => part.offsetHeight > 0)?.offsetHeight ?? 0;
      scroller.style.scrollPaddingBottom = `calc(${height}px + var(--space-2))`;
      current.style.setProperty("--bar-height", `${height}px`);
    };
    const observer = new ResizeObserver(measure);
    for (const part of parts) observer.observe(part);
    return () => {
      observer.disconnect();
      scroller.style.scrollPaddingBottom = "";
    };
  }, []);
}
