// Gives up a key that is lost for good: what that costs, and where the new one is kept. The question itself is asked by the core, outside the page.
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
import { PassphraseDialog } from "./PassphraseDialog";

interface Props {
  ways: "both" | "passphrase";
  onClose: () => void;
}

export function GiveUpKey({ ways, onClose }: Props): JSX.Element {
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
      title={vault.unreachable.anewTitle}
      onClose={onClose}
      actions={
        <>
          <Button weight="quiet" onClick={onClose}>
            {vault.cancel}
          </Button>
          <Button
            weight={ways === "both" ? "plain" : "danger"}
            onClick={() => {
              choosing.value = true;
            }}
          >
            {vault.unreachable.anewPassphrase}
          </Button>
          {ways === "both" && (
            <Button weight="danger" aria-busy={busy.value} onClick={() => void replace()}>
              {vault.unreachable.anewKeyring}
            </Button>
          )}
        </>
      }
    >
      <p>{vault.unreachable.anewLead}</p>
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
    </Modal>
  );
}
