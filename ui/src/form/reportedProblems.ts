// Problems that only a save or a CONNECT can find, such as a stored secret that is lost.
import type { Check } from "../bindings/Check";
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Problem } from "../bindings/Problem";
import { describe, fieldsOf, valueOf } from "./fields";
import type { Form, ReportedProblems } from "./model";
import { fieldKey } from "./state";

function reportedValue(draft: Draft, { environment, field }: Problem): string {
  if (environment === null) return field === "name" ? draft.name : draft.description;
  const fields = fieldsOf(draft, environment);
  const description = describe(fields).find((one) => one.field === field);
  return JSON.stringify(description === undefined ? null : valueOf(fields, description));
}

const isAbout = (one: Problem, other: Problem) =>
  one.field === other.field && one.environment === other.environment && one.index === other.index;

/**
 * Returns a check with the reported problems of values that haven't changed since. A reported problem doesn't make an environment
 * incomplete: another attempt may succeed, for example once the vault key is available again.
 */
export function withReported(check: Check, reported: ReportedProblems | null, draft: Draft): Check {
  if (reported === null) return check;
  const more = reported.problems.filter(
    (problem) => reportedValue(reported.draft, problem) === reportedValue(draft, problem) && !check.problems.some((known) => isAbout(known, problem)),
  );
  return more.length === 0 ? check : { ...check, problems: [...check.problems, ...more] };
}

/** Returns the form with the problems of `draft`, each shown at its field, and a tab selected that shows one of them. */
export function reportProblems(form: Form, draft: Draft, problems: Problem[]): Form {
  if (problems.length === 0) return form;
  const reported = { draft, problems };
  const left = new Set([...form.left, ...problems.map(({ environment, field, index }) => fieldKey(environment, field, index))]);
  const check = form.check && withReported(form.check, reported, form.draft);
  return { ...form, reported, check, left, tab: tabWith(problems, form.tab) };
}

function tabWith(problems: Problem[], tab: Environment): Environment {
  const inSight = problems.some(({ environment }) => environment === null || environment === tab);
  return inSight ? tab : (problems[0]?.environment ?? tab);
}
