// Asks for the passphrase of a locked vault, while the list stays usable.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { ask } from "../../app/vault";
import type { Failure } from "../../bindings/Failure";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { ReplaceLostKey } from "./ReplaceLostKey";
import { RecoveryDialog } from "./RecoveryDialog";
import { newKeyPlaces } from "./newKeyPlaces";

export function VaultLocked({ status }: { status: VaultStatus }): JSX.Element {
  const { vault } = texts.value;
  const passphrase = useSignal("");
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const open = useSignal<"recovery" | "startOver" | null>(null);
  const ways = newKeyPlaces(status);
  const show = (which: typeof open.value) => () => {
    open.value = which;
  };

  const unlock = async () => {
    if (passphrase.value === "" || busy.value) return;
    busy.value = true;
    failure.value = await ask(() => core.unlock(passphrase.value));
    busy.value = false;
  };
  useEffect(() => {
    // The user pressed *Lock now*. Someone who is typing while the vault locks itself isn't interrupted.
    if (document.activeElement instanceof HTMLButtonElement) document.querySelector<HTMLElement>("#unlock-passphrase")?.focus();
  }, []);
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
        <div class="unlock-text">
          <p class="notice-title">{vault.locked.title}</p>
          <p class="secondary">{vault.locked.lead}</p>
        </div>
        <div class="unlock-row">
          <TextField
            id="unlock-passphrase"
            label={vault.passphrase}
            type="password"
            value={passphrase.value}
            error={failure.value && (failure.value.kind === "wrong_passphrase" ? vault.wrongPassphrase : failureText(failure.value))}
            onText={(text) => {
              failure.value = null;
              passphrase.value = text;
            }}
          />
          <Button
            weight="main"
            type="submit"
            disabled={passphrase.value === "" || busy.value}
            reason={busy.value ? undefined : vault.locked.empty}
            aria-busy={busy.value}
          >
            {busy.value && <Icon name="busy" class="spin" />}
            {vault.locked.unlock}
          </Button>
        </div>
        <div class="unlock-options">
          {status.has_recovery_key && (
            <Button weight="quiet" onClick={show("recovery")}>
              {vault.locked.recovery}
            </Button>
          )}
          {ways !== null && (
            <Button weight="quiet" onClick={show("startOver")}>
              {vault.locked.forgotten}
            </Button>
          )}
        </div>
      </form>
      {open.value === "recovery" && <RecoveryDialog onClose={show(null)} />}
      {open.value === "startOver" && ways !== null && <ReplaceLostKey ways={ways} onClose={show(null)} />}
    </>
  );
}
