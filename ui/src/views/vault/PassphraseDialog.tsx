// A dialog that asks for passphrases. It stays open with the reason if they are refused.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { useAttempt } from "../../app/attempt";
import type { Failure } from "../../bindings/Failure";
import type { OldBackups } from "../../bindings/OldBackups";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { SubmitActions } from "../SubmitActions";
import { BackupChoice, DEFAULT_CHOICE } from "./BackupChoice";
import { KeyringWaiting } from "./KeyringWaiting";

interface Props {
  title: string;
  lead: string;
  confirm: string;
  /** The labels of what is asked for: the current passphrase, a new one and its repetition, or both. */
  current?: string | undefined;
  next?: string | undefined;
  /** What is said about a current one that is wrong. */
  wrong?: string;
  /** Whether it replaces the key, so that the dialog asks what to do with the backups. */
  replacesKey?: boolean;
  onConfirm: (current: string, next: string, backups: OldBackups) => Promise<Failure | null>;
  onClose: () => void;
}

export function PassphraseDialog({ title, lead, confirm, current, next, wrong = texts.value.vault.wrongPassphrase, replacesKey = false, onConfirm, onClose }: Props): JSX.Element {
  const { vault } = texts.value;
  const typed = useSignal({ current: "", next: "", again: "" });
  const { busy, failure, run } = useAttempt();
  const choice = useSignal(DEFAULT_CHOICE);
  const { current: old, next: fresh, again } = typed.value;
  const differs = next !== undefined && again !== "" && again !== fresh;
  const incomplete = (current !== undefined && old === "") || (next !== undefined && (fresh === "" || fresh !== again));

  const put = (changes: Partial<typeof typed.value>) => {
    failure.value = null;
    typed.value = { ...typed.value, ...changes };
  };
  const submit = async () => {
    if (incomplete) return;
    if (await run(() => onConfirm(old, fresh, choice.value))) onClose();
    else if (failure.peek()?.kind === "wrong_passphrase") document.querySelector<HTMLElement>("#passphrase-current")?.focus();
  };
  const isWrong = current !== undefined && failure.value?.kind === "wrong_passphrase";
  return (
    <Modal
      title={title}
      onClose={onClose}
      onConfirm={() => void submit()}
      actions={<SubmitActions confirm={confirm} busy={busy.value} disabled={incomplete || busy.value} reason={incomplete ? vault.incomplete : undefined} onCancel={onClose} />}
    >
      <p>{lead}</p>
      {current !== undefined && (
        <TextField
          id="passphrase-current"
          label={current}
          type="password"
          required
          focusFirst
          value={old}
          error={isWrong ? wrong : null}
          onText={(text) => put({ current: text })}
        />
      )}
      {next !== undefined && (
        <>
          <TextField id="passphrase-next" label={next} type="password" required focusFirst={current === undefined} value={fresh} onText={(text) => put({ next: text })} />
          <TextField
            id="passphrase-again"
            label={vault.repeat}
            type="password"
            required
            value={again}
            error={differs ? vault.different : null}
            onText={(text) => put({ again: text })}
          />
        </>
      )}
      {replacesKey && (
        <BackupChoice
          value={choice.value}
          onChoose={(chosen) => {
            choice.value = chosen;
          }}
        />
      )}
      <KeyringWaiting />
      {failure.value !== null && !isWrong && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
    </Modal>
  );
}
