// The choice what to do with the backups that were made with the replaced key. Nothing is shown if there are none.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { hasCurrentBackups, refreshBackups } from "../../app/backups";
import type { OldBackups } from "../../bindings/OldBackups";
import { texts } from "../../texts";

const CHOICES: readonly OldBackups[] = ["update", "delete", "keep"];

/** The choice before the user makes one. */
export const DEFAULT_CHOICE: OldBackups = "update";

interface Props {
  value: OldBackups;
  onChoose: (choice: OldBackups) => void;
}

export function BackupChoice({ value, onChoose }: Props): JSX.Element | null {
  const { label, choices } = texts.value.vault.oldBackups;
  useEffect(() => void refreshBackups(), []);
  if (!hasCurrentBackups.value) return null;
  return (
    <fieldset class="radios">
      <legend class="radios-title">{label}</legend>
      {CHOICES.map((choice) => (
        <label class="radio" for={`backups-${choice}`} key={choice}>
          <input id={`backups-${choice}`} type="radio" name="backups" checked={value === choice} onChange={() => onChoose(choice)} />
          <span>{choices[choice]}</span>
        </label>
      ))}
    </fieldset>
  );
}
