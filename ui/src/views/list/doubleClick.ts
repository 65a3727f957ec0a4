// Where the last two presses began: a double click of which one half was meant for something else opens nothing.

/** The row that a press began on, unless it was on a button. */
function rowOf(target: EventTarget | null): Element | null {
  return target instanceof Element && target.closest("button") === null ? target.closest("tr") : null;
}

let last: (Element | null)[] = [];
document.addEventListener("mousedown", (event) => (last = [last.at(-1) ?? null, rowOf(event.target)]), true);

export const presses = {
  /** Whether both presses of a double click began on this row. */
  bothOn: (row: Element): boolean => last.length === 2 && last.every((begun) => begun === row),
};
