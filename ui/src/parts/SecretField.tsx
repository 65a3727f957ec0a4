// A hidden text. A stored one is fetched only when the eye is pressed, and is gone again when the eye closes.
import type { JSX, TargetedInputEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { Button, IconButton } from "./Button";
import { Field, type FieldProps, described } from "./Field";

/** Always as many, whatever the secret's length. */
const DOTS = "••••••••••";
const OPEN_MS = 30_000;

interface Props extends FieldProps {
  /** Whether a stored text stands here, and what was typed instead. */
  stored: boolean;
  text: string;
  onText: (text: string) => void;
  onLeave?: () => void;
  /** Fetches the stored text. */
  onReveal: () => Promise<string>;
  /** Goes back to the stored text, where one was typed over it. */
  onUndo?: (() => void) | undefined;
  words: { show: string; hide: string; undo: string; undoOf: string; stored: string; failed: (error: unknown) => string };
}

export function SecretField({ stored, text, onText, onLeave, onReveal, onUndo, words, ...given }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  // A reveal that is answered after the eye was closed again must not open it.
  const asked = useRef(0);

  const close = () => {
    asked.current += 1;
    setOpen(false);
    setRevealed(null);
  };

  // In the same breath as the secret is shown: a window that loses the focus right then must close the eye, too.
  useLayoutEffect(() => {
    if (!open) return undefined;
    const timer = setTimeout(close, OPEN_MS);
    const hidden = () => document.hidden && close();
    window.addEventListener("blur", close);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("blur", close);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [open]);
  useLayoutEffect(() => () => void (asked.current += 1), []);

  const press = async () => {
    setFailure(null);
    if (open) {
      close();
      return;
    }
    if (!stored) {
      setOpen(true);
      return;
    }
    asked.current += 1;
    const mine = asked.current;
    try {
      const secret = await onReveal();
      if (asked.current !== mine) return;
      setRevealed(secret);
      setOpen(true);
    } catch (error) {
      if (asked.current === mine) setFailure(words.failed(error));
    }
  };

  const take = (event: TargetedInputEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    // What is typed into a stored secret replaces it whole, shown or not.
    const next = revealed === null ? input.value : (event.data ?? "");
    setRevealed(null);
    setFailure(null);
    if (next === "" && revealed !== null) close();
    input.value = next;
    onText(next);
  };

  const shown = stored ? (revealed ?? "") : text;
  const field = { ...given, error: given.error ?? failure };
  const canOpen = stored || text !== "";
  return (
    <Field {...field}>
      <div class="joined">
        <input
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
          onBlur={onLeave}
        />
        {onUndo !== undefined && (
          <Button weight="quiet" icon="undo" class="joined-action" aria-label={words.undoOf} onClick={onUndo}>
            {words.undo}
          </Button>
        )}
        <IconButton icon={open ? "hide" : "show"} label={open ? words.hide : words.show} disabled={!canOpen} onClick={() => void press()} />
      </div>
      {stored && (
        <span class="unseen" id={`${field.id}-stored`}>
          {words.stored}
        </span>
      )}
    </Field>
  );
}
