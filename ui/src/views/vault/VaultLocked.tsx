// The vault waits for its passphrase; the list stays usable meanwhile.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { ask } from "../../app/vault";
import type { Failure } from "../../bindings/Failure";
import { vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { failureText } from "../words";
import { RecoveryDialog } from "./RecoveryDialog";

export function VaultLocked({ hasRecoveryKey }: { hasRecoveryKey: boolean }): JSX.Element {
  const { vault } = texts.value;
  const passphrase = useSignal("");
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const recovering = useSignal(false);

  const unlock = async () => {
    if (passphrase.value === "" || busy.value) return;
    busy.value = true;
    failure.value = await ask(() => core.unlock(passphrase.value));
    busy.value = false;
  };
  return (
    <>
      <form
        class="unlock"
        aria-label={vault.locked.title}
        onSubmit={(event) => {
          event.preventDefault();
          void unlock();
        }}
      >
        <Icon name="lock" class="unlock-icon" />
        <div class="unlock-words">
          <p class="notice-title">{vault.locked.title}</p>
          <p class="secondary">{vault.locked.lead}</p>
        </div>
        <div class="unlock-row">
          <TextField
            id="unlock-passphrase"
            label={vault.passphrase}
            type="password"
            value={passphrase.value}
            error={failure.value && failureText(failure.value)}
            onText={(text) => {
              failure.value = null;
              passphrase.value = text;
            }}
          />
          <Button weight="main" type="submit" disabled={passphrase.value === "" || busy.value} aria-busy={busy.value}>
            {busy.value && <Icon name="busy" class="spin" />}
            {vault.locked.unlock}
          </Button>
          {hasRecoveryKey && (
            <Button
              weight="quiet"
              onClick={() => {
                recovering.value = true;
              }}
            >
              {vault.locked.recovery}
            </Button>
          )}
        </div>
      </form>
      {recovering.value && (
        <RecoveryDialog
          onClose={() => {
            recovering.value = false;
          }}
        />
      )}
    </>
  );
}
