// A field for a list of tags. Enter, comma, space or Tab completes a value; each tag has a button to remove it. The tags are one
// stop of the Tab key, and arrows move between them.
import type { JSX, RefObject, TargetedClipboardEvent, TargetedInputEvent, TargetedKeyboardEvent } from "preact";
import { memo } from "preact/compat";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { IconButton } from "./Button";
import { Field, type FieldProps, described } from "./Field";
import { Icon } from "./Icon";
import { afterPress, hasLostFocus, isComposing } from "./focusEvents";

const SEPARATOR = /[\s,]/u;

/** As long as it is the same object, the tags aren't rendered again. */
type Labels = { remove: (value: string) => string; removeAll: string; empty: string; list: string };

interface Props extends FieldProps {
  values: readonly string[];
  /** The text in the field that isn't a tag yet. */
  text: string;
  onText: (text: string) => void;
  onEnd: (text: string) => void;
  onRemove: (index: number) => void;
  onRemoveAll: () => void;
  onSelected: (value: string) => void;
  labels: Labels;
}

interface TagProps {
  value: string;
  index: number;
  selected: boolean;
  /** Whether the Tab key stops here. */
  isStop: boolean;
  label: string;
  remove: { current: (index: number, byKey: boolean) => void };
  onFocus: (index: number) => void;
}

const Tag = memo(function Tag({ value, index, selected, isStop, label, remove, onFocus }: TagProps): JSX.Element {
  return (
    <li class={`tag ${selected ? "is-selected" : ""}`}>
      <span class="tag-text">{value}</span>
      <button
        type="button"
        class="tag-remove"
        aria-label={label}
        tabIndex={isStop ? 0 : -1}
        onFocus={() => onFocus(index)}
        // A key press is a click without a pointer.
        onClick={(event) => remove.current(index, event.detail === 0)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
});

interface ListProps {
  values: readonly string[];
  selected: number;
  labels: Labels;
  onRemove: { current: (index: number) => void };
  input: RefObject<HTMLInputElement | null>;
}

/** The tags. Rendered only if they change, because there may be hundreds of them. */
const Tags = memo(function Tags({ values, selected, labels, onRemove, input }: ListProps): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const [stop, setStop] = useState(0);
  const last = values.length - 1;
  const at = Math.min(stop, last);

  const focus = (index: number) => list.current?.querySelectorAll<HTMLElement>(".tag-remove")[index]?.focus();
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wanted.current !== null) focus(Math.min(wanted.current, last));
    wanted.current = null;
  }, [values]);
  const take = (index: number, byKey: boolean) => {
    // With the keyboard, several tags are removed one after the other.
    if (byKey && last > 0) wanted.current = index;
    else input.current?.focus();
    onRemove.current(index);
  };
  const remove = useRef(take);
  remove.current = take;

  const press = (event: TargetedKeyboardEvent<HTMLUListElement>) => {
    const ways: Record<string, number> = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last };
    const to = ways[event.key];
    if (event.key === "Delete" || event.key === "Backspace") take(at, true);
    else if (to === undefined) return;
    else if (to > last) input.current?.focus();
    else focus(Math.max(to, 0));
    event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of the buttons in it
    <ul class="tags-list" aria-label={labels.list} ref={list} onKeyDown={press}>
      {values.map((value, index) => (
        <Tag key={value} value={value} index={index} selected={index === selected} isStop={index === at} label={labels.remove(value)} remove={remove} onFocus={setStop} />
      ))}
    </ul>
  );
});

export function TagsField({ values, text, onText, onEnd, onRemove, onRemoveAll, onSelected, labels, ...field }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [selecting, setSelecting] = useState(false);
  const selected = selecting && text === "" ? values.length - 1 : -1;

  const remove = useRef(onRemove);
  remove.current = onRemove;

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
          {values.length > 0 && <Tags values={values} selected={selected} labels={labels} onRemove={remove} input={input} />}
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
              const { value } = event.currentTarget;
              // Without a text only a note goes away, which must not move the button that is being pressed. A text becomes a tag before the click.
              if (value === "") afterPress(() => onEnd(value));
              else onEnd(value);
            }}
          />
        </div>
        <IconButton icon="close" label={labels.removeAll} disabled={values.length === 0 && text === ""} reason={labels.empty} onClick={removeAll} />
      </div>
    </Field>
  );
}
