// CONNECT: the token requests of each environment, one at a time, and the alternatives that a failure offers.
import type { ReadonlySignal } from "@preact/signals";

import type { Alternative } from "../bindings/Alternative";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import type { Outcome } from "../bindings/Outcome";
import { core } from "../ipc";
import { ENVIRONMENTS, type Fields, fieldsOf, isOAuth, same } from "./fields";
import { type Failed, type Form, type Run, type Tried, put, withFormFields } from "./model";
import { invalidated } from "./invalidation";
import { isComplete, isEnvironmentDirty, shownRun } from "./state";
import { reportProblems } from "./reportedProblems";

let lastAttempt = 0;

type Running = Extract<Run, { state: "running" }>;

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

  /** Whether an environment's fields have changed since. */
  const isChanged = (environment: Environment, fields: Fields) =>
    !same(fields, fieldsOf(form.peek().draft, environment), form.peek().matches[environment]);

  /** Sends one request with the given fields. Returns `null` if it was cancelled, replaced or not sent. */
  async function ask(environment: Environment, fields: Fields, before: Failed | null): Promise<{ outcome: Outcome; now: Running } | null> {
    lastAttempt += 1;
    const attempt = lastAttempt;
    const { draft } = withFormFields(form.peek(), environment, fields);
    run(environment, { state: "running", attempt, startedAt: Date.now(), fields, before });
    try {
      const answer = core.connect(draft, environment, attempt);
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
      else set(reportProblems(put(form.peek(), "runs", environment, { state: "refused", fields: now.fields, failure }), draft, failure.problems));
      return null;
    } finally {
      results.delete(attempt);
    }
  }

  async function connect(environment: Environment): Promise<void> {
    await settled(environment);
    if (!isComplete(form.peek(), environment) || form.peek().runs[environment].state === "running") return;
    // The stored last attempt is outdated from here on, even if this one is cancelled.
    set(put(form.peek(), "lastAttempts", environment, null));
    const answer = await ask(environment, fieldsOf(form.peek().draft, environment), null);
    if (answer === null) return;
    const { outcome, now } = answer;
    const late = isChanged(environment, now.fields);
    if (outcome.result === "failed") {
      const failed: Failed = { state: "failed", fields: now.fields, failure: outcome, late, tried: [] };
      set(put(invalidated(form.peek(), environment, now.fields, outcome.stage), "runs", environment, failed));
      return;
    }
    const success = { fields: now.fields, connection: outcome, late };
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
      outcome: outcome.result === "connected" ? { worked: true, success: { fields: now.fields, connection: outcome, late: false } } : { worked: false, code: outcome.code },
    };
    const base = now.before ?? before;
    const next = outcome.result === "connected" ? form.peek() : invalidated(form.peek(), environment, now.fields, outcome.stage);
    set(put(next, "runs", environment, { ...base, tried: [...base.tried, tried] }));
  }

  return {
    connect,
    tryOther,
    /** Applies an alternative that worked to the form, which is then connected. */
    keep(environment: Environment, tried: Tried): void {
      const fields = fieldsOf(form.peek().draft, environment);
      if (!tried.outcome.worked || !isOAuth(fields)) return;
      const { success } = tried.outcome;
      set(put(put(form.peek(), "successes", environment, success), "runs", environment, { state: "idle" }));
      changeFields(environment, { ...fields, ...tried.alternative });
    },
    cancel(environment: Environment): void {
      const now = form.peek().runs[environment];
      if (now.state === "running") void core.cancelConnect(now.attempt).catch(() => undefined);
    },
    /** Cancels every request except those with the saved data, and returns these with their results; `null` if there was none. */
    leave() {
      return ENVIRONMENTS.flatMap((environment) => {
        const now = form.peek().runs[environment];
        const { draft } = form.peek();
        const isSaved = draft.id !== null && !isEnvironmentDirty(form.peek(), environment);
        const result = now.state === "running" ? results.get(now.attempt) : undefined;
        if (now.state !== "running" || result === undefined || !isSaved || isChanged(environment, now.fields)) {
          this.cancel(environment);
          return [];
        }
        return [{ environment, result: result.then((outcome) => outcome?.result ?? null) }];
      });
    },
    cancelAll(): void {
      for (const environment of ENVIRONMENTS) this.cancel(environment);
    },
  };
}
