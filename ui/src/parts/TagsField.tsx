// A field for a list of tags. Enter, comma, space or Tab completes a value; each tag has a button to remove it.
import type { JSX, TargetedClipboardEvent, TargetedInputEvent, TargetedKeyboardEvent } from "preact";
import { memo } from "preact/compat";
import { useRef, useState } from "preact/hooks";

import { IconButton } from "./Button";
import { Field, type FieldProps, described } from "./Field";
import { Icon } from "./Icon";
import { isComposing, hasLostFocus } from "./focusEvents";

const SEPARATOR = /[\s,]/u;

interface Props extends FieldProps {
  values: readonly string[];
  /** The text in the field that isn't a tag yet. */
  text: string;
  onText: (text: string) => void;
  onEnd: (text: string) => void;
  onRemove: (index: number) => void;
  onRemoveAll: () => void;
  onSelected: (value: string) => void;
  labels: { remove: (value: string) => string; removeAll: string; empty: string; list: string };
}

interface TagProps {
  value: string;
  index: number;
  selected: boolean;
  label: string;
  remove: { current: (index: number) => void };
}

const Tag = memo(function Tag({ value, index, selected, label, remove }: TagProps): JSX.Element {
  return (
    <li class={`tag ${selected ? "is-selected" : ""}`}>
      <span class="tag-text">{value}</span>
      <button type="button" class="tag-remove" aria-label={label} onClick={() => remove.current(index)}>
        <Icon name="close" />
      </button>
    </li>
  );
});

export function TagsField({ values, text, onText, onEnd, onRemove, onRemoveAll, onSelected, labels, ...field }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [selecting, setSelecting] = useState(false);
  const selected = selecting && text === "" ? values.length - 1 : -1;

  const take = (index: number) => {
    onRemove(index);
    input.current?.focus();
  };
  const remove = useRef(take);
  remove.current = take;

  const removeAll = () => {
    onRemoveAll();
    input.current?.focus();
  };

  const press = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event)) return;
    if (event.key === "Backspace" && text === "" && values.length > 0) {
      event.preventDefault();
      // Holding Backspace to clear the text must not delete the tags before it.
      if (event.repeat) return;
      if (selected >= 0) onRemove(selected);
      else onSelected(values.at(-1) ?? "");
      setSelecting(selected < 0);
      return;
    }
    setSelecting(false);
    if (event.key === "Enter") {
      event.preventDefault();
      onEnd(event.currentTarget.value);
    }
  };

  const paste = (event: TargetedClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    // A single-line field would drop line breaks and join what they separate.
    if (!SEPARATOR.test(pasted)) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    onEnd(value.slice(0, selectionStart ?? value.length) + pasted + value.slice(selectionEnd ?? value.length));
  };

  const type = (event: TargetedInputEvent<HTMLInputElement>) => {
    const { value } = event.currentTarget;
    // The text may already contain several refused values: only a separator that is typed now completes them.
    if (!event.isComposing && SEPARATOR.test(event.data ?? "")) onEnd(value);
    else onText(value);
  };

  return (
    <Field {...field}>
      <div class={`tags ${field.error ? "is-wrong" : ""}`}>
        <div class="tags-scroll">
          {values.length > 0 && (
            <ul class="tags-list" aria-label={labels.list}>
              {values.map((value, index) => (
                <Tag key={value} value={value} index={index} selected={index === selected} label={labels.remove(value)} remove={remove} />
              ))}
            </ul>
          )}
          <input
            ref={input}
            id={field.id}
            class="tags-input mono"
            type="text"
            value={text}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellcheck={false}
            aria-invalid={field.error ? true : undefined}
            aria-describedby={described(field)}
            onInput={type}
            onKeyDown={press}
            onPaste={paste}
            onBlur={(event) => {
              if (!hasLostFocus(event)) return;
              setSelecting(false);
              onEnd(event.currentTarget.value);
            }}
          />
        </div>
        <IconButton icon="close" label={labels.removeAll} disabled={values.length === 0 && text === ""} reason={labels.empty} onClick={removeAll} />
      </div>
    </Field>
  );
}
