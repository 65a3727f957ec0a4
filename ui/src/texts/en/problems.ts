import type { NoteCode } from "../../bindings/NoteCode";
import type { Position } from "../../bindings/Position";

/** One sentence for each position in a text. */
type Places = Record<Position, string>;
const at = (what: string): Places => ({ start: `Starts with ${what}.`, middle: `Contains ${what}.`, end: `Ends with ${what}.` });

const notes: Record<Exclude<NoteCode["code"], "not_a_uri" | "sent_as" | "drops_secret" | "drops_fields" | "public_client" | "secret_in_url">, Places> = {
  space: { ...at("a space"), middle: "Contains several spaces in a row." },
  no_break_space: at("a no-break space"),
  other_space: at("an unusual whitespace character"),
  invisible_character: at("an invisible character"),
  smart_quote: at("a typographic quotation mark"),
  smart_dash: at("a typographic dash"),
};

/** Characters that are shown by name: invisible ones, and those that are hard to recognize in a sentence. */
const characters: Partial<Record<string, string>> = {
  " ": "a space",
  '"': "a quotation mark",
  "\\": "a backslash",
  "\t": "a tab",
  "\n": "a line break",
  "\r": "a line break",
  "\u0085": "a line break",
  "\u00A0": "no-break space",
  "\u00AD": "soft hyphen",
  "\u200B": "zero-width space",
  "\u200C": "zero-width non-joiner",
  "\u200D": "zero-width joiner",
  "\u200E": "left-to-right mark",
  "\u200F": "right-to-left mark",
  "\u202F": "narrow no-break space",
  "\u2060": "word joiner",
  "\u3000": "ideographic space",
  "\uFE0E": "variation selector",
  "\uFE0F": "variation selector",
  "\uFEFF": "byte order mark",
};

export const problems = {
  /** A control character other than a tab or a line break. */
  control: (code: string) => `a control character (${code})`,
  characters,
  notes,
  notAUri: "Not an absolute URI. Some servers accept a GUID or a name here; others require a URI (RFC 8707).",
  secretInUrl: "Secrets are then in the URL, which servers and proxies write to their logs. Use it only if the server takes nothing else.",
  sentAs: (url: string) => `Sent as ${url}`,
  publicClient: "Without a client secret, SAVE changes this to None (public client).",
  dropsSecret: { client_secret: "This method doesn’t use the client secret. SAVE removes it.", private_key: "This method doesn’t use the private key. SAVE removes it.", dpop_key: "Without DPoP, SAVE removes the key that tokens were bound to.", proxy_password: "Without a proxy address, SAVE removes the password for the proxy." },
  databaseGoneHint: "Write a new file at the top of the window, then try again.",
  settingsLostHint: "Restore them at the top of the form.",
  changedOutsideHint: "Compare the versions at the top of the form.",
  /** What the user can do if a stored secret would be sent to another server. */
  originChangedHint: "To use it there, try again and agree. Otherwise, enter the secret again or change the Token URL back.",
  wayChangedHint: "To use it with them, try again and agree. Otherwise, enter the secret again or change the network settings back.",
};
