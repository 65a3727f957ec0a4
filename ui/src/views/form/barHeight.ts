// The height of the bar at the bottom of the form, which what takes the focus must not hide under.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Keeps `--bar-height` at the height of what stays at the bottom of the window. */
export function useBarHeight(bar: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const scroller = document.querySelector<HTMLElement>("#main");
    if (bar.current === null || scroller === null) return undefined;
    // Beside the pane of a wide window the bar has no box: only its last part stays at the bottom.
    const parts = [bar.current, ...bar.current.querySelectorAll<HTMLElement>(".save-bar")];
    const measure = () => {
      const height = parts.find((part) => part.offsetHeight > 0)?.offsetHeight ?? 0;
      scroller.style.setProperty("--bar-height", `${height}px`);
    };
    const observer = new ResizeObserver(measure);
    for (const part of parts) observer.observe(part);
    return () => {
      observer.disconnect();
      scroller.style.removeProperty("--bar-height");
    };
  }, []);
}
