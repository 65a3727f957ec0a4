// Values derived from the form: whether it has changes, is connected, can be saved, and why not. Pure functions.
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import type { FailureKind } from "../bindings/FailureKind";
import type { Field } from "../bindings/Field";
import type { LastAttempt } from "../bindings/LastAttempt";
import type { Note } from "../bindings/Note";
import type { Problem } from "../bindings/Problem";
import { type Data, ENVIRONMENTS, dataOf, fieldsOf, isOAuth, same } from "./fields";
import { grantOf } from "./grants";
import type { Failed, Form, Run } from "./model";

/** Why SAVE is disabled. */
export type SaveBlocker =
  | { reason: "nothing" | "empty" }
  | { reason: "checking" }
  | { reason: "generalMissing" | "generalWrong"; fields: Field[] }
  | { reason: "noEnvironment" }
  | { reason: "missing" | "wrong"; environment: Environment; fields: Field[] }
  | { reason: "scopeText"; environment: Environment };

/** The state of an environment, as its tab shows it. */
export type TabState = "not_configured" | "incomplete" | "unsaved" | "saved" | "validated";

const unique = (problems: Problem[]): Field[] => [...new Set(problems.map((problem) => problem.field))];

/** Whether an environment is empty, as it was before: then another grant type changes nothing in it. */
function staysEmpty({ blank, baseline, draft }: Form, environment: Environment): boolean {
  const none = { fields: fieldsOf(blank, environment), grant: null };
  return [baseline, draft].every((one) => same({ fields: fieldsOf(one, environment), grant: null }, none, {}));
}

/** Whether an environment's data differs from what is saved. */
export const isEnvironmentDirty = (form: Form, environment: Environment): boolean =>
  form.scopes[environment].text.trim() !== "" ||
  form.scopes[environment].reading.length > 0 ||
  (!same(dataOf(form.draft, environment), dataOf(form.baseline, environment), form.matches[environment]) && !staysEmpty(form, environment));

/** Returns a text with line breaks as a text area returns them. */
export const lines = (text: string): string => text.replaceAll(/\r\n?/gu, "\n");

/** Whether the form has unsaved changes. */
export function isDirty(form: Form): boolean {
  const { draft, baseline } = form;
  return (
    draft.name !== baseline.name ||
    lines(draft.description) !== lines(baseline.description) ||
    grantOf(draft) !== grantOf(baseline) ||
    ENVIRONMENTS.some((environment) => isEnvironmentDirty(form, environment))
  );
}

/** Returns the problems of an environment's fields, or of the general part. */
export const problemsOf = (form: Form, environment: Environment | null): Problem[] =>
  (form.check?.problems ?? []).filter((problem) => problem.environment === environment);

/** Returns what is unusual about a field's value, although it is allowed. */
export const notesOf = (form: Form, environment: Environment, field: Field, index: number | null): Note[] =>
  (form.check?.notes ?? []).filter((note) => note.environment === environment && note.field === field && note.index === index);

/** Whether every required field of an environment is filled in and valid, by the core's last check. */
export const isComplete = (form: Form, environment: Environment): boolean =>
  form.check?.completeness[environment] === "complete";

/** Returns whether the current data is validated: by a connection made `"now"`, or by one stored with the `"saved"` data. */
export function validation(form: Form, environment: Environment): "now" | "saved" | null {
  const data = dataOf(form.draft, environment);
  const matches = form.matches[environment];
  if (!isOAuth(data.fields)) return null;
  const success = form.successes[environment];
  if (success !== null && same(data, success, matches)) return "now";
  // What another program changed isn't what was validated.
  const remembered = form.validatedAt[environment] !== null && form.saved[environment] && form.outsideChange === null;
  return remembered && same(data, dataOf(form.baseline, environment), matches) ? "saved" : null;
}

/** Returns the state of CONNECT to show; a failure only while the data is the same. */
export function shownRun(form: Form, environment: Environment): Run {
  const run = form.runs[environment];
  if (run.state === "idle" || run.state === "running") return run;
  return same(run, dataOf(form.draft, environment), form.matches[environment]) ? run : { state: "idle" };
}

/** Returns the failure to show. It stays visible while an alternative is tried. */
export function shownFailure(form: Form, environment: Environment): Failed | null {
  const run = form.runs[environment];
  const failed = run.state === "running" ? run.before : shownRun(form, environment);
  if (failed?.state !== "failed") return null;
  return same(failed, dataOf(form.draft, environment), form.matches[environment]) ? failed : null;
}

/** Returns the result of a request whose data has changed since, until there is a newer one. */
export function earlierOutcome(form: Form, environment: Environment): "connected" | "failed" | null {
  const run = form.runs[environment];
  const success = form.successes[environment];
  const isCurrent = (data: Data) => same(data, dataOf(form.draft, environment), form.matches[environment]);
  if (!isComplete(form, environment)) return null;
  if (run.state === "failed") return run.late && !isCurrent(run) ? "failed" : null;
  const isEarlier = run.state === "idle" && success !== null && success.late && !isCurrent(success);
  return isEarlier && validation(form, environment) === null ? "connected" : null;
}

/** Returns the last request with the saved data, if it failed and this window has made no other since. */
export function lastFailure(form: Form, environment: Environment): LastAttempt | null {
  const last = form.lastAttempts[environment];
  const isNewest = form.runs[environment].state === "idle" && form.successes[environment] === null;
  if (last === null || last.stage === null || !isNewest) return null;
  return same(dataOf(form.draft, environment), dataOf(form.baseline, environment), form.matches[environment]) ? last : null;
}

