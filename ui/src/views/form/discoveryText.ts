// Sentences about what *Fill from issuer* found, or didn't, in the language in use.
import type { Asked } from "../../bindings/Asked";
import type { DiscoveryFailure } from "../../bindings/DiscoveryFailure";
import type { DiscoveryWarning } from "../../bindings/DiscoveryWarning";
import type { Detail } from "../../bindings/Detail";
import { count, moment, texts } from "../../texts";
import { fill } from "../../texts/fill";
import { filling } from "../coreText";

type Section = Readonly<Record<string, string>>;

function filled(section: Section, key: string, data: object): string {
  const { values } = texts.value.discovery.messages;
  // A backtick of the server isn't markup.
  const clean = Object.fromEntries(Object.entries(data).map(([name, value]: [string, unknown]) => [name, typeof value === "string" ? value.replaceAll("`", "'") : value]));
  return fill(section[key] ?? "", clean, { values, count, moment });
}

/** What CONNECT says about a way that failed. */
function wayText(code: string, details: readonly Detail[]): string {
  const { messages } = texts.value;
  const title = (messages.titles as Section)[code] ?? code;
  return [`${title}.`, ...details.map((detail) => filling(detail)(messages.details[detail.kind]))].join(" ");
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Returns why nothing was found, and what to try. */
export function discoveryFailureText(failure: DiscoveryFailure): { title: string; hint: string } {
  const { addresses, failures, hints, differences, problems, warnings } = texts.value.discovery.messages;
  const hint = (hints as Section)[failure.code] ?? "";
  switch (failure.code) {
    case "invalid_input":
      return { title: capital(filled(addresses, failure.problem, failure)), hint: "" };
    case "unreachable":
      return { title: wayText(failure.failure, failure.details), hint: "" };
    case "issuer_mismatch":
    case "resource_mismatch":
      return { title: `${filled(failures, failure.code, failure)} ${differences[failure.difference]}`.trim(), hint };
    case "bad_metadata":
      return { title: `${failures.bad_metadata} ${filled(problems, failure.problem, failure)}`, hint };
    case "no_token_endpoint":
      return { title: [failures.no_token_endpoint, failure.dropped === null ? "" : filled(warnings, failure.dropped.warning, failure.dropped)].join(" ").trim(), hint };
    case "cleartext_refused":
    case "no_metadata":
      return { title: failures[failure.code], hint };
  }
}

export const discoveryWarningText = (warning: DiscoveryWarning): string => filled(texts.value.discovery.messages.warnings, warning.warning, warning);

/** Returns what came of asking an address. */
export function cameText(asked: Asked): string {
  const { came, problems } = texts.value.discovery.messages;
  switch (asked.came) {
    case "failed":
      return wayText(asked.code, asked.details);
    case "unusable":
      return `${came.unusable} ${filled(problems, asked.problem, asked)}`;
    case "redirect": {
      const kind = asked.target === null ? "redirect_nowhere" : asked.is_same_origin ? "redirect_same_origin" : "redirect";
      return filled(came, kind, asked);
    }
    default:
      return filled(came, asked.came, asked);
  }
}
