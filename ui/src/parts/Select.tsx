// A native select with its label.
import type { JSX } from "preact";

import { Field, type FieldProps, described } from "./Field";
import { Icon } from "./Icon";

interface Props<V extends string> extends FieldProps {
  value: V;
  /** Options of a group stand below its title. */
  options: readonly { value: V; text: string; group?: string | undefined }[];
  onChoose: (value: V) => void;
  disabled?: boolean;
}

/** The options by their groups, in order; those without a group have an empty title. */
function groupsOf<O extends { group?: string | undefined }>(options: readonly O[]): [string, O[]][] {
  const groups = new Map<string, O[]>();
  for (const option of options) {
    const title = option.group ?? "";
    groups.set(title, [...(groups.get(title) ?? []), option]);
  }
  return [...groups];
}

export function Select<V extends string>({ value, options, onChoose, disabled = false, ...field }: Props<V>): JSX.Element {
  const item = (option: { value: V; text: string }) => (
    <option key={option.value} value={option.value} selected={option.value === value}>
      {option.text}
    </option>
  );
  return (
    <Field {...field}>
      <div class="select">
        <select
          id={field.id}
          class="input"
          value={value}
          disabled={disabled}
          aria-describedby={described(field)}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.currentTarget.value);
            if (chosen !== undefined) onChoose(chosen.value);
          }}
        >
          {groupsOf(options).map(([group, members]) =>
            group === "" ? (
              members.map(item)
            ) : (
              <optgroup key={group} label={group}>
                {members.map(item)}
              </optgroup>
            ),
          )}
        </select>
        <Icon name="down" class="select-icon" />
      </div>
    </Field>
  );
}
