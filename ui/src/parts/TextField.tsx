// A single-line text field with a counter near its limit. It never truncates what is typed.
import type { JSX } from "preact";

import { Field, type FieldProps, described } from "./Field";

export interface Limit {
  most: number;
  /** The number of characters from which the counter is shown. */
  near: number;
  /** The visible text, and the one for screen readers. */
  shown: (found: number) => string;
  spoken: (found: number) => string;
  /** Whether surrounding white space isn't counted, because it isn't kept. */
  trimmed?: boolean;
}

/** Returns the number of characters as the core counts them: Unicode scalar values. */
export function charactersOf(text: string, trimmed = false): number {
  // Not `trim`: JavaScript's definition of white space differs from the core's.
  return [...(trimmed ? text.replaceAll(/^\p{White_Space}+|\p{White_Space}+$/gu, "") : text)].length;
}

/** Returns the counter of a text if it is near its limit. */
export function counterOf(field: string, limit: Limit | undefined, text: string): { id: string; shown: JSX.Element } | null {
  if (limit === undefined) return null;
  const found = charactersOf(text, limit.trimmed);
  if (found < limit.near) return null;
  const id = `${field}-counter`;
  const shown = (
    <p class={`field-counter ${found > limit.most ? "is-over" : ""}`} id={id}>
      <span aria-hidden="true">{limit.shown(found)}</span>
      <span class="visually-hidden">{limit.spoken(found)}</span>
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
  /** Focuses the field when it appears, as the first one of a dialog. */
  focusFirst?: boolean;
}

export function TextField({ value, onText, onLeave, limit, mono = false, type = "text", focusFirst = false, ...field }: Props): JSX.Element {
  const counter = counterOf(field.id, limit, value);
  return (
    <Field {...field} onLeave={onLeave} after={counter?.shown}>
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
      />
    </Field>
  );
}
