// A dialog that takes passphrases, and stays open with the reason where they do not do.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { unlessCancelled } from "../../app/vault";
import type { Failure } from "../../bindings/Failure";
import type { OldBackups } from "../../bindings/OldBackups";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { BackupChoice, DEFAULT_CHOICE } from "./BackupChoice";

interface Props {
  title: string;
  lead: string;
  confirm: string;
  /** What is asked for: the passphrase in use, a new one with its repetition, or both. */
  current?: string | undefined;
  next?: string | undefined;
  /** Whether it replaces the key, so that it is asked what becomes of the backups. */
  replacesKey?: boolean;
  onConfirm: (current: string, next: string, backups: OldBackups) => Promise<Failure | null>;
  onClose: () => void;
}

export function PassphraseDialog({ title, lead, confirm, current, next, replacesKey = false, onConfirm, onClose }: Props): JSX.Element {
  const { vault } = texts.value;
  const typed = useSignal({ current: "", next: "", again: "" });
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const choice = useSignal(DEFAULT_CHOICE);
  const { current: old, next: fresh, again } = typed.value;
  const differs = next !== undefined && again !== "" && again !== fresh;
  const incomplete = (current !== undefined && old === "") || (next !== undefined && (fresh === "" || fresh !== again));

  const put = (changes: Partial<typeof typed.value>) => {
    failure.value = null;
    typed.value = { ...typed.value, ...changes };
  };
  const submit = async () => {
    if (incomplete || busy.value) return;
    busy.value = true;
    failure.value = null;
    const failed = await onConfirm(old, fresh, choice.value);
    busy.value = false;
    if (failed === null) onClose();
    else failure.value = unlessCancelled(failed);
  };
  return (
    <Modal
      title={title}
      onClose={onClose}
      onConfirm={() => void submit()}
      actions={
        <>
          <Button weight="quiet" onClick={onClose}>
            {vault.cancel}
          </Button>
          <Button weight="main" type="submit" disabled={incomplete || busy.value} aria-busy={busy.value}>
            {busy.value && <Icon name="busy" class="spin" />}
            {confirm}
          </Button>
        </>
      }
    >
      <p>{lead}</p>
      {current !== undefined && (
        <TextField id="passphrase-current" label={current} type="password" required focusFirst value={old} onText={(text) => put({ current: text })} />
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
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
    </Modal>
  );
}
