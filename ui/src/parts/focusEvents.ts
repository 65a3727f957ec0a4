// Distinguishes real focus changes and key presses from those that only look like it.

/** Whether a field really lost the focus. A window in the background also blurs its field, but keeps it active and returns the focus. */
export const hasLostFocus = (event: { currentTarget: EventTarget | null }): boolean => document.activeElement !== event.currentTarget;

const ENDS = ["pointerup", "pointercancel"];
let pressed = false;
document.addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ENDS) document.addEventListener(end, () => (pressed = false), true);

/** Runs a function once the pointer is up: a message that appears in between would move the button that is being pressed. */
export function afterPress(then: () => void): void {
  if (!pressed) {
    then();
    return;
  }
  const up = () => {
    for (const end of ENDS) document.removeEventListener(end, up, true);
    // Its click event comes first.
    setTimeout(then);
  };
  for (const end of ENDS) document.addEventListener(end, up, true);
}

/** Returns a blur handler that runs only if the field really lost the focus. */
export const onFocusLost = (then: (() => void) | undefined) => (event: { currentTarget: EventTarget | null }) => {
  if (then !== undefined && hasLostFocus(event)) afterPress(then);
};

/** Whether the focus left a group of fields, rather than moving within it. */
export function hasGroupLostFocus(event: { currentTarget: EventTarget | null; relatedTarget: EventTarget | null }): boolean {
  const to = event.relatedTarget ?? document.activeElement;
  return !(event.currentTarget instanceof Node && to instanceof Node && event.currentTarget.contains(to));
}

/** Whether an event's element is behind a modal dialog, to which the focus has gone. */
export function isBehindDialog({ currentTarget }: { currentTarget: EventTarget | null }): boolean {
  const dialogs = [...document.querySelectorAll("dialog:modal")];
  return dialogs.length > 0 && !dialogs.some((dialog) => currentTarget instanceof Node && dialog.contains(currentTarget));
}

/** Whether a key press belongs to a composition, as with dead keys and input methods. Some engines report it by key code only. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/** Whether a key press is a shortcut: Ctrl, or Command on a Mac, with a key and no other modifier. */
export const isShortcut = (event: KeyboardEvent, key: string): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key;
