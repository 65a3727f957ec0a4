// CONNECT in the form: asking, cancelling, and trying another way without changing what is typed.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

import type { Alternative } from "../bindings/Alternative";
import type { ClientCredentialsDraft } from "../bindings/ClientCredentialsDraft";
import type { ConnectError } from "../bindings/ConnectError";
import type { Connection } from "../bindings/Connection";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import * as ipc from "../ipc";
import * as model from "./model";
import type { FormControl } from "./useForm";

/** What became of trying another way. */
export interface Tried {
  alternative: Alternative;
  result: Connection | ConnectError;
}

export interface ConnectControl {
  running: Signal<boolean>;
  /** The last failure, with the fields that it speaks of. */
  failed: Signal<{ fields: string; error: ConnectError } | null>;
  /** A request that could not even be made. */
  refused: Signal<Failure | null>;
  tried: Signal<readonly Tried[]>;
  connect: () => Promise<void>;
  cancel: () => void;
  tryOther: (alternative: Alternative) => Promise<void>;
  keep: (tried: Tried) => void;
}

let attempts = 0;

export function useConnect(form: FormControl, environment: Environment): ConnectControl {
  const running = useSignal(false);
  const failed = useSignal<ConnectControl["failed"]["value"]>(null);
  const refused = useSignal<Failure | null>(null);
  const tried = useSignal<readonly Tried[]>([]);
  const attempt = useSignal(0);

  const control = useMemo<ConnectControl>(() => {
    const ask = async (fields: model.Fields, answered: (result: Connection | ConnectError) => void) => {
      const state = form.state.value;
      if (!state || running.value) return;
      running.value = true;
      refused.value = null;
      attempt.value = ++attempts;
      try {
        const { result, ...rest } = await ipc.connect(model.withFields(state.draft, environment, fields), environment, attempt.value);
        if (result === "connected") form.update((now) => model.connected(now, environment, fields, rest as Connection));
        else form.update((now) => model.disconnected(now, environment, fields));
        answered(rest as Connection | ConnectError);
      } catch (error) {
        refused.value = ipc.asFailure(error);
      } finally {
        running.value = false;
      }
    };
    const current = () => (form.state.value ? (model.fieldsOf(form.state.value.draft, environment) as ClientCredentialsDraft) : null);
    return {
      running,
      failed,
      refused,
      tried,
      connect: async () => {
        const fields = current();
        if (!fields) return;
        failed.value = null;
        tried.value = [];
        await ask(fields, (result) => {
          if ("stage" in result) failed.value = { fields: model.fingerprint(fields), error: result };
        });
      },
      cancel: () => void ipc.cancelConnect(attempt.value),
      tryOther: async (alternative) => {
        const fields = current();
        if (!fields) return;
        await ask({ ...fields, ...alternative }, (result) => {
          tried.value = [...tried.value, { alternative, result }];
        });
      },
      keep: ({ alternative }) => {
        form.editFields<ClientCredentialsDraft>(environment, alternative);
        failed.value = null;
        tried.value = [];
      },
    };
  }, []);
  // Whoever leaves the tab no longer waits for its answer.
  useEffect(() => () => control.cancel(), []);
  return control;
}
