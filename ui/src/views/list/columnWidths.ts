// How the columns *Name* and *Description* share the width that the fixed columns leave: nothing is cut while there is room.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Returns the width of the name's column. All widths include the cells' padding. */
export function nameWidth(room: number, name: number, description: number): number {
  const half = room / 2;
  // Room that neither needs is shared too.
  if (name + description <= room) return name + (room - name - description) / 2;
  if (name <= half) return name;
  return description <= half ? room - description : half;
}

/** Returns the width of the widest of some texts, as if none was cut. */
function widest(texts: Iterable<Element>): number {
  const range = document.createRange();
  let width = 0;
  for (const text of texts) {
    range.selectNodeContents(text);
    width = Math.max(width, range.getBoundingClientRect().width);
  }
  return Math.ceil(width);
}

/** Sets the columns' widths in the table's head. `rows` are what the widths depend on. */
export function useColumnWidths(table: RefObject<HTMLTableElement | null>, rows: unknown): void {
  useLayoutEffect(() => {
    const { current } = table;
    const [name, description] = [current?.querySelector<HTMLElement>(".col-name"), current?.querySelector<HTMLElement>(".col-description")];
    if (!current || !name || !description) return undefined;
    const share = () => {
      const style = getComputedStyle(description);
      const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight) + 1;
      const room = name.offsetWidth + description.offsetWidth;
      const [names, descriptions] = [widest(current.querySelectorAll(".col-name, .table-name")), widest(current.querySelectorAll(".col-description, .table-description"))];
      // The first cell has a larger padding.
      name.style.setProperty("width", `${nameWidth(room, names + padding + 4, descriptions + padding)}px`);
    };
    // Also called for the first time, before the table is drawn.
    const resized = new ResizeObserver(share);
    resized.observe(current);
    // Before the fonts are there, texts have other widths.
    void document.fonts.ready.then(share);
    return () => {
      resized.disconnect();
      name.style.removeProperty("width");
    };
  }, [rows]);
}
