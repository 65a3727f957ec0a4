// Takes a key or a certificate as text: PEM or a JWK.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { Field } from "../../parts/Field";
import { FieldError } from "../../parts/FieldError";
import { Modal } from "../../parts/Modal";
import { texts } from "../../texts";
import { SubmitActions } from "../SubmitActions";

const ROWS = 10;

interface Props {
  /** Reads the text. Returns why it is of no use: then the dialog stays, with the text. */
  onRead: (text: string) => Promise<string | null>;
  busy: boolean;
  onClose: () => void;
}

export function KeyTextDialog({ onRead, busy, onClose }: Props): JSX.Element {
  const { keys, blockers } = texts.value.form;
  const text = useSignal("");
  const failure = useSignal<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => area.current?.focus(), []);
  const isBlank = text.value.trim() === "";
  const read = async () => {
    if (isBlank || busy) return;
    failure.value = await onRead(text.peek());
    if (failure.value === null) onClose();
    else area.current?.focus();
  };
  return (
    <Modal
      wide
      title={keys.text.title}
      onClose={onClose}
      onConfirm={() => void read()}
      actions={<SubmitActions confirm={keys.text.confirm} busy={busy} disabled={isBlank || busy} reason={isBlank ? blockers.empty : undefined} onCancel={onClose} />}
    >
      <Field id="key-text" label={keys.text.label} hint={keys.text.hint}>
        <textarea
          ref={area}
          id="key-text"
          class="input mono key-text"
          rows={ROWS}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellcheck={false}
          aria-invalid={failure.value === null ? undefined : true}
          aria-describedby={failure.value === null ? "key-text-hint" : "key-text-failure key-text-hint"}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            failure.value = null;
          }}
        />
        {failure.value !== null && <FieldError id="key-text-failure" text={failure.value} alert />}
      </Field>
    </Modal>
  );
}
