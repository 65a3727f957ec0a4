// Tabs by the ARIA pattern: arrows move and select, only the selected one is in the tab order.
import type { ComponentChildren, JSX, TargetedKeyboardEvent } from "preact";
import { useRef } from "preact/hooks";

export interface Tab<K extends string> {
  key: K;
  label: ComponentChildren;
}

interface Props<K extends string> {
  id: string;
  label: string;
  tabs: readonly Tab<K>[];
  selected: K;
  onSelect: (key: K) => void;
  children: ComponentChildren;
}

export function Tabs<K extends string>({ id, label, tabs, selected, onSelect, children }: Props<K>): JSX.Element {
  const list = useRef<HTMLDivElement>(null);

  const press = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((tab) => tab.key === selected);
    const ways: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
    const to = ways[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    onSelect(next.key);
    list.current?.querySelector<HTMLElement>(`#${id}-tab-${next.key}`)?.focus();
  };

  return (
    <div class={`tabs tabs-${selected}`}>
      <div class="tabs-bar" role="tablist" aria-label={label} ref={list} onKeyDown={press} tabIndex={-1}>
        {tabs.map(({ key, label: content }) => (
          <button
            key={key}
            type="button"
            class={`tab tab-${key}`}
            role="tab"
            id={`${id}-tab-${key}`}
            aria-selected={key === selected}
            aria-controls={`${id}-panel`}
            tabIndex={key === selected ? 0 : -1}
            onClick={() => onSelect(key)}
          >
            {content}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${selected}`} key={selected}>
        {children}
      </div>
    </div>
  );
}
