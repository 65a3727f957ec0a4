// Tabs after the ARIA pattern: arrow keys move, Home and End jump, the panel belongs to its tab.
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

export interface Tab<K extends string> {
  key: K;
  label: string;
  /** More of the tab's face: its state, in words and signs. */
  state?: ComponentChildren;
}

interface Props<K extends string> {
  label: string;
  tabs: readonly Tab<K>[];
  selected: K;
  onSelect: (key: K) => void;
  children: ComponentChildren;
}

export function Tabs<K extends string>({ label, tabs, selected, onSelect, children }: Props<K>) {
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const go = (index: number) => {
    const tab = tabs[(index + tabs.length) % tabs.length];
    if (!tab) return;
    onSelect(tab.key);
    row.current?.querySelector<HTMLElement>(`[data-tab="${tab.key}"]`)?.focus();
  };
  const moves = (at: number): Record<string, number> => ({
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: tabs.length - 1,
  });
  return (
    <div class="tabs">
      <div class="tab-row" role="tablist" aria-label={label} ref={row}>
        {tabs.map((tab, at) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            data-tab={tab.key}
            class={`tab tab-${tab.key}`}
            aria-selected={tab.key === selected}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === selected ? 0 : -1}
            onClick={() => onSelect(tab.key)}
            onKeyDown={(event) => {
              const to = moves(at)[event.key];
              if (to === undefined) return;
              event.preventDefault();
              go(to);
            }}
          >
            <span>{tab.label}</span>
            {tab.state}
          </button>
        ))}
      </div>
      <div class={`tab-panel tab-panel-${selected}`} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`}>
        {children}
      </div>
    </div>
  );
}
