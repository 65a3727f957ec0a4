// A native checkbox with its label on the right.
import type { JSX } from "preact";

interface Props {
  id: string;
  label: string;
  checked: boolean;
  onCheck: (checked: boolean) => void;
  /** A label for screen readers if the visible one is only clear in context. */
  ariaLabel?: string;
}

export function Checkbox({ id, label, checked, onCheck, ariaLabel }: Props): JSX.Element {
  return (
    <label class="checkbox" for={id}>
      <input id={id} type="checkbox" checked={checked} aria-label={ariaLabel} onChange={(event) => onCheck(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
