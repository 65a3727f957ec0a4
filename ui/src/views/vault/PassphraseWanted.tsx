// A passphrase vault was opened with its recovery key: its passphrase is forgotten, and a new one can be set without it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { toast } from "../../app/toasts";
import { ask } from "../../app/vault";
import type { OldBackups } from "../../bindings/OldBackups";
import { vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { PassphraseDialog } from "./PassphraseDialog";

export function PassphraseWanted(): JSX.Element {
  const { vault } = texts.value;
  const setting = useSignal(false);
  const set = async (passphrase: string, backups: OldBackups) => {
    const failure = await ask(() => core.moveToPassphrase(passphrase, backups));
    if (failure === null) toast(vault.screen.done);
    return failure;
  };
  return (
    <>
      <Notice
        tone="warn"
        title={vault.wanted.title}
        actions={
          <Button
            onClick={() => {
              setting.value = true;
            }}
          >
            {vault.wanted.set}
          </Button>
        }
      />
      {setting.value && (
        <PassphraseDialog
          title={vault.wanted.set}
          lead={`${vault.create.lead} ${vault.screen.recoveryEnds}`}
          confirm={vault.wanted.confirm}
          next={vault.newPassphrase}
          replacesKey
          onConfirm={(_, next, backups) => set(next, backups)}
          onClose={() => {
            setting.value = false;
          }}
        />
      )}
    </>
  );
}
