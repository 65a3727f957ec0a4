// The kept tokens of an open form: what is known about them, copying one, and forgetting it. The tokens themselves stay in the core.
import { type ReadonlySignal, computed, effect, signal, untracked } from "@preact/signals";

import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import type { PerEnvironment } from "../bindings/PerEnvironment";
import type { TokenCopy } from "../bindings/TokenCopy";
import type { TokenForm } from "../bindings/TokenForm";
import type { TokenStatus } from "../bindings/TokenStatus";
import { asFailure, core } from "../ipc";
import type { Form } from "./model";

/** Why there is no token: a failed request, or a failure of the core. */
export type TokenProblem = Exclude<TokenCopy, { result: "copied" }> | { result: "refused"; failure: Failure };

const NONE: PerEnvironment<TokenStatus | null> = { staging: null, production: null };

export function createTokens(form: ReadonlySignal<Form>) {
  const status = signal(NONE);
  const problem = signal<{ environment: Environment; why: TokenProblem } | null>(null);
  const busy = signal<Environment | null>(null);
  let asked = 0;

  /** Loads what is known about the tokens of what is saved. */
  async function load(): Promise<void> {
    const { id, details } = form.peek().baseline;
    asked += 1;
    const mine = asked;
    const found = id === null || details.type !== "oauth2" ? NONE : await core.tokenStatus(id).catch(() => NONE);
    if (mine === asked) status.value = found;
  }

  // A save may drop a token, and a CONNECT brings one.
  const version = computed(() => {
    const { baseline, runs } = form.value;
    const isRunning = [runs.staging, runs.production].map(({ state }) => state === "running");
    return JSON.stringify([baseline.id, baseline.revision, baseline.etag, isRunning]);
  });
  const stop = effect(() => {
    void version.value;
    untracked(() => {
      problem.value = null;
      void load();
    });
  });

  return {
    status,
    problem,
    busy,
    load,
    stop,
    /** Has the core copy a token. Returns whether it is in the clipboard; if it isn't, `problem` says why. */
    async copy(environment: Environment, as: TokenForm): Promise<boolean> {
      const { id } = form.peek().baseline;
      if (id === null || busy.peek() !== null) return false;
      busy.value = environment;
      problem.value = null;
      const answer = await core.copyToken(id, environment, as).catch((error: unknown): TokenProblem => ({ result: "refused", failure: asFailure(error) }));
      busy.value = null;
      await load();
      if (answer.result === "copied") return true;
      problem.value = { environment, why: answer };
      return false;
    },
    /** Forgets a kept token. Returns whether that succeeded. */
    async forget(environment: Environment): Promise<boolean> {
      const { id } = form.peek().baseline;
      if (id === null) return false;
      try {
        await core.forgetToken(id, environment);
        return true;
      } catch (error) {
        problem.value = { environment, why: { result: "refused", failure: asFailure(error) } };
        return false;
      } finally {
        await load();
      }
    },
  };
}
