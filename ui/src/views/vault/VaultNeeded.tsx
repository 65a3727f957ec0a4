// Shown if there is neither a vault nor a keyring: what is missing, and what to do.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { waitsForKeyring } from "../../app/session";
import { ask } from "../../app/vault";
import type { KeyringError } from "../../bindings/KeyringError";
import { vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { PassphraseDialog } from "./PassphraseDialog";
import { RetryKeyring } from "./RetryKeyring";

export function VaultNeeded({ trouble }: { trouble: KeyringError | null }): JSX.Element {
  const { vault } = texts.value;
  const setting = useSignal(false);
  return (
    <>
      {/* What the keyring said before is out of date while it is asked again. */}
      {!waitsForKeyring.value && (
        <Notice
          tone="warn"
          title={vault.needed.title}
          actions={
            <>
              <RetryKeyring />
              <Button
                onClick={() => {
                  setting.value = true;
                }}
              >
                {vault.usePassphrase}
              </Button>
            </>
          }
        >
          <p>{vault.needed.lead}</p>
          {trouble !== null && <p>{texts.value.messages.keyring[trouble]}</p>}
        </Notice>
      )}
      {setting.value && (
        <PassphraseDialog
          title={vault.create.title}
          lead={vault.create.lead}
          confirm={vault.create.confirm}
          next={vault.passphrase}
          onConfirm={(_, next) => ask(() => core.createWithPassphrase(next))}
          onClose={() => {
            setting.value = false;
          }}
        />
      )}
    </>
  );
}
