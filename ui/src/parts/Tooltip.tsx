// One tooltip for the whole page: it shows the `data-tip` of what is pointed at or has the focus, and what an ellipsis cut.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

const GAP = 6;

/** What an element has to tell; nothing where it is shown whole already. */
function tipOf(element: Element): string | null {
  const tip = element.getAttribute("data-tip");
  if (tip !== null) return tip;
  const cut = [...element.querySelectorAll("[data-cut]")].concat(element.matches("[data-cut]") ? [element] : []);
  const texts = cut.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent ?? "");
  return texts.length > 0 ? texts.join("\n") : null;
}

function place(tip: HTMLElement, anchor: Element): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const below = at.bottom + GAP + height < window.innerHeight;
  const wanted = at.width > width ? at.left + GAP : at.left + at.width / 2 - width / 2;
  const left = Math.max(GAP, Math.min(wanted, window.innerWidth - width - GAP));
  tip.style.setProperty("left", `${left}px`);
  tip.style.setProperty("top", `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - height)}px`);
}

export function Tooltip(): JSX.Element {
  const tip = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const hide = () => {
      if (tip.current?.matches(":popover-open")) tip.current.hidePopover();
    };
    const show = (event: Event) => {
      const target = event.target instanceof Element ? event.target : null;
      const seen = event.type === "pointerover" || target?.matches(":focus-visible");
      const anchor = event.type === "focusin" ? target?.closest("[data-tip], tr") : target?.closest("[data-tip], [data-cut]");
      const text = anchor && seen ? tipOf(anchor) : null;
      if (!anchor || !text || !tip.current) {
        hide();
        return;
      }
      tip.current.textContent = text;
      if (!tip.current.matches(":popover-open")) tip.current.showPopover();
      place(tip.current, anchor);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };
    const on = { capture: true, passive: true };
    for (const type of ["pointerover", "focusin"]) document.addEventListener(type, show, on);
    for (const type of ["pointerdown", "scroll", "focusout"]) document.addEventListener(type, hide, on);
    document.addEventListener("keydown", key, on);
    return () => {
      for (const type of ["pointerover", "focusin"]) document.removeEventListener(type, show, on);
      for (const type of ["pointerdown", "scroll", "focusout"]) document.removeEventListener(type, hide, on);
      document.removeEventListener("keydown", key, on);
    };
  }, []);

  return <div ref={tip} class="tooltip" role="tooltip" popover="manual" />;
}
