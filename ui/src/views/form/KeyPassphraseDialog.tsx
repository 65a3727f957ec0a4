// Asks for the passphrase of an encrypted key file. It is used once and not kept.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { Modal } from "../../parts/Modal";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { SubmitActions } from "../SubmitActions";

interface Props {
  /** What the file is read for. */
  of: "key" | "certificate";
  /** Whether the last passphrase was wrong. */
  isWrong: boolean;
  busy: boolean;
  onConfirm: (passphrase: string) => void;
  onClose: () => void;
}

export function KeyPassphraseDialog({ of, isWrong, busy, onConfirm, onClose }: Props): JSX.Element {
  const { keys } = texts.value.form;
  const typed = useSignal("");
  return (
    <Modal
      title={keys.passphrase.title}
      onClose={onClose}
      onConfirm={() => {
        if (!busy) onConfirm(typed.peek());
      }}
      actions={<SubmitActions confirm={keys.passphrase.confirms[of]} busy={busy} disabled={busy} onCancel={onClose} />}
    >
      <p>{keys.passphrase.leads[of]}</p>
      <TextField
        id="key-passphrase"
        label={keys.passphrase.label}
        type="password"
        focusFirst
        value={typed.value}
        error={isWrong ? keys.passphrase.wrong : null}
        onText={(text) => (typed.value = text)}
      />
    </Modal>
  );
}
