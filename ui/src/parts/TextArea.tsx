// A multi-line text field that grows with its text. It never truncates what is typed.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { Field, type FieldProps, described } from "./Field";
import { onFocusLost } from "./focusEvents";
import { type Limit, counterOf } from "./TextField";

interface Props extends FieldProps {
  value: string;
  onText: (text: string) => void;
  onLeave?: () => void;
  limit: Limit;
}

export function TextArea({ value, onText, onLeave, limit, ...field }: Props): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  const counter = counterOf(field.id, limit, value);

  // As high as its text; the style sheet sets minimum and maximum.
  useLayoutEffect(() => {
    const { current } = area;
    if (current === null) return;
    current.style.setProperty("height", "auto");
    current.style.setProperty("height", `${current.scrollHeight + current.offsetHeight - current.clientHeight}px`);
  }, [value]);

  return (
    <Field {...field} after={counter?.shown}>
      <textarea
        ref={area}
        id={field.id}
        class="input text-area"
        rows={1}
        value={value}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellcheck={false}
        aria-required={field.required || undefined}
        aria-invalid={field.error ? true : undefined}
        aria-describedby={described(field, [counter?.id])}
        onInput={(event) => onText(event.currentTarget.value)}
        onBlur={onFocusLost(onLeave)}
      />
    </Field>
  );
}
