// Shown after a passphrase vault was unlocked with its recovery key: a new passphrase can be set without the forgotten one.
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

export function NewPassphraseNotice(): JSX.Element {
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
        title={vault.newPassphraseNeeded.title}
        actions={
          <Button
            onClick={() => {
              setting.value = true;
            }}
          >
            {vault.newPassphraseNeeded.set}
          </Button>
        }
      />
      {setting.value && (
        <PassphraseDialog
          title={vault.newPassphraseNeeded.set}
          lead={`${vault.create.lead} ${vault.screen.recoveryEnds}`}
          confirm={vault.newPassphraseNeeded.confirm}
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
