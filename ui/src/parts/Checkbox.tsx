// A native checkbox with its label on the right.
import type { JSX } from "preact";

interface Props {
  id: string;
  label: string;
  checked: boolean;
  onCheck: (checked: boolean) => void;
  /** A label for screen readers if the visible one is only clear in context. */
  said?: string;
}

export function Checkbox({ id, label, checked, onCheck, said }: Props): JSX.Element {
  return (
    <label class="checkbox" for={id}>
      <input id={id} type="checkbox" checked={checked} aria-label={said} onChange={(event) => onCheck(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
