// Scrolls to the result of CONNECT, and moves the focus on when the focused button disappears.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Whether the focused button disappeared or was disabled. */
function isLost(): boolean {
  const { activeElement: active } = document;
  return active === null || active === document.body || active.matches('[aria-disabled="true"]');
}

function refocus(part: HTMLElement): void {
  if (!isLost()) return;
  const next = part.querySelector<HTMLElement>(".tried .button") ?? part.querySelector<HTMLElement>('.connection-actions button:not([aria-disabled="true"])');
  // No scrolling here: the result is scrolled into view separately.
  next?.focus({ preventScroll: true });
}

/** Moves the focus to CONNECT when the token's actions disappear with it, as after *Forget token*. */
export function useTokenFocus(part: RefObject<HTMLElement | null>, hasToken: boolean): void {
  const before = useRef(hasToken);
  useEffect(() => {
    const isGone = before.current && !hasToken;
    before.current = hasToken;
    if (isGone && part.current !== null) refocus(part.current);
  }, [hasToken]);
}

/** Handles focus and scrolling when a connection attempt in the given section starts and ends. */
export function useOutcomeFocus(part: RefObject<HTMLElement | null>, running: boolean): void {
  const before = useRef(running);
  useEffect(() => {
    if (before.current === running || part.current === null) return;
    before.current = running;
    refocus(part.current);
    if (running) return;
    const details = part.current.querySelector(".connection-details");
    // What was read of an earlier outcome says nothing about where this one begins.
    details?.scrollTo(0, 0);
    // The bar of a very low window scrolls with the fields. Without animation.
    details?.scrollIntoView({ block: "nearest" });
  }, [running]);
}
