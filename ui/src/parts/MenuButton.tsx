// A button that opens a menu of actions. The arrow keys move between them; Escape, Tab and a click elsewhere close it.
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

import { Button, IconButton } from "./Button";
import type { IconName } from "./Icon";

export interface MenuItem {
  label: string;
  onPick: () => void;
  /** What else it does. */
  hint?: string | undefined;
  /** Why it can't be picked now. */
  reason?: string | undefined;
}

interface Props {
  label: string;
  icon: IconName;
  items: readonly MenuItem[];
  /** Whether the button shows only its icon. */
  iconOnly?: boolean;
  class?: string;
  disabled?: boolean;
  reason?: string | undefined;
}

const GAP = 4;

/** Places the menu below its button, or above it if there is no room. */
function place(menu: HTMLElement, button: Element): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height < window.innerHeight;
  const left = Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP));
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - height)}px`);
}

const entries = (menu: HTMLElement | null): HTMLElement[] => [...(menu?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];

export function MenuButton({ label, icon, items, iconOnly = false, class: kind = "", disabled = false, reason }: Props): JSX.Element {
  const id = useId();
  const menu = useRef<HTMLUListElement>(null);
  const holder = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return undefined;
    const follow = () => {
      const button = holder.current?.querySelector("button");
      if (button && menu.current !== null) place(menu.current, button);
    };
    window.addEventListener("resize", follow);
    document.addEventListener("scroll", follow, { capture: true, passive: true });
    return () => {
      window.removeEventListener("resize", follow);
      document.removeEventListener("scroll", follow, { capture: true });
    };
  }, [isOpen]);
  const close = () => {
    if (menu.current?.matches(":popover-open")) menu.current.hidePopover();
  };
  const open = (at: "first" | "last" = "first") => {
    const button = holder.current?.querySelector("button");
    if (disabled || !button || menu.current === null) return;
    menu.current.showPopover();
    place(menu.current, button);
    const all = entries(menu.current);
    (at === "first" ? all[0] : all[all.length - 1])?.focus();
  };
  const move = (event: TargetedKeyboardEvent<HTMLUListElement>) => {
    const all = entries(menu.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 };
    const next = to[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[next % all.length]?.focus();
    }
    if (event.key === "Escape" || event.key === "Tab") {
      // Escape closes the menu, not the form.
      event.stopPropagation();
      if (event.key === "Escape") event.preventDefault();
      holder.current?.querySelector("button")?.focus();
      close();
    }
  };
  const action = {
    "aria-haspopup": "menu" as const,
    "aria-expanded": isOpen,
    "aria-controls": id,
    disabled,
    reason,
    onClick: () => (isOpen ? close() : open()),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      open(event.key === "ArrowDown" ? "first" : "last");
    },
  };
  return (
    <span class={`menu-holder ${kind}`} ref={holder}>
      {iconOnly ? (
        <IconButton icon={icon} label={label} {...action} />
      ) : (
        <Button icon={icon} {...action}>
          {label}
        </Button>
      )}
      <ul
        class="popup-menu"
        id={id}
        role="menu"
        aria-label={label}
        popover="auto"
        ref={menu}
        onKeyDown={move}
        onToggle={(event) => setOpen((event as unknown as ToggleEvent).newState === "open")}
      >
        {items.map((item) => (
          <li key={item.label} role="none">
            <button
              type="button"
              class="popup-item"
              role="menuitem"
              tabIndex={-1}
              aria-disabled={item.reason !== undefined || undefined}
              data-tip={item.reason}
              onClick={() => {
                if (item.reason !== undefined) return;
                holder.current?.querySelector("button")?.focus();
                close();
                item.onPick();
              }}
            >
              {item.label}
              {(item.reason ?? item.hint) !== undefined && <span class="popup-reason">{item.reason ?? item.hint}</span>}
            </button>
          </li>
        ))}
      </ul>
    </span>
  );
}
