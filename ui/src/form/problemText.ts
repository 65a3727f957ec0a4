// What is wrong with a field, in words.
import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";
import type { Problem } from "../bindings/Problem";
import type { ProblemCode } from "../bindings/ProblemCode";
import { t } from "../texts";
import { type FormState, problemsOf } from "./model";

export function codeText(code: ProblemCode): string {
  return t().problems[code.code](code);
}

function problemText(problem: Problem): string {
  return codeText(problem);
}

/** The texts to show under a field that has one value. */
export function problemTexts(state: FormState, field: Field, environment: Environment | null = null): string[] {
  return problemsOf(state, field, environment)
    .filter((problem) => problem.index === null)
    .map(problemText);
}

/** The texts to show under one value of a field that has many. */
export function valueProblemTexts(state: FormState, field: Field, environment: Environment, index: number): string[] {
  return problemsOf(state, field, environment)
    .filter((problem) => problem.index === index)
    .map(problemText);
}

/** A counter near a limit; nothing far from it. */
export function counter(value: string, limit: number): string | undefined {
  // A text has at least half as many characters as UTF-16 units: short ones are not counted.
  if (value.length < limit * 0.9) return undefined;
  const found = [...value].length;
  return found >= limit * 0.9 ? t().form.counter(found, limit) : undefined;
}
