// A value that is on offer for a field, beside what the form has now.
import type { JSX } from "preact";

import { Icon } from "../../parts/Icon";
import { Checkbox } from "../../parts/Checkbox";
import { texts } from "../../texts";

interface Props {
  id: string;
  /** The field's name. */
  label: string;
  found: string;
  /** What the form has; empty if it is blank. */
  now: string;
  note?: string | null;
  /** What is wrong with the choice. */
  warning?: string | null;
  isChosen: boolean;
  onChoose: (is: boolean) => void;
}

export function OfferedValue({ id, label, found, now, note = null, warning = null, isChosen, onChoose }: Props): JSX.Element {
  const { discovery: words } = texts.value;
  const isSame = found === now;
  const hint = isSame ? words.sameAsNow : [note, words.now(now || words.empty)].filter((text) => text !== null).join(" ");
  const box = <Checkbox id={id} label={`${label}: ${found}`} hint={hint} checked={isSame || isChosen} disabled={isSame} onCheck={onChoose} />;
  if (warning === null) return box;
  return (
    <div class="field">
      {box}
      <p class="offer-warning" role="status">
        <Icon name="warning" /> <span class="wrap">{warning}</span>
      </p>
    </div>
  );
}
