// A button that asks the keyring again.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { vaultStatus } from "../../app/session";
import { ask } from "../../app/vault";
import { vault } from "../../ipc";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { texts } from "../../texts";

export function RetryKeyring(): JSX.Element {
  const busy = useSignal(false);
  const retry = async () => {
    busy.value = true;
    const failure = await ask(vault.retryKeyring);
    const before = vaultStatus.peek();
    // What it said before is out of date.
    if (failure !== null && failure.keyring !== null && before !== null) vaultStatus.value = { ...before, keyring: failure.keyring };
    busy.value = false;
  };
  return (
    <Button weight="main" disabled={busy.value} aria-busy={busy.value} onClick={() => void retry()}>
      {busy.value && <Icon name="busy" class="spin" />}
      {texts.value.vault.retry}
    </Button>
  );
}
