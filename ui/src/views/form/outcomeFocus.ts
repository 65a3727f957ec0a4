// What CONNECT has brought comes into sight, and the focus goes on from a button that went away.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

const OUTCOMES = ".failure, .connected-details, .notice";

/** Whether the focus was lost with the button that had it. */
function isLost(): boolean {
  const { activeElement: active } = document;
  return active === null || active === document.body || (active instanceof HTMLButtonElement && active.disabled);
}

function refocus(part: HTMLElement): void {
  if (!isLost()) return;
  const next = part.querySelector<HTMLElement>(".tried .button") ?? part.querySelector<HTMLElement>(".connect-line button:enabled");
  // Where one looks must not move: what there is to see is brought into sight by itself.
  next?.focus({ preventScroll: true });
}

/** Follows a connection that begins and ends in the given part. */
export function useOutcomeFocus(part: RefObject<HTMLElement | null>, running: boolean): void {
  const before = useRef(running);
  useEffect(() => {
    if (before.current === running || part.current === null) return;
    before.current = running;
    refocus(part.current);
    if (running) return;
    // At once: whoever waits for an answer has waited long enough, and no motion needs to be spared.
    part.current.querySelector(OUTCOMES)?.scrollIntoView({ block: "nearest" });
  }, [running]);
}
