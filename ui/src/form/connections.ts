// CONNECT: the token requests of each environment, one at a time, and the alternatives that a failure offers.
import type { ReadonlySignal } from "@preact/signals";

import type { Alternative } from "../bindings/Alternative";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import type { Outcome } from "../bindings/Outcome";
import type { SignInWaiting } from "../bindings/SignInWaiting";
import { core } from "../ipc";
import { type Data, ENVIRONMENTS, type Fields, dataOf, fieldsOf, isOAuth, same } from "./fields";
import { grantOf, signsIn } from "./grants";
import { type Failed, type Form, type Run, type Tried, put, withFormFields } from "./model";
import { invalidated } from "./invalidation";
import { isComplete, isEnvironmentDirty, shownRun } from "./state";
import { reportProblems } from "./reportedProblems";

let lastAttempt = 0;

type Running = Extract<Run, { state: "running" }>;

/** How a CONNECT ended whose form was closed; `"left"` if a user was signing in and can't any more, and `null` if there is nothing to say. */
export type Left = "connected" | "failed" | "left" | null;

/** Creates the CONNECT actions of a form. */
export function createConnections(
  form: ReadonlySignal<Form>,
  set: (form: Form) => void,
  changeFields: (environment: Environment, fields: Fields) => void,
  settled: (environment: Environment) => Promise<void>,
  toFailure: (error: unknown) => Promise<Failure>,
) {
  /** The results of running requests, by their attempts. */
  const results = new Map<number, Promise<Outcome | null>>();

  const run = (environment: Environment, next: Run) => set(put(form.peek(), "runs", environment, next));

  /** Returns the state of a running attempt; `null` if it was cleared or replaced by a newer one. */
  const current = (environment: Environment, attempt: number): Running | null => {
    const now = form.peek().runs[environment];
    return now.state === "running" && now.attempt === attempt ? now : null;
  };

  /** Whether an environment's data has changed since. */
  const isChanged = (environment: Environment, data: Data) =>
    !same(data, dataOf(form.peek().draft, environment), form.peek().matches[environment]);

  /** Sends one request with the given fields. Returns `null` if it was cancelled, replaced or not sent. */
  async function ask(environment: Environment, fields: Fields, before: Failed | null, onDevice = false): Promise<{ outcome: Outcome; now: Running } | null> {
    lastAttempt += 1;
    const attempt = lastAttempt;
    const { draft } = withFormFields(form.peek(), environment, fields);
    const data = { fields, grant: grantOf(draft) };
    run(environment, { state: "running", attempt, startedAt: Date.now(), ...data, waiting: null, before });
    try {
      const answer = core.connect(draft, environment, attempt, onDevice);
      results.set(attempt, answer.catch(() => null));
      const outcome = await answer;
      const now = current(environment, attempt);
      return now && { outcome, now };
    } catch (error) {
      const failure = await toFailure(error);
      const now = current(environment, attempt);
      if (now === null) return null;
      const isRefused = failure.kind === "origin_changed" && now.before !== null;
      if (failure.kind === "cancelled" || isRefused) run(environment, now.before ?? { state: "idle" });
      else set(reportProblems(put(form.peek(), "runs", environment, { state: "refused", fields: now.fields, grant: now.grant, failure }), draft, failure.problems));
      return null;
    } finally {
      results.delete(attempt);
    }
  }

  /** Requests a token. If a user has to sign in, `onDevice` says whether on another device. */
  async function connect(environment: Environment, onDevice = false): Promise<void> {
    await settled(environment);
    if (!isComplete(form.peek(), environment) || form.peek().runs[environment].state === "running") return;
    // The stored last attempt is outdated from here on, even if this one is cancelled.
    set(put(form.peek(), "lastAttempts", environment, null));
    const answer = await ask(environment, fieldsOf(form.peek().draft, environment), null, onDevice);
    if (answer === null) return;
    const { outcome, now } = answer;
    const { fields, grant } = now;
    const late = isChanged(environment, now);
    if (outcome.result === "failed") {
      const failed: Failed = { state: "failed", fields, grant, failure: outcome, late, tried: [] };
      set(put(invalidated(form.peek(), environment, now, outcome.stage), "runs", environment, failed));
      return;
    }
    const success = { fields, grant, connection: outcome, late };
    set(put(put(form.peek(), "successes", environment, success), "runs", environment, { state: "idle" }));
  }

  /** Tries an alternative without changing the form. */
  async function tryOther(environment: Environment, alternative: Alternative): Promise<void> {
    const before = shownRun(form.peek(), environment);
    const fields = fieldsOf(form.peek().draft, environment);
    if (before.state !== "failed" || !isOAuth(fields)) return;
    const answer = await ask(environment, { ...fields, ...alternative }, before);
    if (answer === null) return;
    const { outcome, now } = answer;
    const tried: Tried = {
      alternative,
      outcome: outcome.result === "connected" ? { worked: true, success: { fields: now.fields, grant: now.grant, connection: outcome, late: false } } : { worked: false, code: outcome.code },
    };
    const base = now.before ?? before;
    const next = outcome.result === "connected" ? form.peek() : invalidated(form.peek(), environment, now, outcome.stage);
    set(put(next, "runs", environment, { ...base, tried: [...base.tried, tried] }));
  }

  return {
    connect,
    /** Shows what an attempt waits for, as long as it runs. */
    wait(attempt: number, waiting: SignInWaiting): void {
      for (const environment of ENVIRONMENTS) {
        const now = current(environment, attempt);
        if (now !== null) run(environment, { ...now, waiting });
      }
    },
    tryOther,
    /** Applies an alternative that worked to the form, which is then connected. */
    keep(environment: Environment, tried: Tried): void {
      const fields = fieldsOf(form.peek().draft, environment);
      if (!tried.outcome.worked || !isOAuth(fields)) return;
      const { success } = tried.outcome;
      set(put(put(form.peek(), "successes", environment, success), "runs", environment, { state: "idle" }));
      changeFields(environment, { ...fields, ...tried.alternative });
    },
    /** Forgets the token of the last CONNECT with the saved data. The data stays validated. */
    forget(environment: Environment): void {
      const now = form.peek();
      const success = now.successes[environment];
      if (success === null || !same(success, dataOf(now.baseline, environment), now.matches[environment])) return;
      const validatedAt = { ...now.validatedAt, [environment]: success.connection.received_at_ms };
      set({ ...put(now, "successes", environment, null), validatedAt });
    },
    cancel(environment: Environment): void {
      const now = form.peek().runs[environment];
      if (now.state === "running") void core.cancelConnect(now.attempt).catch(() => undefined);
    },
    /**
     * Cancels every request except those with the saved data, and returns these with their results; `null` if there was none. A sign-in that waits for
     * the user, or is about to, is cancelled, too: what it waits for is only shown here. It is returned as `"left"`.
     */
    leave() {
      return ENVIRONMENTS.flatMap((environment): { environment: Environment; result: Promise<Left> }[] => {
        const now = form.peek().runs[environment];
        const { draft } = form.peek();
        const isSaved = draft.id !== null && !isEnvironmentDirty(form.peek(), environment);
        const result = now.state === "running" ? results.get(now.attempt) : undefined;
        const isForUser = now.state === "running" && signsIn(now.grant) && now.waiting?.kind !== "token";
        if (now.state !== "running" || result === undefined || isForUser || !isSaved || isChanged(environment, now)) {
          this.cancel(environment);
          return isForUser ? [{ environment, result: Promise.resolve("left") }] : [];
        }
        return [{ environment, result: result.then((outcome) => outcome?.result ?? null) }];
      });
    },
    cancelAll(): void {
      for (const environment of ENVIRONMENTS) this.cancel(environment);
    },
  };
}
