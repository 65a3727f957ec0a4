// A line of text with a counter near its limit; it never cuts what is typed.
import type { JSX } from "preact";

import { Field, type FieldProps, described } from "./Field";
import { onFocusLost } from "./focusEvents";

export interface Limit {
  most: number;
  /** From how many characters on the counter is shown. */
  near: number;
  /** What is seen, and what a screen reader says. */
  shown: (found: number) => string;
  said: (found: number) => string;
  /** Whether white space around the text does not count, since it is not kept. */
  trimmed?: boolean;
}

/** The characters of a text as the core counts them: Unicode scalar values. */
export function charactersOf(text: string, trimmed = false): number {
  // By its own property: JavaScript's `trim` knows other white space.
  return [...(trimmed ? text.replaceAll(/^\p{White_Space}+|\p{White_Space}+$/gu, "") : text)].length;
}

/** The counter of a text, once it comes near its limit. */
export function counterOf(field: string, limit: Limit | undefined, text: string): { id: string; shown: JSX.Element } | null {
  if (limit === undefined) return null;
  const found = charactersOf(text, limit.trimmed);
  if (found < limit.near) return null;
  const id = `${field}-counter`;
  const shown = (
    <p class={`field-counter ${found > limit.most ? "is-over" : ""}`} id={id}>
      <span aria-hidden="true">{limit.shown(found)}</span>
      <span class="visually-hidden">{limit.said(found)}</span>
    </p>
  );
  return { id, shown };
}

interface Props extends FieldProps {
  value: string;
  onText: (text: string) => void;
  onLeave?: () => void;
  limit?: Limit;
  mono?: boolean;
  type?: "text" | "password";
  /** Takes the focus when it appears: the first field of a dialog that was just opened. */
  focusFirst?: boolean;
}

export function TextField({ value, onText, onLeave, limit, mono = false, type = "text", focusFirst = false, ...field }: Props): JSX.Element {
  const counter = counterOf(field.id, limit, value);
  return (
    <Field {...field} after={counter?.shown}>
      <input
        id={field.id}
        class={`input ${mono ? "mono" : ""}`}
        {...(type === "password" ? { type } : { type })}
        value={value}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- see `focusFirst`
        autoFocus={focusFirst}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellcheck={false}
        aria-required={field.required || undefined}
        aria-invalid={field.error ? true : undefined}
        aria-describedby={described(field, [counter?.id])}
        onInput={(event) => onText(event.currentTarget.value)}
        onBlur={onFocusLost(onLeave)}
      />
    </Field>
  );
}
