// Scrolls to the result of CONNECT, and moves the focus on when the focused button disappears.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

const OUTCOMES = ".failure, .connected-details, .notice";

/** Whether the focused button disappeared or was disabled. */
function isLost(): boolean {
  const { activeElement: active } = document;
  return active === null || active === document.body || active.matches('[aria-disabled="true"]');
}

function refocus(part: HTMLElement): void {
  if (!isLost()) return;
  const next = part.querySelector<HTMLElement>(".tried .button") ?? part.querySelector<HTMLElement>('.connect-line button:not([aria-disabled="true"])');
  // No scrolling here: the result is scrolled into view separately.
  next?.focus({ preventScroll: true });
}

/** Handles focus and scrolling when a connection attempt in the given section starts and ends. */
export function useOutcomeFocus(part: RefObject<HTMLElement | null>, running: boolean): void {
  const before = useRef(running);
  useEffect(() => {
    if (before.current === running || part.current === null) return;
    before.current = running;
    refocus(part.current);
    if (running) return;
    // Without animation.
    part.current.querySelector(OUTCOMES)?.scrollIntoView({ block: "nearest" });
  }, [running]);
}
