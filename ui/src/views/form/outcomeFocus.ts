// Scrolls to the result of CONNECT, and moves the focus on when the focused button disappears.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Whether the focused button disappeared or was disabled. */
function isLost(): boolean {
  const { activeElement: active } = document;
  return active === null || active === document.body || active.matches('[aria-disabled="true"]');
}

/**
 * Whether the focus is in a part of the section. While the section is rendered, its elements are still those of before. Only a focus that was in what
 * disappears is moved on: one on SAVE, which is disabled once everything is saved, stays there.
 */
function hasFocus(part: HTMLElement | null, within: string): boolean {
  const place = document.activeElement?.closest(within) ?? null;
  return place !== null && part?.contains(place) === true;
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
  const hadFocus = hasFocus(part.current, ".token-part");
  useEffect(() => {
    const isGone = before.current && !hasToken;
    before.current = hasToken;
    if (isGone && hadFocus && part.current !== null) refocus(part.current);
  }, [hasToken]);
}

/** Handles focus and scrolling when a connection attempt in the given section starts and ends. */
export function useOutcomeFocus(part: RefObject<HTMLElement | null>, running: boolean): void {
  const before = useRef(running);
  const hadFocus = hasFocus(part.current, ".connection");
  useEffect(() => {
    if (before.current === running || part.current === null) return;
    before.current = running;
    if (hadFocus) refocus(part.current);
    if (running) return;
    const details = part.current.querySelector(".connection-details");
    // What was read of an earlier outcome says nothing about where this one begins.
    details?.scrollTo(0, 0);
    // The bar of a very low window scrolls with the fields. Without animation.
    details?.scrollIntoView({ block: "nearest" });
  }, [running]);
}
