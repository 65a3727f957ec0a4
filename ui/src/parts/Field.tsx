// A labelled field with its hint, counter and error, tied together for a screen reader.
import type { ComponentChildren, JSX } from "preact";

import { Button } from "./Button";
import { afterPress, hasGroupLostFocus, isBehindDialog } from "./focusEvents";
import { Icon } from "./Icon";

/** A button beside a note that fixes what the note is about. */
export interface NoteAction {
  label: string;
  /** The label for screen readers, if it differs. */
  ariaLabel?: string;
  /** Whether it opens a dialog, which returns the focus to the button. */
  isDialog?: boolean;
  onPress: () => unknown;
}

export interface FieldProps {
  id: string;
  label: string;
  required?: boolean | undefined;
  /** A word beside the label, such as *optional*. */
  aside?: string | undefined;
  hint?: string | undefined;
  error?: string | null | undefined;
  /** What is unusual about the value, although it is allowed. */
  note?: string | null | undefined;
  /** Acts on the note, or on the error if there is no note. */
  action?: NoteAction | undefined;
  /** Another action beside it. */
  secondAction?: NoteAction | undefined;
}

/** Returns the ids for a field's `aria-describedby`. */
export function described({ id, hint, error, note }: FieldProps, more: (string | false | undefined)[] = []): string | undefined {
  const ids = [error ? `${id}-error` : "", note ? `${id}-note` : "", hint ? `${id}-hint` : "", ...more].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

interface Props extends FieldProps {
  children: ComponentChildren;
  after?: ComponentChildren;
  /** Called when the focus has left the control and its buttons, other than for a dialog that they open. */
  onLeave?: (() => void) | undefined;
}

/** Label, control, hint and error, one below the other. */
export function Field({ children, after, onLeave, ...props }: Props): JSX.Element {
  const { id, label, required, aside, hint, error, note, action, secondAction } = props;
  const actions = [action, secondAction].filter((one) => one !== undefined);
  return (
    <div class="field" onFocusOut={onLeave && ((event) => hasGroupLostFocus(event) && !isBehindDialog(event) && afterPress(onLeave))}>
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
      {(note || actions.length > 0) && (
        <div class="field-note">
          {note && (
            <p id={`${id}-note`}>
              <Icon name="info" /> <span>{note}</span>
            </p>
          )}
          {actions.map(({ label: name, ariaLabel, isDialog = false, onPress }) => (
            <Button
              key={name}
              weight="quiet"
              aria-label={ariaLabel}
              onClick={() => {
                onPress();
                // The button disappears with the note.
                if (!isDialog) document.querySelector<HTMLElement>(`[id="${id}"]`)?.focus();
              }}
            >
              {name}
            </Button>
          ))}
        </div>
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
