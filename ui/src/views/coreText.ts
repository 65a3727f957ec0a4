// Sentences for what the core reports (problems, notes, failures) in the language in use.
import type { Detail } from "../bindings/Detail";
import type { Failure } from "../bindings/Failure";
import type { Field } from "../bindings/Field";
import type { NoteCode } from "../bindings/NoteCode";
import type { ProblemCode } from "../bindings/ProblemCode";
import { count, moment, texts, joinWords } from "../texts";
import { fill } from "../texts/fill";

/** Describes a problem. */
export function problemText(problem: ProblemCode): string {
  return texts.value.problems.codes[problem.code]({
    ...("limit" in problem ? { limit: count(problem.limit), found: count(problem.found) } : { limit: "", found: "" }),
    character: "character" in problem ? visible(problem.character) : "",
    ascii: "ascii" in problem ? problem.ascii : "",
    text: "text" in problem ? problem.text : "",
    name: "name" in problem ? problem.name : "",
    own: "own" in problem ? texts.value.form.fields[problem.own as Field] : "",
  });
}

/** Returns a sentence for each note; `null` if there are none. */
export function noteText(notes: readonly NoteCode[]): string | null {
  const { problems } = texts.value;
  const sentences = notes.map((note) => {
    if (note.code === "sent_as") return problems.sentAs(note.url);
    return note.code === "not_a_uri" ? problems.notAUri : problems.notes[note.code][note.position];
  });
  return sentences.length > 0 ? sentences.join(" ") : null;
}

/** Returns a character as it can be read in a sentence: as it is, or by its name or code point if it is invisible. */
function visible(character: string): string {
  const { characters, control } = texts.value.problems;
  const name = characters[character];
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  if (/\p{Cc}/u.test(character)) return name ?? control(code);
  if (name !== undefined && /[\x20-\x7E]/u.test(character)) return name;
  if (!/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u.test(character)) return character;
  return name === undefined ? code : `${code}, ${name}`;
}

/** Returns a function that fills a detail's values into a part of its sentence. */
export const filling = (detail: Detail) => (part: string) => fill(part, detail, { values: texts.value.messages.values, count, moment });

/** Describes a failure. */
export function failureText(failure: Failure): string {
  const { failures, originChanged } = texts.value.problems;
  if (failure.origin_change !== null) {
    const { environment, from, to } = failure.origin_change;
    return originChanged(texts.value.environments[environment], from, to);
  }
  if (failure.kind === "key_out_of_reach" && failure.keyring !== null) {
    return `${failures.key_out_of_reach} ${texts.value.vault.keyringErrors[failure.keyring]}`;
  }
  // The core's sentence says what uses the authorization. In another language it is shown below.
  if (failure.kind === "in_use" && failureDetail(failure) === null) return failure.message;
  return failures[failure.kind];
}

/** Returns the core's English message if it has details that the text in the user's language lacks. */
export function failureDetail({ kind, message }: Failure): string | null {
  return kind === "in_use" && texts.value.language !== "en" ? message : null;
}

/** Lists field labels, separated by commas. */
export const fieldList = (fields: readonly Field[]): string => fields.map((field) => texts.value.form.fields[field]).join(", ");

/** Lists field labels as part of a sentence. */
export const fieldNames = (fields: readonly Field[]): string => joinWords(fields.map((field) => texts.value.form.fields[field]));
