// Remembers where the last two mouse presses began, so that a double click counts only if both were on the same row.

/** Returns the row that was pressed, unless it was one of its buttons. */
function rowOf(target: EventTarget | null): Element | null {
  return target instanceof Element && target.closest("button") === null ? target.closest("tr") : null;
}

let last: (Element | null)[] = [];
document.addEventListener("mousedown", (event) => (last = [last.at(-1) ?? null, rowOf(event.target)]), true);

export const presses = {
  /** Whether both presses of a double click began on this row. */
  bothOn: (row: Element): boolean => last.length === 2 && last.every((begun) => begun === row),
};
