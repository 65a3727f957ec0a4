// An action that a dialog runs: one at a time, with its failure.
import { useSignal } from "@preact/signals";

import type { Failure } from "../bindings/Failure";
import { unlessCancelled } from "./vault";

/** Returns the state of an action, and what runs it. */
export function useAttempt() {
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  return {
    busy,
    failure,
    /** Runs an action that returns its failure, unless one is running. Returns whether it succeeded. */
    async run(action: () => Promise<Failure | null>): Promise<boolean> {
      if (busy.peek()) return false;
      busy.value = true;
      failure.value = null;
      const failed = await action();
      busy.value = false;
      failure.value = unlessCancelled(failed);
      return failed === null;
    },
  };
}
