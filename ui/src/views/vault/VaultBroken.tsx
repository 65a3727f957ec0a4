// The vault's record is missing, or was changed and can't be restored: only a backup or a new key helps.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import type { VaultStatus } from "../../bindings/VaultStatus";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { GiveUpKey } from "./GiveUpKey";
import { waysOut } from "./waysOut";

export function VaultBroken({ status, how }: { status: VaultStatus; how: "lost" | "changed" }): JSX.Element {
  const { vault } = texts.value;
  const asking = useSignal(false);
  const ways = waysOut(status);
  return (
    <>
      <Notice
        tone="danger"
        title={vault[how].title}
        actions={
          ways !== null && (
            <Button
              onClick={() => {
                asking.value = true;
              }}
            >
              {vault.unreachable.anew}
            </Button>
          )
        }
      >
        <p>{vault[how].lead}</p>
      </Notice>
      {asking.value && ways !== null && (
        <GiveUpKey
          ways={ways}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </>
  );
}
