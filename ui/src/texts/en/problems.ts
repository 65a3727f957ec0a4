import type { NoteCode } from "../../bindings/NoteCode";
import type { Position } from "../../bindings/Position";
import type { ProblemCode } from "../../bindings/ProblemCode";

/** The values of a problem, formatted. A value that the problem doesn't have is an empty string. */
export interface Facts {
  limit: string;
  found: string;
  /** The character, or its name if it is invisible. */
  character: string;
  /** The ASCII character that is meant. */
  ascii: string;
  /** The placeholder. */
  text: string;
  /** The URL parameter. */
  name: string;
  /** The label of the field that is also filled in. */
  own: string;
}

const codes: Record<ProblemCode["code"], (facts: Facts) => string> = {
  required: () => "This field is required.",
  too_long: ({ limit, found }) => `${found} characters; at most ${limit} are allowed.`,
  too_many: ({ limit }) => `At most ${limit} values are allowed.`,
  control_character: ({ character }) => `Contains ${character}. Remove it.`,
  invisible_character: ({ character }) => `Contains an invisible character (${character}). Remove it.`,
  space: () => "Contains a space. Remove it, or percent-encode it as %20 if it belongs there.",
  look_alike: ({ character, ascii }) => `Contains ${character}. Replace it with ${ascii}`,
  name_taken: () => "Another authorization already has this name. Choose a different one.",
  not_a_url: () => "Enter an absolute URL that starts with https:// or http://.",
  quoted: () => "Remove the quotation marks or angle brackets around the URL.",
  url_fragment: () => "A Token URL must not contain a fragment. Remove # and everything after it (RFC 6749, section 3.2).",
  url_credentials: () => "A Token URL must not contain a user name or password. Use Client ID and Client Secret instead.",
  url_secret: ({ name }) => `Contains ${name} in its query. Credentials don’t belong in a URL (RFC 6749, section 2.3.1).`,
  url_placeholder: ({ text }) => `${text} is a placeholder. Replace it with the real value.`,
  url_character: ({ character }) => `Contains ${character}, which must be percent-encoded.`,
  cleartext_refused: () => "With http://, the secret is sent unencrypted. Use https://, or accept it below.",
  scope_character: ({ character }) => `contains ${character}, which scopes can’t contain (RFC 6749, section 3.3).`,
  duplicate: () => "is already in the list.",
  not_a_token: () => "Use only letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, section 5.6.2).",
  resource_fragment: () => "A resource must not contain a fragment. Remove # and everything after it (RFC 8707, section 2).",
  reserved: () => "Keyfob sets this itself. Remove it.",
  sent_with_credentials: () => "Client ID is already sent in the body with the client credentials. Remove it.",
  field_filled_in: ({ own }) => `${own} already sets this. Use only one of the two.`,
  content_type: () => "Use application/x-www-form-urlencoded, because the body is form-encoded.",
};

/** One sentence for each position in a text. */
type Places = Record<Position, string>;
const at = (what: string): Places => ({ start: `Starts with ${what}.`, middle: `Contains ${what}.`, end: `Ends with ${what}.` });

const notes: Record<Exclude<NoteCode["code"], "not_a_uri" | "sent_as">, Places> = {
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
  codes,
  /** A control character other than a tab or a line break. */
  control: (code: string) => `a control character (${code})`,
  characters,
  notes,
  notAUri: "Not an absolute URI. Some servers accept a GUID or a name here; others require a URI (RFC 8707).",
  sentAs: (url: string) => `Sent as ${url}`,
  changedOutsideHint: "Compare the versions at the top of the form.",
  /** What the user can do if a stored secret would be sent to another server. */
  originChangedHint: "To use it there, try again and agree. Otherwise, enter the secret again or change the Token URL back.",
};
