// Unlocks the vault with its recovery key.
import type { JSX } from "preact";

import { ask } from "../../app/vault";
import { vault as core } from "../../ipc";
import { texts } from "../../texts";
import { PassphraseDialog } from "./PassphraseDialog";

export function RecoveryDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const { recovery } = texts.value.vault;
  return (
    <PassphraseDialog
      title={recovery.title}
      lead={recovery.lead}
      confirm={recovery.confirm}
      current={recovery.field}
      wrong={texts.value.vault.wrongRecoveryKey}
      onConfirm={(key) => ask(() => core.unlockWithRecoveryKey(key))}
      onClose={onClose}
    />
  );
}
