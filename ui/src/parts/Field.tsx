// A labelled control with its hint, its counter and its problems tied to it.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface Control {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: "true";
  "aria-required"?: "true";
}

interface Props {
  label: string;
  required?: boolean;
  problems?: readonly string[];
  hint?: string | undefined;
  counter?: string | undefined;
  children: (control: Control) => ComponentChildren;
}

export function Field({ label, required = false, problems = [], hint, counter, children }: Props) {
  const id = useId();
  const described = [hint && `${id}-hint`, counter && `${id}-counter`, problems.length > 0 && `${id}-problems`].filter(Boolean);
  const control: Control = {
    id,
    ...(described.length > 0 && { "aria-describedby": described.join(" ") }),
    ...(problems.length > 0 && { "aria-invalid": "true" as const }),
    ...(required && { "aria-required": "true" as const }),
  };
  return (
    <div class="field">
      <div class="field-label">
        <label for={id}>{label}</label>
        {required && (
          <span class="required" aria-hidden="true">
            *
          </span>
        )}
      </div>
      <div class="field-control">
        {children(control)}
        {hint && (
          <p id={`${id}-hint`} class="hint">
            {hint}
          </p>
        )}
        {counter && (
          <p id={`${id}-counter`} class="hint counter">
            {counter}
          </p>
        )}
        {problems.length > 0 && (
          <ul id={`${id}-problems`} class="problems">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
