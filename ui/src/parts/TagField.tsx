// A field of tags. What a typed text becomes is asked elsewhere (`onText`); here is only the handling of keys, tags and the field.
import { useRef, useState } from "preact/hooks";

import { Icon } from "./Icon";
import type { Control } from "./Field";

interface Props {
  control: Control;
  tags: readonly string[];
  names: { remove: (tag: string) => string; removeAll: string };
  /** Tags that are marked as wrong. */
  wrong?: ReadonlySet<number>;
  /** Takes a text over; answers what stays in the field. */
  onText: (text: string) => Promise<string>;
  onRemove: (index: number) => void;
  onRemoveAll: () => void;
  onBlur?: () => void;
}

export function TagField({ control, tags, names, wrong, onText, onRemove, onRemoveAll, onBlur }: Props) {
  const [text, setText] = useState("");
  const [selected, setSelected] = useState<number | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const give = (whole: string) => {
    if (whole.trim() === "") {
      setText("");
      return;
    }
    setText("");
    // What was refused stays in the field, unless something else was typed meanwhile.
    void onText(whole).then((rest) => rest !== "" && setText((now) => (now === "" ? rest : `${rest} ${now}`)));
  };
  const remove = (index: number) => {
    setSelected(null);
    onRemove(index);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const ends = event.key === "Enter" || event.key === "," || event.key === " " || event.key === "Tab";
    if (ends && text.trim() !== "") {
      event.preventDefault();
      give(text);
    } else if (event.key === "Enter" || event.key === "," || event.key === " ") {
      event.preventDefault();
    } else if (event.key === "Backspace" && text === "" && tags.length > 0) {
      event.preventDefault();
      if (selected === null) setSelected(tags.length - 1);
      else remove(selected);
    } else if (event.key !== "Shift") {
      setSelected(null);
    }
  };
  return (
    <div class="tag-field input">
      <ul class="tags">
        {tags.map((tag, index) => (
          <li key={tag} class={`tag${index === selected ? " tag-selected" : ""}${wrong?.has(index) ? " tag-wrong" : ""}`}>
            <bdi class="clip" title={tag}>
              {tag}
            </bdi>
            <button type="button" aria-label={names.remove(tag)} onClick={() => remove(index)}>
              <Icon name="x" size={12} />
            </button>
          </li>
        ))}
        <li class="tag-entry">
          <input
            {...control}
            ref={input}
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onPaste={(event) => {
              const pasted = event.clipboardData?.getData("text") ?? "";
              if (!/[\s,]/.test(pasted.trim())) return;
              event.preventDefault();
              give(`${text}${pasted}`);
            }}
            onBlur={() => {
              setSelected(null);
              if (text.trim() !== "") give(text);
              onBlur?.();
            }}
          />
        </li>
      </ul>
      {tags.length > 0 && (
        <button type="button" class="icon-button tag-clear" aria-label={names.removeAll} title={names.removeAll} onClick={onRemoveAll}>
          <Icon name="x" />
        </button>
      )}
    </div>
  );
}
