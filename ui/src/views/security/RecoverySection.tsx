// The recovery key: made on request, shown once.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import { refreshVault } from "../../app/vault";
import type { Failure } from "../../bindings/Failure";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { asFailure, vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { failureText } from "../words";
import { Section } from "./Section";

export function RecoverySection({ status }: { status: VaultStatus }): JSX.Element {
  const { screen } = texts.value.vault;
  const made = useSignal<string | null>(null);
  const failure = useSignal<Failure | null>(null);
  const make = async () => {
    failure.value = null;
    try {
      made.value = await core.makeRecoveryKey();
      await refreshVault();
    } catch (error) {
      failure.value = asFailure(error);
    }
  };
  const forget = () => {
    made.value = null;
  };
  return (
    <Section
      title={screen.recovery}
      lead={status.has_recovery_key ? screen.hasRecovery : screen.noRecovery}
      actions={
        <Button disabled={status.state !== "ready"} onClick={() => void make()}>
          {status.has_recovery_key ? screen.makeNewRecovery : screen.makeRecovery}
        </Button>
      }
    >
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
      {made.value !== null && (
        <Modal
          title={screen.recoveryTitle}
          actions={
            <>
              <Button icon="copy" onClick={() => void copy(made.value ?? "")}>
                {screen.copy}
              </Button>
              <Button weight="main" onClick={forget}>
                {screen.recoveryDone}
              </Button>
            </>
          }
        >
          <p>{screen.recoveryLead}</p>
          <p class="recovery-key mono">{made.value}</p>
        </Modal>
      )}
    </Section>
  );
}
