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

/** A character as it can be seen: by its name, or else its code point, where it has no shape of its own. */
function visible(character: string): string {
  const name = texts.value.problems.characters[character];
  if (name !== undefined) return name;
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
  // The core's own sentence says what uses the authorization; in another language it stands below.
  if (failure.kind === "in_use" && failureDetail(failure) === null) return failure.message;
  return failures[failure.kind];
}

/** What only the core knows of a failure, in its English; nothing where the person's own language says it all. */
export function failureDetail({ kind, message }: Failure): string | null {
  return kind === "in_use" && texts.value.language !== "en" ? message : null;
}

/** Fields by their labels, joined. */
export const fieldNames = (fields: readonly Field[]): string => words(fields.map((field) => texts.value.form.fields[field]));
