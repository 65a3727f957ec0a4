// Facts about the program and its data, as the core returns them.
import { useSignal, useSignalEffect } from "@preact/signals";

import { changes, database, vaultStatus } from "../../app/session";
import type { Diagnostics } from "../../bindings/Diagnostics";
import { core } from "../../ipc";

/** Returns the facts, and asks for them again after a change. `null` until the core has answered, or if it can't. */
export function useDiagnostics(): Diagnostics | null {
  const found = useSignal<Diagnostics | null>(null);
  useSignalEffect(() => {
    void [vaultStatus.value, changes.value, database.value];
    let current = true;
    const ask = async () => {
      const answer = await core.diagnostics().catch(() => null);
      if (current) found.value = answer;
    };
    void ask();
    return () => {
      current = false;
    };
  });
  return found.value;
}
