// Telling what a person does from what only looks like it.

/** Whether a field was left. A window that goes to the background blurs its field, too, but keeps it active and gives the focus back. */
export const hasLostFocus = (event: { currentTarget: EventTarget | null }): boolean => document.activeElement !== event.currentTarget;

const ENDS = ["pointerup", "pointercancel"];
let pressed = false;
document.addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ENDS) document.addEventListener(end, () => (pressed = false), true);

/** Does something once the pointer is up: a message that appears in between would push away what is being pressed. */
export function afterPress(then: () => void): void {
  if (!pressed) {
    then();
    return;
  }
  const up = () => {
    for (const end of ENDS) document.removeEventListener(end, up, true);
    // The click that belongs to it comes first.
    setTimeout(then);
  };
  for (const end of ENDS) document.addEventListener(end, up, true);
}

/** Hears that a field was left. */
export const onFocusLost = (then: (() => void) | undefined) => (event: { currentTarget: EventTarget | null }) => {
  if (then !== undefined && hasLostFocus(event)) afterPress(then);
};

/** Whether the focus went out of a group of fields, and not only from one of them to the next. */
export function hasGroupLostFocus(event: { currentTarget: EventTarget | null; relatedTarget: EventTarget | null }): boolean {
  const to = event.relatedTarget ?? document.activeElement;
  return !(event.currentTarget instanceof Node && to instanceof Node && event.currentTarget.contains(to));
}

/** Whether a key belongs to text that is still being composed, as with dead keys and input methods; some engines tell by the code alone. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
