// Where the user was on the screen, to return there when a notice disappears with the focus in it.

let last: HTMLElement | null = null;

/** Remembers what was focused last on the screen, apart from notices and dialogs. */
export function rememberFocus(): void {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target.closest(".screen") !== null) last = target;
  });
}

/** Returns the focus to where the user was, if it is lost after the next frame. */
export function returnLostFocus(): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const place = last?.isConnected ? last : document.querySelector<HTMLElement>("h1");
    place?.focus({ preventScroll: true });
  });
}
