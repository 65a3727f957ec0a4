// The kept tokens of an open form: what is known about them, copying one, and forgetting it. The tokens themselves stay in the core.
import { type ReadonlySignal, computed, effect, signal, untracked } from "@preact/signals";

import type { AuthorizationId } from "../bindings/AuthorizationId";
import type { EndpointProblem } from "../bindings/EndpointProblem";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import type { SignInStatus } from "../bindings/SignInStatus";
import type { TokenCopy } from "../bindings/TokenCopy";
import type { TokenForm } from "../bindings/TokenForm";
import type { TokenStatuses } from "../bindings/TokenStatuses";
import { asFailure, core } from "../ipc";
import { createAlarm, soonAgain } from "../parts/alarm";
import { ENVIRONMENTS } from "./fields";
import type { Form } from "./model";

/** Why there is no token: a failed request, or a failure of the core. */
export type TokenProblem = Exclude<TokenCopy, { result: "copied" }> | { result: "refused"; failure: Failure };

/** Why a token was only forgotten. */
export type Unrevoked = EndpointProblem;

/** Nothing is kept. */
export const NO_TOKENS: TokenStatuses = { of: { staging: null, production: null }, unread: { staging: false, production: false }, sign_ins: { staging: null, production: null } };

/** Returns the next time at which a token or a refresh token expires; `null` if none is known to. */
export function nextExpiry({ of, sign_ins: signIns }: TokenStatuses, now: number): number | null {
  const times = ENVIRONMENTS.flatMap((environment) => [of[environment]?.expires_at_ms, signIns[environment]?.refresh_expires_at_ms]);
  const coming = times.filter((time): time is number => typeof time === "number" && time > now);
  return coming.length === 0 ? null : Math.min(...coming);
}

export function createTokens(form: ReadonlySignal<Form>) {
  const statuses = signal(NO_TOKENS);
  const problem = signal<{ environment: Environment; why: TokenProblem } | null>(null);
  /** Why the last *Disconnect* could only forget a token. */
  const unrevoked = signal<{ environment: Environment; why: Unrevoked } | null>(null);
  const busy = signal<Environment | null>(null);
  let asked = 0;
  /** Whose statuses are shown. */
  let shownOf: AuthorizationId | null = null;
  let isOver = false;
  // What a user sees of a sign-in changes when something expires.
  const setAlarm = createAlarm(() => void load());

  /** Loads what is known about the tokens of what is saved. If that fails, what was known is still the best that is known, and it is tried again. */
  async function load(): Promise<void> {
    const { id, details } = form.peek().baseline;
    asked += 1;
    const mine = asked;
    const found = id === null || details.type !== "oauth2" ? NO_TOKENS : await core.tokenStatus(id).catch(() => null);
    if (mine !== asked || isOver) return;
    if (found !== null) statuses.value = found;
    else if (shownOf !== id) statuses.value = NO_TOKENS;
    shownOf = id;
    setAlarm(found === null ? soonAgain() : nextExpiry(found, Date.now()));
  }

  // A save may drop a token, and a CONNECT brings one.
  const version = computed(() => {
    const { baseline, runs } = form.value;
    const isRunning = [runs.staging, runs.production].map(({ state }) => state === "running");
    return JSON.stringify([baseline.id, baseline.revision, baseline.etag, isRunning]);
  });
  const unfollow = effect(() => {
    void version.value;
    untracked(() => {
      problem.value = null;
      unrevoked.value = null;
      void load();
    });
  });
  const stop = () => {
    isOver = true;
    unfollow();
    setAlarm(null);
  };

  /** Does something with a kept token. Returns what came of it; `null` if it failed, and `problem` says why. */
  async function act<T>(environment: Environment, run: (id: AuthorizationId, environment: Environment) => Promise<T>): Promise<T | null> {
    const { id } = form.peek().baseline;
    if (id === null || busy.peek() !== null) return null;
    busy.value = environment;
    problem.value = null;
    unrevoked.value = null;
    try {
      return await run(id, environment);
    } catch (error) {
      problem.value = { environment, why: { result: "refused", failure: asFailure(error) } };
      return null;
    } finally {
      busy.value = null;
      await load();
    }
  }

  return {
    statuses,
    /** Whether a token is kept, even if it can't be read yet. */
    isKept: (environment: Environment): boolean => statuses.value.of[environment] !== null || statuses.value.unread[environment],
    /** What is known about who signed in; `null` if no user signs in. */
    signIn: (environment: Environment): SignInStatus | null => statuses.value.sign_ins[environment],
    problem,
    unrevoked,
    busy,
    load,
    stop,
    /** Has the core copy a token. Returns whether it is in the clipboard; if it isn't, `problem` says why. */
    async copy(environment: Environment, as: TokenForm): Promise<boolean> {
      const answer = await act(environment, (id) => core.copyToken(id, environment, as));
      if (answer !== null && answer.result !== "copied") problem.value = { environment, why: answer };
      return answer?.result === "copied";
    },
    /** Revokes a kept token if that is possible, and forgets it. Returns whether it is no longer valid; if it still is, `unrevoked` says why. */
    async disconnect(environment: Environment): Promise<"revoked" | "expired" | null> {
      const came = await act(environment, core.disconnect);
      if (came?.result !== "not_revoked") return came?.result ?? null;
      unrevoked.value = { environment, why: came.why };
      return null;
    },
    /** Forgets a kept token. Returns whether that succeeded. */
    forget: async (environment: Environment): Promise<boolean> => (await act(environment, (id, of) => core.forgetToken(id, of).then(() => true))) ?? false,
  };
}
