// The messages of *Fill from issuer*, which the window shares with the command line, and the dialog's own texts.
import catalogue from "../../../../crates/core/messages/discovery.en.json";
import type { Came } from "../../bindings/Came";
import type { DiscoveryFailure } from "../../bindings/DiscoveryFailure";
import type { DiscoveryWarning } from "../../bindings/DiscoveryWarning";
import { pluralOf } from "../plural";

const plural = pluralOf("en");

/** What the catalogue must have; it may have more. */
interface Needed {
  failures: Record<Exclude<DiscoveryFailure["code"], "invalid_input" | "unreachable">, string>;
  came: Record<Exclude<Came["came"], "failed">, string>;
  warnings: Record<DiscoveryWarning["warning"], string>;
}

/** The shape that every language fills: each key of the English catalogue. */
export type DiscoveryMessages = { [S in keyof typeof catalogue]: Record<keyof (typeof catalogue)[S], string> };

/** Replaces the catalogue's straight apostrophes, which suit a terminal, by typographic ones. */
const typeset = <S extends Record<string, string>>(section: S): Record<keyof S, string> =>
  Object.fromEntries(Object.entries(section).map(([key, text]) => [key, text.replaceAll("'", "’")])) as Record<keyof S, string>;

const { addresses, failures, hints, differences, problems, came, warnings, values } = catalogue satisfies Needed;

const messages: DiscoveryMessages = {
  addresses: typeset(addresses),
  failures: typeset(failures),
  hints: typeset(hints),
  differences: typeset(differences),
  problems: typeset(problems),
  came: typeset(came),
  warnings: typeset(warnings),
  values: typeset(values),
};

export const discovery = {
  messages,
  open: "Fill from issuer…",
  title: "Fill from issuer",
  lead: "Keyfob looks for what the server publishes about itself (RFC 8414, OpenID Connect, RFC 9728). It sends no credentials, and fills in nothing but what you choose.",
  address: "Issuer, API address or metadata URL",
  addressHint: "For example https://login.example.com",
  lookUp: "Look up",
  lookingUp: "Looking up…",
  acceptCleartext: "Ask without encryption",
  found: (issuer: string) => `Found: ${issuer}`,
  ofApi: (name: string) => `For the API ${name}`,
  choose: "Choose what to fill in.",
  now: (value: string) => `Now: ${value}`,
  empty: "empty",
  sameAsNow: "The form has this already.",
  forCertificates: "For client certificates, the server names another address.",
  methods: "Client Authentication on offer",
  keepMethod: "Leave as it is",
  noKnownMethod: (methods: string) => `The server offers ${methods}, none of which Keyfob has.`,
  audience: "Use the issuer as the audience of the signed JWT",
  scopes: "Scopes on offer",
  scopesHint: (count: number, shown: string) => plural(count, `${shown} scope is on offer. Choose what you need.`, `${shown} scopes are on offer. Choose those that you need.`),
  asked: "What was asked",
  fillIn: "Fill in",
  nothingChosen: "Nothing is chosen.",
  done: "The chosen values were filled in.",
};