/** Fields that are missing, and fields that are filled in but wrong. */
interface FieldBlockers {
  missing: Field[];
  wrong: Field[];
}

function fieldBlockers(problems: Problem[]): FieldBlockers {
  const missing = unique(problems.filter((problem) => problem.code === "required"));
  return { missing, wrong: unique(problems).filter((field) => !missing.includes(field)) };
}

/** Returns the fields to fill in or correct before CONNECT is enabled; `null` if it is enabled. */
export const connectBlockers = (form: Form, environment: Environment): FieldBlockers | null =>
  isComplete(form, environment) ? null : fieldBlockers(problemsOf(form, environment));

function environmentBlockers(environment: Environment, problems: Problem[]): SaveBlocker[] {
  const { missing, wrong } = fieldBlockers(problems);
  const blockers: SaveBlocker[] = [];
  if (missing.length > 0) blockers.push({ reason: "missing", environment, fields: missing });
  if (wrong.length > 0) blockers.push({ reason: "wrong", environment, fields: wrong });
  return blockers;
}

function generalBlockers(problems: Problem[]): SaveBlocker[] {
  const { missing, wrong } = fieldBlockers(problems);
  const blockers: SaveBlocker[] = [];
  if (missing.length > 0) blockers.push({ reason: "generalMissing", fields: missing });
  if (wrong.length > 0) blockers.push({ reason: "generalWrong", fields: wrong });
  return blockers;
}

/** Returns why SAVE is disabled; empty if it is enabled. */
export function saveBlockers(form: Form): SaveBlocker[] {
  if (!isDirty(form)) return [{ reason: form.baseline.id === null ? "empty" : "nothing" }];
  if (form.check === null) return [{ reason: "checking" }];
  const blockers = generalBlockers(problemsOf(form, null));
  for (const environment of ENVIRONMENTS) {
    if (form.check.completeness[environment] === "incomplete") {
      blockers.push(...environmentBlockers(environment, problemsOf(form, environment)));
    }
    const { text, refused } = form.scopes[environment];
    if (text.trim() !== "" && refused.length > 0) blockers.push({ reason: "scopeText", environment });
  }
  if (ENVIRONMENTS.every((environment) => form.check?.completeness[environment] === "not_configured")) {
    blockers.push({ reason: "noEnvironment" });
  }
  return blockers;
}

/** The state of an environment, as its tab shows it. */
export function tabState(form: Form, environment: Environment): TabState {
  if (form.check?.completeness[environment] === "incomplete") return "incomplete";
  if (isEnvironmentDirty(form, environment)) return "unsaved";
  if (!form.saved[environment]) return "not_configured";
  return validation(form, environment) === null ? "saved" : "validated";
}

/** Failures of SAVE and CONNECT that an open vault resolves. */
export const VAULT_FAILURES: ReadonlySet<FailureKind> = new Set<FailureKind>(["vault_locked", "vault_needed", "key_out_of_reach"]);
/** Failures of SAVE that a database file in its place resolves. */
export const DATABASE_FAILURES: ReadonlySet<FailureKind> = new Set<FailureKind>(["database_gone", "not_saving"]);

/** Returns the form without failures of SAVE and CONNECT that are resolved. One that the user caused by not waiting for the keyring stays. */
export function withoutFailures(form: Form, kinds: ReadonlySet<FailureKind>): Form {
  const isResolved = ({ kind, keyring }: Failure) => kinds.has(kind) && keyring !== "cancelled";
  const runs = { ...form.runs };
  for (const environment of ENVIRONMENTS) {
    const run = runs[environment];
    if (run.state === "refused" && isResolved(run.failure)) runs[environment] = { state: "idle" };
  }
  const failure = form.failure !== null && isResolved(form.failure) ? null : form.failure;
  return { ...form, failure, runs };
}

export const fieldKey = (environment: Environment | null, field: Field, index: number | null): string =>
  `${environment ?? ""}/${field}/${index ?? ""}`;

/** Returns the problem to show at a field. A missing value is shown only once the field was left or SAVE was pressed. */
export function shownProblem(
  form: Form,
  environment: Environment | null,
  field: Field,
  index: number | null = null,
  isBlank = false,
): Problem | null {
  const found = problemsOf(form, environment).find(
    (problem) => problem.field === field && (problem.index === index || index === null),
  );
  if (found === undefined) return null;
  return (found.code !== "required" && !isBlank) || isMissed(form, environment, field, index) ? found : null;
}

/** Returns the problem of a list as a whole, such as too many values. */
export function listProblem(form: Form, environment: Environment, field: Field): Problem | null {
  return problemsOf(form, environment).find((problem) => problem.field === field && problem.index === null) ?? null;
}

function isMissed(form: Form, environment: Environment | null, field: Field, index: number | null): boolean {
  if (environment !== null && form.check?.completeness[environment] === "not_configured") {
    const other = ENVIRONMENTS.some((e) => form.check?.completeness[e] !== "not_configured");
    if (other) return false;
  }
  return form.saveRequested || form.left.has(fieldKey(environment, field, index));
}

/** The environments whose sign-in a save ends. The core knows whether a sign-in with exactly what is saved takes its place. */
export const endedSignIns = (form: Form): Environment[] => ENVIRONMENTS.filter((environment) => form.check?.ends_sign_in[environment] === true);
