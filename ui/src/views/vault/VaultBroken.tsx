// Shown if the vault record is missing, or was changed and can't be restored: only a backup or a new key helps.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import type { VaultStatus } from "../../bindings/VaultStatus";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { ReplaceLostKey } from "./ReplaceLostKey";
import { newKeyPlaces } from "./newKeyPlaces";

export function VaultBroken({ status, how }: { status: VaultStatus; how: "lost" | "changed" }): JSX.Element {
  const { vault } = texts.value;
  const asking = useSignal(false);
  const ways = newKeyPlaces(status);
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
              {vault.unreachable.startOver}
            </Button>
          )
        }
      >
        <p>{vault[how].lead}</p>
      </Notice>
      {asking.value && ways !== null && (
        <ReplaceLostKey
          ways={ways}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </>
  );
}
