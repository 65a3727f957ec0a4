// Lets the keyboard scroll what doesn't fit into its box, and has nothing inside that could take the focus.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const FOCUSABLE = "button, input, select, textarea, summary, a[href], [tabindex]";

/** Makes an element focusable as long as its contents scroll (WCAG 2.1.1). */
export function useScrollFocus(box: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const update = () => {
      // Otherwise the focus would be lost.
      if (document.activeElement === element) return;
      const scrolls = element.scrollHeight > element.clientHeight && element.querySelector(FOCUSABLE) === null;
      if (scrolls) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    };
    const sizes = new ResizeObserver(update);
    const observe = () => {
      for (const part of [element, ...element.children]) sizes.observe(part);
    };
    const contents = new MutationObserver(() => {
      observe();
      update();
    });
    contents.observe(element, { childList: true, subtree: true, characterData: true });
    observe();
    return () => {
      sizes.disconnect();
      contents.disconnect();
    };
  }, []);
}
