// The vault's key is out of reach: why, and the ways on.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import type { VaultStatus } from "../../bindings/VaultStatus";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { GiveUpKey } from "./GiveUpKey";
import { RecoveryDialog } from "./RecoveryDialog";
import { Retry } from "./Retry";
import { waysOut } from "./waysOut";

export function VaultUnreachable({ status }: { status: VaultStatus }): JSX.Element {
  const { vault } = texts.value;
  const open = useSignal<"recovery" | "anew" | null>(null);
  const ways = waysOut(status);
  const show = (which: typeof open.value) => () => {
    open.value = which;
  };
  return (
    <>
      <Notice
        tone="danger"
        title={vault.unreachable.title}
        actions={
          <>
            <Retry />
            {status.has_recovery_key && <Button onClick={show("recovery")}>{vault.locked.recovery}</Button>}
            {ways !== null && (
              <Button weight="quiet" onClick={show("anew")}>
                {vault.unreachable.anew}
              </Button>
            )}
          </>
        }
      >
        {status.keyring !== null && <p>{vault.keyringErrors[status.keyring]}</p>}
        <p>{vault.unreachable.lead}</p>
      </Notice>
      {open.value === "recovery" && <RecoveryDialog onClose={show(null)} />}
      {open.value === "anew" && ways !== null && <GiveUpKey ways={ways} onClose={show(null)} />}
    </>
  );
}
