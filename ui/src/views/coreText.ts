// Sentences for what the core reports (problems, notes, failures) in the language in use.
import type { Detail } from "../bindings/Detail";
import type { EndpointProblem } from "../bindings/EndpointProblem";
import type { Failure } from "../bindings/Failure";
import type { Field } from "../bindings/Field";
import type { KeyFileProblem } from "../bindings/KeyFileProblem";
import type { Loss } from "../bindings/Loss";
import type { NetworkProblemCode } from "../bindings/NetworkProblemCode";
import type { Note } from "../bindings/Note";
import type { NoteCode } from "../bindings/NoteCode";
import type { OriginChange } from "../bindings/OriginChange";
import type { Problem } from "../bindings/Problem";
import type { ProblemCode } from "../bindings/ProblemCode";
import { count, moment, texts, joinWords } from "../texts";
import { fill } from "../texts/fill";
import { isolate } from "../texts/isolate";

/** Describes a problem in a complete sentence. */
export function problemText(problem: ProblemCode | Problem): string {
  // Nothing secret of the client is sent to the page where users sign in.
  const isPage = problem.code === "cleartext_refused" && "field" in problem && problem.field === "authorization_url";
  const text = isPage ? texts.value.signIn.cleartextRefused : problemAbout(problem);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Describes a problem after the name of what has it: a message that begins with a small letter needs one. */
export function problemAbout(problem: ProblemCode): string {
  if (problem.code === "network") return networkProblemText(problem.problem);
  const data = {
    ...problem,
    ...("character" in problem && { character: visible(problem.character) }),
    ...(problem.code === "name_looks_like" && { name: `“${isolate(problem.name)}”` }),
    ...("own" in problem && { own: texts.value.form.fields[problem.own as Field] }),
  };
  return fill(texts.value.messages.problems[problem.code], data, { values: {}, count, moment });
}

/** Describes a problem of the network defaults. */
export const networkProblemText = (problem: NetworkProblemCode): string =>
  fill(texts.value.messages.network[problem.code], problem, { values: {}, count, moment });

/** Where a key or a certificate comes from. */
export type KeySource = "file" | "text";

/** Describes why a file or a text with a key can't be used. */
export function keyFileText({ code, value }: KeyFileProblem, source: KeySource): string {
  const { messages, form } = texts.value;
  const template = (messages.key_files as Partial<Record<string, string>>)[code] ?? "";
  return form.keys.unusable[source](fill(template, { value }, { values: {}, count, moment }));
}

/** The same where a certificate is wanted: what the core says about the lack of a key would mislead. */
export function certificateFileText(why: KeyFileProblem, source: KeySource): string {
  const { unusable, certificateFiles } = texts.value.form.keys;
  const own = (certificateFiles as Partial<Record<string, string>>)[why.code];
  return own === undefined ? keyFileText(why, source) : unusable[source](own);
}

/** Returns a sentence for each note; `null` if there are none. */
export function noteText(notes: readonly NoteCode[]): string | null {
  const { problems } = texts.value;
  const sentences = notes.map((note) => {
    // Shown at Grant Type with the name of the environment.
    if (note.code === "drops_fields") return "";
    if (note.code === "public_client") return problems.publicClient;
    if (note.code === "drops_secret") return problems.dropsSecret[note.secret as keyof typeof problems.dropsSecret];
    if (note.code === "secret_in_url") return problems.secretInUrl;
    if (note.code === "sent_as") return problems.sentAs(note.url);
    return note.code === "not_a_uri" ? problems.notAUri : problems.notes[note.code][note.position];
  });
  return sentences.length > 0 ? sentences.join(" ") : null;
}

/** Says for each environment what a save would drop, since the grant type doesn't use it; `null` if there is nothing. */
export function droppedText(notes: readonly Note[]): string | null {
  const { environments, signIn } = texts.value;
  const sentences = notes.flatMap((note) =>
    note.code === "drops_fields" && note.environment !== null ? [signIn.drops(environments[note.environment], fieldNames(note.fields as Field[]), note.fields.length)] : [],
  );
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

/** Returns a function that fills values into a part of a message. */
export const filling = (data: Detail | OriginChange) => (part: string) => fill(part, data, { values: texts.value.messages.values, count, moment });

/** Describes a failure. */
export function failureText(failure: Failure): string {
  const { messages, problems } = texts.value;
  const text = messages.errors[failure.kind];
  if (failure.kind === "way_changed" && failure.origin_change !== null) return `${filling(failure.origin_change)(text)} ${problems.wayChangedHint}`;
  if (failure.origin_change !== null) return `${filling(failure.origin_change)(text)} ${problems.originChangedHint}`;
  if (failure.kind === "changed_outside") return `${text} ${problems.changedOutsideHint}`;
  if (failure.kind === "database_gone") return `${text} ${problems.databaseGoneHint}`;
  if (failure.kind === "settings_lost") return `${text} ${problems.settingsLostHint}`;
  return failure.keyring === null ? text : `${text} ${messages.keyring[failure.keyring]}`;
}

/** Why a server didn't answer a question about a token. */
export function endpointProblemText(why: EndpointProblem): string {
  const { because } = texts.value.tokens;
  switch (why.problem) {
    case "other_origin":
    case "unencrypted_keys":
      return because[why.problem](why.origin);
    case "refused":
      return because.refused(why.code === null ? String(why.status) : `${why.status}, ${why.code}`);
    case "redirected":
    case "unavailable":
      return because[why.problem](String(why.status));
    case "timed_out":
      return because.timed_out(why.seconds);
    case "no_metadata":
    case "not_offered":
    case "unreadable":
    case "tls_failed":
    case "unreachable":
      return because[why.problem];
  }
}

/** The same for a question that was sent with the client's credentials. */
export function clientProblemText(why: EndpointProblem): string {
  const isOfClient = why.problem === "refused" && (why.status === 401 || why.status === 403);
  return isOfClient ? `${endpointProblemText(why)} ${texts.value.tokens.because.notThisClient}` : endpointProblemText(why);
}

/** Returns what uses an authorization, in the core's English. The other details are technical. */
export const failureDetail = ({ kind, detail }: Failure): string | null => (kind === "in_use" ? detail : null);

/** Lists field labels, separated by commas. */
export const fieldList = (fields: readonly Field[]): string => fields.map((field) => texts.value.form.fields[field]).join(", ");

/** Lists field labels as part of a sentence. */
export const fieldNames = (fields: readonly Field[]): string => joinWords(fields.map((field) => texts.value.form.fields[field]));

/** Describes what a damaged database lost, with the name of the authorization if it is given. */
export function lossText({ part, environment }: Loss, name: string | null, times: number): string {
  const { report } = texts.value.vault;
  const isUnknown = part === "authorization" && name === null;
  const what = report.parts[isUnknown ? "unknown" : part](times, count(times));
  const where = [name === null ? null : report.name(name), environment === null ? null : texts.value.environments[environment]];
  const known = where.filter((word) => word !== null).join(", ");
  return known === "" ? what : `${known}: ${what}`;
}
