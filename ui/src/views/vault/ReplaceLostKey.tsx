// Replaces a key that is lost for good: says what that costs, and asks where to keep the new key. The confirmation itself is a system dialog.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { useAttempt } from "../../app/attempt";
import { ask } from "../../app/vault";
import { vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { KeyringWaiting } from "./KeyringWaiting";
import { PassphraseDialog } from "./PassphraseDialog";

interface Props {
  ways: "both" | "passphrase";
  onClose: () => void;
}

export function ReplaceLostKey({ ways, onClose }: Props): JSX.Element {
  const { vault } = texts.value;
  const choosing = useSignal(false);
  const { busy, failure, run } = useAttempt();
  const replace = async () => {
    if (await run(() => ask(() => core.replaceLostKey(null)))) onClose();
  };
  if (choosing.value) {
    return (
      <PassphraseDialog
        title={vault.create.title}
        lead={vault.create.lead}
        confirm={vault.unreachable.confirm}
        next={vault.passphrase}
        onConfirm={(_, next) => ask(() => core.replaceLostKey(next))}
        onClose={onClose}
      />
    );
  }
  return (
    <Modal
      alert
      title={vault.unreachable.startOverTitle}
      onClose={onClose}
      actions={
        <>
          <Button weight="quiet" onClick={onClose}>
            {texts.value.shell.cancel}
          </Button>
          <Button
            weight={ways === "both" ? "plain" : "danger"}
            onClick={() => {
              choosing.value = true;
            }}
          >
            {vault.unreachable.newKeyWithPassphrase}
          </Button>
          {ways === "both" && (
            <Button weight="danger" aria-busy={busy.value} onClick={() => void replace()}>
              {vault.unreachable.newKeyInKeyring}
            </Button>
          )}
        </>
      }
    >
      <p>{vault.unreachable.startOverLead}</p>
      <KeyringWaiting />
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
    </Modal>
  );
}
