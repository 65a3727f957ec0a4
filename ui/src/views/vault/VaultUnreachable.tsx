// The vault's key is out of reach: why, and the ways on.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { ask } from "../../app/vault";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import type { Failure } from "../../bindings/Failure";
import { texts } from "../../texts";
import { failureText } from "../words";
import { PassphraseDialog } from "./PassphraseDialog";
import { RecoveryDialog } from "./RecoveryDialog";
import { Retry } from "./Retry";

type Open = "recovery" | "anew" | "passphrase" | null;

export function VaultUnreachable({ status }: { status: VaultStatus }): JSX.Element {
  const { vault } = texts.value;
  const open = useSignal<Open>(null);
  const failure = useSignal<Failure | null>(null);
  const show = (which: Open) => {
    failure.value = null;
    open.value = which;
  };
  const replace = async () => {
    failure.value = await ask(() => core.replaceLostKey(null));
    if (failure.value === null) open.value = null;
  };
  return (
    <>
      <Notice
        tone="danger"
        title={vault.unreachable.title}
        actions={
          <>
            <Retry />
            {status.has_recovery_key && <Button onClick={() => show("recovery")}>{vault.locked.recovery}</Button>}
            <Button weight="quiet" onClick={() => show("anew")}>
              {vault.unreachable.anew}
            </Button>
          </>
        }
      >
        {status.keyring !== null && <p>{vault.troubles[status.keyring]}</p>}
        <p>{vault.unreachable.lead}</p>
      </Notice>
      {open.value === "recovery" && <RecoveryDialog onClose={() => show(null)} />}
      {open.value === "anew" && (
        <Modal
          alert
          title={vault.unreachable.anewTitle}
          onClose={() => show(null)}
          actions={
            <>
              <Button weight="quiet" onClick={() => show(null)}>
                {vault.cancel}
              </Button>
              <Button onClick={() => show("passphrase")}>{vault.unreachable.anewPassphrase}</Button>
              <Button weight="danger" onClick={() => void replace()}>
                {vault.unreachable.anewKeyring}
              </Button>
            </>
          }
        >
          <p>{vault.unreachable.anewLead}</p>
          {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
        </Modal>
      )}
      {open.value === "passphrase" && (
        <PassphraseDialog
          title={vault.create.title}
          lead={vault.create.lead}
          confirm={vault.unreachable.confirm}
          next={vault.passphrase}
          onConfirm={(_, next) => ask(() => core.replaceLostKey(next))}
          onClose={() => show(null)}
        />
      )}
    </>
  );
}
