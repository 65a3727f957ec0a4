// A native checkbox with its label on the right.
import type { JSX } from "preact";

interface Props {
  id: string;
  label: string;
  checked: boolean;
  onCheck: (checked: boolean) => void;
  /** A label for screen readers if the visible one is only clear in context. */
  ariaLabel?: string;
  /** What it means, below it. */
  hint?: string;
  disabled?: boolean;
}

export function Checkbox({ id, label, checked, onCheck, ariaLabel, hint, disabled = false }: Props): JSX.Element {
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const box = (
    <label class="checkbox" for={id}>
      <input id={id} type="checkbox" checked={checked} aria-label={ariaLabel} aria-describedby={hintId} disabled={disabled} onChange={(event) => onCheck(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
  if (hint === undefined) return box;
  return (
    <div class="field">
      {box}
      <p class="field-hint" id={hintId}>
        {hint}
      </p>
    </div>
  );
}
