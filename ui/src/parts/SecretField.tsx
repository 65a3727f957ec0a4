// A field for a secret. A stored secret is fetched only when the eye is pressed, and dropped when the eye closes.
import type { JSX, TargetedInputEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { Button, IconButton } from "./Button";
import { useEye } from "./eye";
import { Field, type FieldProps, described } from "./Field";
import { onFocusLost } from "./focusEvents";

/** A fixed number, which doesn't reveal the secret's length. */
const DOTS = "••••••••••";

/** Returns a text without its line breaks, and where they were: only around the text, or inside it too. */
export function oneLine(text: string): { kept: string; lost: "around" | "inside" | null } {
  const kept = text.replaceAll(/[\r\n\u0085\u2028\u2029]/gu, "");
  if (kept === text) return { kept, lost: null };
  return { kept, lost: text.includes(kept) ? "around" : "inside" };
}

interface Props extends FieldProps {
  /** Whether the field holds the stored secret, and the text that was typed instead. */
  stored: boolean;
  text: string;
  /** Changes when the stored secret does. */
  version?: unknown;
  onText: (text: string) => void;
  onLeave?: () => void;
  /** Fetches the stored secret. */
  onReveal: () => Promise<string>;
  /** Goes back to the stored secret, if one was replaced by typing. */
  onUndo?: (() => void) | undefined;
  labels: { show: string; hide: string; empty: string; undo: string; undoOf: string; stored: string; failed: (error: unknown) => string; lineBreaks: (where: "around" | "inside") => string };
}

export function SecretField({ stored, text, version, onText, onLeave, onReveal, onUndo, labels, ...given }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { open, revealed, press, close, forget } = useEye({ stored, version, text, onReveal, onFail: (error) => setFailure(labels.failed(error)) });

  // A failure is about one stored secret, not the next one.
  useLayoutEffect(() => setFailure(null), [version]);

  const [broken, setBroken] = useState<string | null>(null);
  const become = (next: string, lost: string | null = null) => {
    setFailure(null);
    setBroken(lost);
    forget();
    if (next === "") close();
    // Only if needed: setting the value ends a composition.
    if (input.current !== null && input.current.value !== next) input.current.value = next;
    onText(next);
  };
  // Engines turn a line break into a space or drop it, which can't be seen in a hidden text. So it is removed here, with a message.
  const insert = (event: Event, given: DataTransfer | null, into: HTMLInputElement) => {
    const { kept, lost } = oneLine(given?.getData("text/plain") ?? "");
    if (lost === null) return;
    event.preventDefault();
    const whole = stored ? "" : into.value;
    const [from, to] = [into.selectionStart ?? whole.length, into.selectionEnd ?? whole.length];
    const message = labels.lineBreaks(lost);
    if (kept === "") setBroken(message);
    else become(stored ? kept : whole.slice(0, from) + kept + whole.slice(to), message);
    const caret = stored ? kept.length : from + kept.length;
    into.setSelectionRange(caret, caret);
  };
  const take = (event: TargetedInputEvent<HTMLInputElement>) => {
    if (revealed === null) become(event.currentTarget.value);
    // Typing into a stored secret replaces the whole value; composed text does so when the composition ends.
    else if (!event.isComposing && !event.inputType?.endsWith("CompositionText")) become(event.data ?? "");
  };
  const compose = (event: CompositionEvent) => {
    if (revealed === null) return;
    if (event.data !== "") become(event.data);
    else if (input.current !== null) input.current.value = revealed;
  };

  const shown = stored ? (revealed ?? "") : text;
  const field = { ...given, error: given.error ?? failure, hint: broken ?? given.hint };
  return (
    <Field {...field}>
      <div class="joined">
        <input
          ref={input}
          id={field.id}
          class="input mono"
          {...(open ? { type: "text" as const } : { type: "password" as const })}
          value={shown}
          placeholder={stored && revealed === null ? DOTS : ""}
          autoComplete="off"
          spellcheck={false}
          aria-required={field.required || undefined}
          aria-invalid={field.error ? true : undefined}
          aria-describedby={described(field, [stored && `${field.id}-stored`])}
          onInput={take}
          onPaste={(event) => insert(event, event.clipboardData, event.currentTarget)}
          onDrop={(event) => insert(event, event.dataTransfer, event.currentTarget)}
          onCompositionEnd={compose}
          onBlur={onFocusLost(onLeave)}
        />
        {onUndo !== undefined && (
          <Button
            weight="quiet"
            icon="undo"
            class="joined-action"
            aria-label={labels.undoOf}
            onClick={() => {
              onUndo();
              input.current?.focus();
            }}
          >
            {labels.undo}
          </Button>
        )}
        <IconButton
          icon={open ? "hide" : "show"}
          label={open ? labels.hide : labels.show}
          disabled={!stored && text === ""}
          reason={labels.empty}
          onClick={() => {
            setFailure(null);
            void press();
          }}
        />
      </div>
      {stored && (
        <span class="visually-hidden" id={`${field.id}-stored`}>
          {labels.stored}
        </span>
      )}
    </Field>
  );
}
