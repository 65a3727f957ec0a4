// A hidden text. A stored one is fetched only when the eye is pressed, and is gone again when the eye closes.
import type { JSX, TargetedClipboardEvent, TargetedInputEvent } from "preact";
import { useRef, useState } from "preact/hooks";

import { Button, IconButton } from "./Button";
import { useEye } from "./eye";
import { Field, type FieldProps, described } from "./Field";
import { whenLeft } from "./leaving";

/** Always as many, whatever the secret's length. */
const DOTS = "••••••••••";

interface Props extends FieldProps {
  /** Whether a stored text stands here, and what was typed instead. */
  stored: boolean;
  text: string;
  /** Tells one stored text from the next. */
  version?: unknown;
  onText: (text: string) => void;
  onLeave?: () => void;
  /** Fetches the stored text. */
  onReveal: () => Promise<string>;
  /** Goes back to the stored text, where one was typed over it. */
  onUndo?: (() => void) | undefined;
  words: { show: string; hide: string; undo: string; undoOf: string; stored: string; failed: (error: unknown) => string; lineBreaks: () => string };
}

export function SecretField({ stored, text, version, onText, onLeave, onReveal, onUndo, words, ...given }: Props): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { open, revealed, press, close, forget } = useEye({ stored, version, text, onReveal, onFail: (error) => setFailure(words.failed(error)) });

  // A field of one line takes pasted line breaks away without a word, and a secret is not seen.
  const [broken, setBroken] = useState<string | null>(null);
  const pasting = useRef(false);
  const paste = (event: TargetedClipboardEvent<HTMLInputElement>) => {
    pasting.current = /[\r\n]/u.test(event.clipboardData?.getData("text/plain") ?? "");
  };

  const become = (next: string) => {
    setFailure(null);
    setBroken(pasting.current ? words.lineBreaks() : null);
    pasting.current = false;
    forget();
    if (next === "") close();
    // Never without need: it would end what is being composed.
    if (input.current !== null && input.current.value !== next) input.current.value = next;
    onText(next);
  };
  const take = (event: TargetedInputEvent<HTMLInputElement>) => {
    if (revealed === null) become(event.currentTarget.value);
    // What is typed into a stored secret replaces it whole; what is composed does so once it is whole itself.
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
          onPaste={paste}
          onCompositionEnd={compose}
          onBlur={whenLeft(onLeave)}
        />
        {onUndo !== undefined && (
          <Button
            weight="quiet"
            icon="undo"
            class="joined-action"
            aria-label={words.undoOf}
            onClick={() => {
              onUndo();
              input.current?.focus();
            }}
          >
            {words.undo}
          </Button>
        )}
        <IconButton
          icon={open ? "hide" : "show"}
          label={open ? words.hide : words.show}
          disabled={!stored && text === ""}
          onClick={() => {
            setFailure(null);
            void press();
          }}
        />
      </div>
      {stored && (
        <span class="unseen" id={`${field.id}-stored`}>
          {words.stored}
        </span>
      )}
    </Field>
  );
}
