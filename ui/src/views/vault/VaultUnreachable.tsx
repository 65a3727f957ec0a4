// Shown if the vault key is unavailable: why, and what to do.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { waitsForKeyring } from "../../app/session";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { ReplaceLostKey } from "./ReplaceLostKey";
import { RecoveryDialog } from "./RecoveryDialog";
import { RetryKeyring } from "./RetryKeyring";
import { newKeyPlaces } from "./newKeyPlaces";

export function VaultUnreachable({ status }: { status: VaultStatus }): JSX.Element {
  const { vault } = texts.value;
  const open = useSignal<"recovery" | "startOver" | null>(null);
  const ways = newKeyPlaces(status);
  const show = (which: typeof open.value) => () => {
    open.value = which;
  };
  return (
    <>
      {/* What the keyring said before is out of date while it is asked again. */}
      {!waitsForKeyring.value && (
        <Notice
          tone="danger"
          title={vault.unreachable.title}
          actions={
            <>
              <RetryKeyring />
              {status.has_recovery_key && <Button onClick={show("recovery")}>{vault.locked.recovery}</Button>}
              {ways !== null && (
                <Button weight="quiet" onClick={show("startOver")}>
                  {vault.unreachable.startOver}
                </Button>
              )}
            </>
          }
        >
          {status.keyring !== null && <p>{texts.value.messages.keyring[status.keyring]}</p>}
          <p>{vault.unreachable.lead}</p>
        </Notice>
      )}
      {open.value === "recovery" && <RecoveryDialog onClose={show(null)} />}
      {open.value === "startOver" && ways !== null && <ReplaceLostKey ways={ways} onClose={show(null)} />}
    </>
  );
}
