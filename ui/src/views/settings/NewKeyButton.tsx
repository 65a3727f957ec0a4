// A button that makes a new key. If there are backups, a dialog first asks what to do with them. The confirmation itself is a system dialog.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { useAttempt } from "../../app/attempt";
import { hasCurrentBackups, refreshBackups } from "../../app/backups";
import { unlessCancelled } from "../../app/vault";
import type { Failure } from "../../bindings/Failure";
import type { OldBackups } from "../../bindings/OldBackups";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { BackupChoice, DEFAULT_CHOICE } from "../vault/BackupChoice";
import { failureText } from "../coreText";
import { SubmitActions } from "../SubmitActions";

interface Props {
  id: string;
  title: string;
  lead: string;
  disabled: boolean;
  /** Why, if nothing beside the button says so. */
  reason?: string | undefined;
  describedBy?: string | undefined;
  /** Makes the key. Returns the failure, if any. */
  make: (backups: OldBackups) => Promise<Failure | null>;
  /** Gets the failure if no dialog was open; `null` on a new attempt. */
  onFailure: (failure: Failure | null) => void;
}

export function NewKeyButton({ id, title, lead, disabled, reason, describedBy, make, onFailure }: Props): JSX.Element {
  const asking = useSignal(false);
  const busy = useSignal(false);
  const press = async () => {
    if (busy.value) return;
    busy.value = true;
    onFailure(null);
    await refreshBackups();
    if (hasCurrentBackups.peek()) asking.value = true;
    else onFailure(unlessCancelled(await make(DEFAULT_CHOICE)));
    busy.value = false;
  };
  const close = () => {
    asking.value = false;
  };
  return (
    <>
      <Button id={id} disabled={disabled} reason={reason} aria-busy={busy.value} aria-describedby={describedBy} onClick={() => void press()}>
        {title}
      </Button>
      {asking.value && <NewKeyDialog title={title} lead={lead} make={make} onClose={close} />}
    </>
  );
}

function NewKeyDialog({ title, lead, make, onClose }: Pick<Props, "title" | "lead" | "make"> & { onClose: () => void }): JSX.Element {
  const choice = useSignal(DEFAULT_CHOICE);
  const { busy, failure, run } = useAttempt();
  const confirm = async () => {
    if (await run(() => make(choice.value))) onClose();
  };
  return (
    <Modal
      title={title}
      onClose={onClose}
      onConfirm={() => void confirm()}
      actions={<SubmitActions confirm={texts.value.vault.screen.proceed} busy={busy.value} onCancel={onClose} />}
    >
      <p>{lead}</p>
      <BackupChoice
        value={choice.value}
        onChoose={(chosen) => {
          choice.value = chosen;
        }}
      />
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
    </Modal>
  );
}
