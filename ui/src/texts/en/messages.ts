// The messages that the window shares with the command line: errors, problems of fields, and the titles, details, hints and warnings of CONNECT.
import catalogue from "../../../../crates/core/messages/en.json";
import type { Detail } from "../../bindings/Detail";
import type { FailureKind } from "../../bindings/FailureKind";
import type { FoundKind } from "../../bindings/FoundKind";
import type { Hint } from "../../bindings/Hint";
import type { JsonProblem } from "../../bindings/JsonProblem";
import type { KeyringError } from "../../bindings/KeyringError";
import type { NetworkProblemCode } from "../../bindings/NetworkProblemCode";
import type { Phase } from "../../bindings/Phase";
import type { ProblemCode } from "../../bindings/ProblemCode";
import type { SignInReason } from "../../bindings/SignInReason";
import type { Warning } from "../../bindings/Warning";

/** What the catalogue must have; it may have more. */
interface Needed {
  errors: Record<FailureKind, string>;
  problems: Record<Exclude<ProblemCode["code"], "network">, string>;
  network: Record<NetworkProblemCode["code"], string>;
  keyring: Record<KeyringError, string>;
  sign_in: Record<SignInReason, string>;
  titles: Record<"oauth_error" | "proxy_failed", string>;
  details: Record<Detail["kind"], string>;
  values: Record<`phase.${Phase}` | `kind.${FoundKind}` | `problem.${JsonProblem}` | "media_type.none", string>;
  hints: Record<Hint, string>;
  warnings: Record<Warning, string>;
}

/** The shape that every language fills: each key of the English catalogue. */
export type Messages = { [S in keyof typeof catalogue]: Record<keyof (typeof catalogue)[S], string> };

/** Replaces the catalogue's straight apostrophes, which suit a terminal, by typographic ones. */
const typeset = <S extends Record<string, string>>(section: S): Record<keyof S, string> =>
  Object.fromEntries(Object.entries(section).map(([key, text]) => [key, text.replaceAll("'", "’")])) as Record<keyof S, string>;

const { errors, problems, network, key_files: keyFiles, keyring, sign_in: signIn, titles, details, values, hints, warnings } = catalogue satisfies Needed;

export const messages: Messages = {
  errors: typeset(errors),
  problems: typeset(problems),
  network: typeset(network),
  key_files: typeset(keyFiles),
  keyring: typeset(keyring),
  sign_in: typeset(signIn),
  titles: typeset(titles),
  details: typeset(details),
  values: typeset(values),
  hints: typeset(hints),
  warnings: typeset(warnings),
};
