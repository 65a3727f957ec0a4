// Takes a key or a certificate as text: PEM or a JWK.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { Field } from "../../parts/Field";
import { Modal } from "../../parts/Modal";
import { texts } from "../../texts";
import { SubmitActions } from "../SubmitActions";

const ROWS = 10;

export function KeyTextDialog({ onConfirm, onClose }: { onConfirm: (text: string) => void; onClose: () => void }): JSX.Element {
  const { keys, blockers } = texts.value.form;
  const text = useSignal("");
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => area.current?.focus(), []);
  const isBlank = text.value.trim() === "";
  return (
    <Modal
      wide
      title={keys.text.title}
      onClose={onClose}
      onConfirm={() => {
        if (!isBlank) onConfirm(text.peek());
      }}
      actions={<SubmitActions confirm={keys.text.confirm} busy={false} disabled={isBlank} reason={isBlank ? blockers.empty : undefined} onCancel={onClose} />}
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
          aria-describedby="key-text-hint"
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </Field>
    </Modal>
  );
}
