// Where the user was on the screen, to go on there when the focused element disappears.

const FOCUSABLE = "button, input, select, textarea, summary, a[href], [tabindex]";
/** Preact's effects, which may move the focus themselves, run within this time after a change. */
const EFFECTS_MS = 60;

interface Place {
  element: HTMLElement;
  /** What the element is in, from the inside out. */
  parents: HTMLElement[];
  /** What could be focused on the screen, in order, and where the element was among it. */
  order: HTMLElement[];
  at: number;
}

let last: Place | null = null;

const isLost = () => document.activeElement === null || document.activeElement === document.body;

function placeOf(element: HTMLElement, screen: Element): Place {
  const order = [...screen.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const parents: HTMLElement[] = [];
  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
    parents.push(parent);
    if (parent === screen) break;
  }
  return { element, parents, order, at: order.indexOf(element) };
}

/** Returns what is closest to a place whose element is gone: in what remains of its surroundings the next one, or else the one before. */
function closest({ parents, order, at }: Place): HTMLElement | undefined {
  const canBeFocused = (element: HTMLElement) => element.isConnected && element.checkVisibility() && !element.matches(":disabled");
  for (const parent of parents) {
    const inside = (all: HTMLElement[]) => all.filter((element) => parent.contains(element) && canBeFocused(element));
    const next = parent.isConnected ? (inside(order.slice(at + 1))[0] ?? inside(order.slice(0, at)).at(-1)) : undefined;
    if (next !== undefined) return next;
  }
  return undefined;
}

/** Remembers what was focused last on the screen, apart from notices and dialogs, and goes on beside it if it disappears with the focus. */
export function rememberFocus(): void {
  document.addEventListener("focusin", ({ target }) => {
    const screen = target instanceof HTMLElement ? target.closest(".screen") : null;
    if (target instanceof HTMLElement && screen !== null) last = placeOf(target, screen);
  });
  const removed = new MutationObserver(() => {
    if (last === null || last.element.isConnected || !isLost()) return;
    const place = last;
    // What moves the focus itself knows better where to.
    setTimeout(() => {
      if (last === place && isLost()) closest(place)?.focus({ preventScroll: true });
    }, EFFECTS_MS);
  });
  removed.observe(document.body, { childList: true, subtree: true });
}

/** Returns the focus to where the user was, if it is lost after the next frame. */
export function returnLostFocus(): void {
  requestAnimationFrame(() => {
    if (!isLost()) return;
    const place = last?.element.isConnected ? last.element : document.querySelector<HTMLElement>("h1");
    place?.focus({ preventScroll: true });
  });
}
