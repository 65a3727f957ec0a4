// A native select with its label.
import type { JSX } from "preact";

import { Field, type FieldProps, described } from "./Field";
import { Icon } from "./Icon";

interface Props<V extends string> extends FieldProps {
  value: V;
  options: readonly { value: V; text: string }[];
  onChoose: (value: V) => void;
  disabled?: boolean;
}

export function Select<V extends string>({ value, options, onChoose, disabled = false, ...field }: Props<V>): JSX.Element {
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
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.text}
            </option>
          ))}
        </select>
        <Icon name="down" class="select-icon" />
      </div>
    </Field>
  );
}
