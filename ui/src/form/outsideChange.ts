// An authorization that was changed outside Keyfob: the differences, and the user's decision.
import type { ReadonlySignal } from "@preact/signals";

import type { Authorization } from "../bindings/Authorization";
import type { Draft } from "../bindings/Draft";
import type { Failure } from "../bindings/Failure";
import type { OutsideChange } from "../bindings/OutsideChange";
import { asFailure, core } from "../ipc";
import { NO_MATCHES, type Difference, differences, nameOf } from "./differences";
import { ENVIRONMENTS, fieldsOf, isOAuth, secretKey, secretsOf } from "./fields";
import type { Form } from "./model";

/** Returns the differences between what Keyfob saved (`mine`) and what is stored now (`theirs`); empty if the former can't be read. */
export function outsideDifferences({ sealed, found, secrets }: OutsideChange): Difference[] {
  if (sealed === null) return [];
  const others = secrets.map(({ environment, field }): Difference => {
    const [mine, theirs] = [fieldsOf(sealed, environment), fieldsOf(found, environment)];
    const saved = secretsOf(mine).find((one) => secretKey(one.field) === secretKey(field));
    return { environment, field: nameOf(secretKey(field), mine, theirs), mine: { secret: saved?.input.kind ?? "none" }, theirs: { secret: "other" } };
  });
  const isOther = (one: Difference) => "secret" in one.mine && others.some(({ environment, field }) => environment === one.environment && field === one.field);
  const seen = differences(sealed, found, NO_MATCHES).filter((one) => !isOther(one));
  const place = ({ environment }: Difference) => (environment === null ? -1 : ENVIRONMENTS.indexOf(environment));
  return [...types(sealed, found), ...seen, ...consents(sealed, found, seen), ...others].sort((a, b) => place(a) - place(b));
}

function types(sealed: Draft, found: Draft): Difference[] {
  const [mine, theirs] = [sealed.details.type, found.details.type];
  return mine === theirs ? [] : [{ environment: null, field: "type", mine: { text: mine }, theirs: { text: theirs } }];
}

/** Finds changed consents to `http:` that have no effect for the current Token URL, but might for the next one. */
function consents(sealed: Draft, found: Draft, seen: readonly Difference[]): Difference[] {
  return ENVIRONMENTS.flatMap((environment): Difference[] => {
    const [mine, theirs] = [fieldsOf(sealed, environment), fieldsOf(found, environment)];
    if (!isOAuth(mine) || !isOAuth(theirs) || mine.accept_cleartext === theirs.accept_cleartext) return [];
    if (seen.some((one) => one.environment === environment && one.field === "accept_cleartext")) return [];
    return [{ environment, field: "accept_cleartext", mine: { text: String(mine.accept_cleartext) }, theirs: { text: String(theirs.accept_cleartext) } }];
  });
}

/** Whether the difference is what a damaged database lost. */
export const isLoss = ({ losses = [] }: OutsideChange): boolean => losses.length > 0;

/** Whether only an older revision number was restored, while settings and secrets are the same. */
export const isOnlyRevision = ({ sealed, found, secrets }: OutsideChange): boolean =>
  sealed !== null && secrets.length === 0 && JSON.stringify(sealed.details) === JSON.stringify(found.details);

/** Creates the actions for a change that was made outside Keyfob. */
export function createOutsideChange(form: ReadonlySignal<Form>, set: (form: Form) => void, reopen: (authorization: Authorization, change: OutsideChange) => Promise<void>) {
  /** Shows the change in the form if that is why something failed. */
  function note({ outside_change: outsideChange }: Failure): void {
    if (outsideChange !== null && outsideChange.id === form.peek().baseline.id) set({ ...form.peek(), outsideChange });
  }

  /** Returns the failure behind an error. A stale copy counts as changed outside if that is why it is stale: it can't be merged before the user decides. */
  async function toFailure(error: unknown): Promise<Failure> {
    let failure = asFailure(error);
    if (failure.kind === "stale") {
      const change = await changeNow();
      if (change !== null) failure = { ...failure, kind: isLoss(change) ? "settings_lost" : "changed_outside", outside_change: change };
    }
    note(failure);
    return failure;
  }

  async function changeNow(): Promise<OutsideChange | null> {
    const { id } = form.peek().baseline;
    try {
      return id === null ? null : (await core.read(id)).outside_change;
    } catch {
      return null;
    }
  }

  async function decide(decision: (change: OutsideChange) => Promise<Authorization>): Promise<Failure | null> {
    const { outsideChange } = form.peek();
    if (outsideChange === null) return null;
    try {
      await reopen(await decision(outsideChange), outsideChange);
      return null;
    } catch (error) {
      const failure = asFailure(error);
      note(failure);
      return failure;
    }
  }

  return {
    note,
    toFailure,
    /** Restores what Keyfob saved and opens it in the form. Returns the failure, if any. */
    restore: () => decide(({ id }) => core.restoreSealed(id)),
    /** Accepts what is stored now and opens it in the form. Returns the failure, if any; after another change, the form has the new one. */
    accept: () => decide(({ id, token }) => core.acceptOutsideChange(id, token)),
  };
}
