// CONNECT: each environment's token requests, one at a time, and the other ways of sending that a failure offers.
import type { ReadonlySignal } from "@preact/signals";

import type { Alternative } from "../bindings/Alternative";
import type { ConnectError } from "../bindings/ConnectError";
import type { Environment } from "../bindings/Environment";
import type { Outcome } from "../bindings/Outcome";
import { asFailure, core } from "../ipc";
import { ENVIRONMENTS, type Fields, fieldsOf, isOAuth } from "./fields";
import { type Form, type Run, type Tried, put, typed } from "./model";
import { isComplete } from "./state";

let lastAttempt = 0;

/** Drives the connections of a form. */
export function connecting(
  form: ReadonlySignal<Form>,
  set: (form: Form) => void,
  changeFields: (environment: Environment, fields: Fields) => void,
  settled: () => Promise<void>,
) {
  const run = (environment: Environment, next: Run) => set(put(form.peek(), "runs", environment, next));
  const isCurrent = (environment: Environment, attempt: number) => {
    const now = form.peek().runs[environment];
    return now.state === "running" && now.attempt === attempt;
  };

  /** Makes one request with the given fields; none where it was cancelled, overtaken or never sent. */
  async function ask(environment: Environment, fields: Fields, failed: ConnectError | null): Promise<Outcome | null> {
    lastAttempt += 1;
    const attempt = lastAttempt;
    run(environment, { state: "running", attempt, failed });
    try {
      const outcome = await core.connect(typed(form.peek(), environment, fields).draft, environment, attempt);
      return isCurrent(environment, attempt) ? outcome : null;
    } catch (error) {
      if (!isCurrent(environment, attempt)) return null;
      const failure = asFailure(error);
      run(environment, failure.kind === "cancelled" ? { state: "idle" } : { state: "refused", failure });
      return null;
    }
  }

  async function connect(environment: Environment): Promise<void> {
    await settled();
    if (!isComplete(form.peek(), environment) || form.peek().runs[environment].state === "running") return;
    const fields = fieldsOf(form.peek().draft, environment);
    const outcome = await ask(environment, fields, null);
    if (outcome === null) return;
    if (outcome.result === "failed") {
      run(environment, { state: "failed", error: outcome, tried: [] });
      return;
    }
    set(put(put(form.peek(), "proofs", environment, { fields, connection: outcome }), "runs", environment, { state: "idle" }));
  }

  /** Tries the credentials another way; the form stays as it is. */
  async function tryOther(environment: Environment, alternative: Alternative): Promise<void> {
    const before = form.peek().runs[environment];
    const fields = fieldsOf(form.peek().draft, environment);
    if (before.state !== "failed" || !isOAuth(fields)) return;
    const other = { ...fields, ...alternative };
    const outcome = await ask(environment, other, before.error);
    if (outcome === null) {
      if (form.peek().runs[environment].state === "idle") run(environment, before);
      return;
    }
    const tried: Tried = {
      alternative,
      outcome:
        outcome.result === "connected"
          ? { worked: true, proof: { fields: other, connection: outcome } }
          : { worked: false, code: outcome.code },
    };
    run(environment, { ...before, tried: [...before.tried, tried] });
  }

  return {
    connect,
    tryOther,
    /** Takes the way that worked into the form, which it then proves. */
    keep(environment: Environment, tried: Tried): void {
      const fields = fieldsOf(form.peek().draft, environment);
      if (!tried.outcome.worked || !isOAuth(fields)) return;
      const { proof } = tried.outcome;
      set(put(put(form.peek(), "proofs", environment, proof), "runs", environment, { state: "idle" }));
      changeFields(environment, { ...fields, ...tried.alternative });
    },
    cancel(environment: Environment): void {
      const now = form.peek().runs[environment];
      if (now.state === "running") void core.cancelConnect(now.attempt).catch(() => undefined);
    },
    cancelAll(): void {
      for (const environment of ENVIRONMENTS) this.cancel(environment);
    },
  };
}
