// A labelled field with its hint, counter and error, tied together for a screen reader.
import type { ComponentChildren, JSX } from "preact";

import { Icon } from "./Icon";

export interface FieldProps {
  id: string;
  label: string;
  required?: boolean | undefined;
  /** A word beside the label, such as *optional*. */
  aside?: string | undefined;
  hint?: string | undefined;
  error?: string | null | undefined;
}

/** The ids that describe a field, for `aria-describedby`. */
export function described({ id, hint, error }: FieldProps, more: (string | false | undefined)[] = []): string | undefined {
  const ids = [error ? `${id}-error` : "", hint ? `${id}-hint` : "", ...more].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

/** Label, control, hint and error, one below the other. */
export function Field({ children, after, ...props }: FieldProps & { children: ComponentChildren; after?: ComponentChildren }): JSX.Element {
  const { id, label, required, aside, hint, error } = props;
  return (
    <div class="field">
      <div class="field-label">
        <label for={id}>
          {label}
          {required && <span aria-hidden="true" class="field-star">{" *"}</span>}
        </label>
        {aside !== undefined && <span class="field-aside">{aside}</span>}
      </div>
      {children}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="alert" /> <span>{error}</span>
        </p>
      )}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {after}
    </div>
  );
}
