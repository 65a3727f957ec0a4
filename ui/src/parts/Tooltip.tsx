// One tooltip for the whole page. It shows the `data-tip` of the element under the pointer or with the focus, or its truncated text.
//
// As WCAG 1.4.13 asks, the pointer can move onto it, and Escape dismisses it.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

const GAP = 6;
/** How long the pointer may take from an element to its tooltip. */
const CROSSING_MS = 150;

/** Whether an element's text is truncated. A few pixels below the last line aren't text. */
const isCut = (cell: Element): boolean => cell.scrollWidth > cell.clientWidth || cell.scrollHeight > cell.clientHeight + 8;

/** Returns an element's tooltip; `null` if it has none and its text isn't truncated. */
function tipOf(element: Element): string | null {
  const tip = element.getAttribute("data-tip");
  if (tip !== null) return tip;
  const cut = [...element.querySelectorAll("[data-cut]")].concat(element.matches("[data-cut]") ? [element] : []);
  const texts = cut.filter(isCut).map((cell) => cell.textContent ?? "");
  return texts.length > 0 ? texts.join("\n") : null;
}

/** Returns the element with the keyboard focus, if it can have a tooltip. */
function focused(): Element | null {
  const { activeElement: active } = document;
  return active?.matches(":focus-visible") ? active.closest("[data-tip], tr") : null;
}

function place(tip: HTMLElement, anchor: Element): void {
  tip.classList.remove("is-wide");
  // A text that is too high gets more width.
  tip.classList.toggle("is-wide", tip.scrollHeight > tip.clientHeight);
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const below = at.bottom + GAP + height < window.innerHeight;
  const wanted = at.width > width ? at.left + GAP : at.left + at.width / 2 - width / 2;
  const left = Math.max(GAP, Math.min(wanted, window.innerWidth - width - GAP));
  const top = Math.min(below ? at.bottom + GAP : at.top - GAP - height, window.innerHeight - height - GAP);
  tip.style.setProperty("left", `${left}px`);
  tip.style.setProperty("top", `${Math.max(GAP, top)}px`);
}

function follow(tip: HTMLElement): () => void {
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const stay = () => clearTimeout(leaving);
  // A button that becomes disabled gets another text.
  const changing = new MutationObserver(([change]) => change?.target instanceof Element && show(change.target));
  const hide = () => {
    stay();
    changing.disconnect();
    if (tip.matches(":popover-open")) tip.hidePopover();
  };
  const show = (anchor: Element | null) => {
    stay();
    const text = anchor && tipOf(anchor);
    if (!anchor || !text) {
      hide();
      return;
    }
    changing.disconnect();
    changing.observe(anchor, { attributeFilter: ["data-tip"] });
    if (tip.textContent !== text) tip.textContent = text;
    if (!tip.matches(":popover-open")) tip.showPopover();
    tip.scrollTop = 0;
    place(tip, anchor);
  };
  const leave = () => {
    stay();
    // The focused element keeps its own tooltip.
    leaving = setTimeout(() => show(focused()), CROSSING_MS);
  };
  const point = ({ target }: Event) => {
    if (!(target instanceof Element)) return;
    if (tip.contains(target)) {
      stay();
      return;
    }
    const pointed = target.closest("[data-tip], [data-cut]");
    if (pointed !== null && tipOf(pointed) !== null) {
      show(pointed);
      return;
    }
    leave();
  };
  const out = (event: Event) => {
    const isOutOfWindow = event instanceof PointerEvent && event.relatedTarget === null;
    if (isOutOfWindow) leave();
  };
  // Moving by keyboard scrolls the list, so the tooltip follows the focus.
  const refocus = () => show(focused());
  const scroll = ({ target }: Event) => {
    if (target !== tip) refocus();
  };
  const key = (event: Event) => {
    if (event instanceof KeyboardEvent && event.key === "Escape") hide();
  };
  const listeners: [string, (event: Event) => void][] = [
    ["pointerover", point],
    ["pointerout", out],
    ["focusin", refocus],
    ["scroll", scroll],
    ["keydown", key],
    ["pointerdown", hide],
    ["focusout", hide],
  ];
  const on = { capture: true, passive: true };
  for (const [type, listener] of listeners) document.addEventListener(type, listener, on);
  return () => {
    stay();
    changing.disconnect();
    for (const [type, listener] of listeners) document.removeEventListener(type, listener, on);
  };
}

export function Tooltip(): JSX.Element {
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => (tip.current === null ? undefined : follow(tip.current)), []);
  return <div ref={tip} class="tooltip" role="tooltip" popover="manual" />;
}
