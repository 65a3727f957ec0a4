// A group of rows that can be added and removed. The focus moves to the added row, or to the one that follows a removed row.
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { Button } from "./Button";
import { Icon } from "./Icon";

interface Props {
  title: string;
  aside: string;
  hint?: string;
  /** What is wrong with the rows as a whole. */
  error?: string | null;
  add: string;
  onAdd: () => void;
  /** The rows; each gets a function to call when it is removed. */
  rows: readonly ((remove: (then: () => void) => void) => ComponentChildren)[];
}

export function Group({ title, aside, hint, error = null, add, onAdd, rows }: Props): JSX.Element {
  const id = useId();
  const group = useRef<HTMLFieldSetElement>(null);
  const wanted = useRef<number | null>(null);

  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const fields = group.current?.querySelectorAll(":scope > .group-item") ?? [];
    const field = fields[Math.min(wanted.current, fields.length - 1)]?.querySelector("input");
    (field ?? group.current?.querySelector<HTMLElement>(":scope > .button"))?.focus();
    wanted.current = null;
  }, [rows.length]);

  return (
    <fieldset class="group" ref={group} aria-describedby={error === null ? undefined : `${id}-error`}>
      <legend class="group-title">
        {title} <span class="field-aside">{aside}</span>
      </legend>
      {hint !== undefined && <p class="field-hint">{hint}</p>}
      {rows.map((row, index) =>
        row((then) => {
          wanted.current = index;
          then();
        }),
      )}
      {error !== null && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="alert" /> <span>{error}</span>
        </p>
      )}
      <Button
        weight="quiet"
        icon="plus"
        onClick={() => {
          wanted.current = rows.length;
          onAdd();
        }}
      >
        {add}
      </Button>
    </fieldset>
  );
}
