// A line of text with a counter near its limit; it never cuts what is typed.
import type { JSX } from "preact";

import { Field, type FieldProps, described } from "./Field";

export interface Limit {
  most: number;
  /** From how many characters on the counter is shown. */
  near: number;
  /** What is seen, and what a screen reader says. */
  shown: (found: number) => string;
  said: (found: number) => string;
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
  const found = limit === undefined ? 0 : [...value].length;
  const counted = limit !== undefined && found >= limit.near;
  return (
    <Field
      {...field}
      after={
        counted && (
          <p class={`field-counter ${found > limit.most ? "is-over" : ""}`} id={`${field.id}-counter`}>
            <span aria-hidden="true">{limit.shown(found)}</span>
            <span class="unseen">{limit.said(found)}</span>
          </p>
        )
      }
    >
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
        aria-describedby={described(field, [counted && `${field.id}-counter`])}
        onInput={(event) => onText(event.currentTarget.value)}
        onBlur={onLeave}
      />
    </Field>
  );
}
