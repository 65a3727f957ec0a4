import type { Control } from "./Field";

interface Props<V extends string> {
  control: Control;
  value: V;
  options: readonly (readonly [V, string])[];
  onChange: (value: V) => void;
  disabled?: boolean;
}

export function Select<V extends string>({ control, value, options, onChange, disabled = false }: Props<V>) {
  return (
    <select
      class="input select"
      {...control}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.value as V)}
    >
      {options.map(([option, label]) => (
        <option key={option} value={option} selected={option === value}>
          {label}
        </option>
      ))}
    </select>
  );
}
