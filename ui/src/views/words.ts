// Sentences for what the core says: problems, failures and fields, in the language in use.
import type { Failure } from "../bindings/Failure";
import type { Field } from "../bindings/Field";
import type { ProblemCode } from "../bindings/ProblemCode";
import { count, texts, words } from "../texts";

/** What is wrong with a value. */
export function problemText(problem: ProblemCode): string {
  const numbers = "limit" in problem ? { limit: count(problem.limit), found: count(problem.found) } : { limit: "", found: "" };
  const character = "character" in problem ? visible(problem.character) : "";
  return texts.value.problems.codes[problem.code](numbers, character);
}

/** A character as it can be seen: by its code point where it has no shape of its own. */
function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const shapeless = /[\p{C}\p{Z}]/u.test(character);
  return shapeless ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
}

/** Why something could not be done. */
export function failureText(failure: Failure): string {
  const { failures } = texts.value.problems;
  if (failure.kind === "key_out_of_reach" && failure.keyring !== null) {
    return `${failures.key_out_of_reach} ${texts.value.vault.troubles[failure.keyring]}`;
  }
  // What uses an authorization, and what storage said, only the core knows.
  if (failure.kind === "in_use") return failure.message;
  return failures[failure.kind];
}

/** Fields by their labels, joined. */
export const fieldNames = (fields: readonly Field[]): string => words(fields.map((field) => texts.value.form.fields[field]));
