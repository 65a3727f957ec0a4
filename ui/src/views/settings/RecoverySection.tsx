// The recovery key: made on request, shown once.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import { database } from "../../app/session";
import { refreshVault } from "../../app/vault";
import type { Failure } from "../../bindings/Failure";
import type { OldBackups } from "../../bindings/OldBackups";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { asFailure, vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { NewKeyButton } from "./NewKeyButton";
import { Section } from "./Section";

const BUTTON = "make-recovery-key";

export function RecoverySection({ status }: { status: VaultStatus }): JSX.Element {
  const { screen } = texts.value.vault;
  const isGone = database.value !== "in_place";
  const made = useSignal<string | null>(null);
  const failure = useSignal<Failure | null>(null);
  const make = async (backups: OldBackups) => {
    try {
      made.value = await core.makeRecoveryKey(backups);
    } catch (error) {
      return asFailure(error);
    }
    await refreshVault();
    return null;
  };
  const forget = () => {
    made.value = null;
    // The dialog with the focused button is gone.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`#${BUTTON}`)?.focus());
  };
  return (
    <Section
      title={screen.recovery}
      lead={status.has_recovery_key ? screen.hasRecovery : screen.noRecovery}
      actions={
        <NewKeyButton
          id={BUTTON}
          title={status.has_recovery_key ? screen.makeNewRecovery : screen.makeRecovery}
          lead={status.has_recovery_key ? `${screen.newKey} ${screen.recoveryReplaced}` : screen.newKey}
          disabled={status.state !== "ready" || status.needs_passphrase || isGone}
          reason={isGone ? screen.databaseGone : undefined}
          describedBy={status.needs_passphrase ? "key-reason" : undefined}
          make={make}
          onFailure={(failed) => {
            failure.value = failed;
          }}
        />
      }
    >
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
      {made.value !== null && <Shown recoveryKey={made.value} onDone={forget} />}
    </Section>
  );
}

/** Shows the recovery key until the user confirms that it is saved. */
function Shown({ recoveryKey, onDone }: { recoveryKey: string; onDone: () => void }): JSX.Element {
  const { screen } = texts.value.vault;
  return (
    <Modal
      title={screen.recoveryTitle}
      actions={
        <>
          <Button icon="copy" onClick={() => void copy(recoveryKey)}>
            {screen.copy}
          </Button>
          <Button weight="main" onClick={onDone}>
            {screen.recoveryDone}
          </Button>
        </>
      }
    >
      <p>{screen.recoveryLead}</p>
      <p class="recovery-key mono">{recoveryKey}</p>
    </Modal>
  );
}
