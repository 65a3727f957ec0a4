// What follows from the form: whether it is dirty, connected, locked, and why. Pure, and tested as such.
import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";
import type { LastAttempt } from "../bindings/LastAttempt";
import type { Note } from "../bindings/Note";
import type { Problem } from "../bindings/Problem";
import { ENVIRONMENTS, type Fields, fieldsOf, isOAuth, same } from "./fields";
import type { Failed, Form, Run } from "./model";

/** Why SAVE is disabled. */
export type SaveBlocker =
  | { reason: "nothing" | "empty" }
  | { reason: "checking" }
  | { reason: "generalMissing" | "generalWrong"; fields: Field[] }
  | { reason: "noEnvironment" }
  | { reason: "missing" | "wrong"; environment: Environment; fields: Field[] }
  | { reason: "scopeText"; environment: Environment };

/** What a tab says of its environment. */
export type TabState = "not_configured" | "incomplete" | "unsaved" | "saved" | "validated";

const unique = (problems: Problem[]): Field[] => [...new Set(problems.map((problem) => problem.field))];

/** Whether an environment's data differs from what is saved. */
export const isEnvironmentDirty = (form: Form, environment: Environment): boolean =>
  form.scopes[environment].text.trim() !== "" ||
  form.scopes[environment].reading.length > 0 ||
  !same(fieldsOf(form.draft, environment), fieldsOf(form.baseline, environment), form.matches[environment]);

/** A text as a field of several lines gives it back. */
export const lines = (text: string): string => text.replaceAll(/\r\n?/gu, "\n");

/** Whether there is something to save or to lose. */
export function isDirty(form: Form): boolean {
  const { draft, baseline } = form;
  return (
    draft.name !== baseline.name ||
    lines(draft.description) !== lines(baseline.description) ||
    ENVIRONMENTS.some((environment) => isEnvironmentDirty(form, environment))
  );
}

/** The problems of an environment's fields, or of the general part. */
export const problemsOf = (form: Form, environment: Environment | null): Problem[] =>
  (form.check?.problems ?? []).filter((problem) => problem.environment === environment);

/** What is unusual and yet allowed about a field's value. */
export const notesOf = (form: Form, environment: Environment, field: Field, index: number | null): Note[] =>
  (form.check?.notes ?? []).filter((note) => note.environment === environment && note.field === field && note.index === index);

/** Whether every required field of an environment is filled in and valid, as far as the core has said. */
export const isComplete = (form: Form, environment: Environment): boolean =>
  form.check?.completeness[environment] === "complete";

/** When the current data was proved: by a connection made now, or as remembered with the saved data. */
export function validation(form: Form, environment: Environment): "now" | "saved" | null {
  const fields = fieldsOf(form.draft, environment);
  const matches = form.matches[environment];
  if (!isOAuth(fields)) return null;
  const success = form.successes[environment];
  if (success !== null && same(fields, success.fields, matches)) return "now";
  // What another program changed isn't what was validated.
  const remembered = form.validatedAt[environment] !== null && form.saved[environment] && form.outsideChange === null;
  return remembered && same(fields, fieldsOf(form.baseline, environment), matches) ? "saved" : null;
}

/** What CONNECT is doing or has last met; a failure only while the data is what it was about. */
export function shownRun(form: Form, environment: Environment): Run {
  const run = form.runs[environment];
  if (run.state === "idle" || run.state === "running") return run;
  return same(run.fields, fieldsOf(form.draft, environment), form.matches[environment]) ? run : { state: "idle" };
}

/** The failure to be shown: it stays in its place while another way of sending is tried. */
export function shownFailure(form: Form, environment: Environment): Failed | null {
  const run = form.runs[environment];
  const failed = run.state === "running" ? run.before : shownRun(form, environment);
  if (failed?.state !== "failed") return null;
  return same(failed.fields, fieldsOf(form.draft, environment), form.matches[environment]) ? failed : null;
}

/** What came of a request with data that was changed in the meantime, until there is something newer. */
export function earlierOutcome(form: Form, environment: Environment): "connected" | "failed" | null {
  const run = form.runs[environment];
  const success = form.successes[environment];
  const isCurrent = (fields: Fields) => same(fields, fieldsOf(form.draft, environment), form.matches[environment]);
  if (!isComplete(form, environment)) return null;
  if (run.state === "failed") return run.late && !isCurrent(run.fields) ? "failed" : null;
  const isEarlier = run.state === "idle" && success !== null && success.late && !isCurrent(success.fields);
  return isEarlier && validation(form, environment) === null ? "connected" : null;
}

/** The last request with the saved data, if it failed and nothing newer happened in this window. */
export function lastFailure(form: Form, environment: Environment): LastAttempt | null {
  const last = form.lastAttempts[environment];
  const isNewest = form.runs[environment].state === "idle" && form.successes[environment] === null;
  if (last === null || last.stage === null || !isNewest) return null;
  return same(fieldsOf(form.draft, environment), fieldsOf(form.baseline, environment), form.matches[environment]) ? last : null;
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

/** What has to be filled in or corrected before CONNECT can be pressed; `null` if it can be. */
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

/** What a tab says of its environment. */
export function tabState(form: Form, environment: Environment): TabState {
  if (form.check?.completeness[environment] === "incomplete") return "incomplete";
  if (isEnvironmentDirty(form, environment)) return "unsaved";
  if (!form.saved[environment]) return "not_configured";
  return validation(form, environment) === null ? "saved" : "validated";
}

export const fieldKey = (environment: Environment | null, field: Field, index: number | null): string =>
  `${environment ?? ""}/${field}/${index ?? ""}`;

/** The problem to be shown beside a field: a missing value only once the field was left, or SAVE was asked for. */
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

/** The problem of a list of values as a whole, such as too many of them. */
export function listProblem(form: Form, environment: Environment, field: Field): Problem | null {
  return problemsOf(form, environment).find((problem) => problem.field === field && problem.index === null) ?? null;
}

function isMissed(form: Form, environment: Environment | null, field: Field, index: number | null): boolean {
  if (environment !== null && form.check?.completeness[environment] === "not_configured") {
    const other = ENVIRONMENTS.some((e) => form.check?.completeness[e] !== "not_configured");
    if (other) return false;
  }
  return form.asked || form.left.has(fieldKey(environment, field, index));
}
