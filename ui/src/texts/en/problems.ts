import type { FailureKind } from "../../bindings/FailureKind";
import type { ProblemCode } from "../../bindings/ProblemCode";

type Numbers = { limit: string; found: string };

const codes: Record<ProblemCode["code"], (numbers: Numbers, character: string) => string> = {
  required: () => "Fill this in.",
  too_long: ({ limit, found }) => `${found} characters; at most ${limit} are allowed.`,
  too_many: ({ limit }) => `At most ${limit} values are allowed.`,
  control_character: () => "Holds a control character, such as a line break. Remove it.",
  name_taken: () => "Another authorization has this name. Choose a different one.",
  not_a_url: () => "Enter an absolute URL that starts with https:// or http://.",
  url_fragment: () => "A Token URL has no fragment. Remove # and what follows it.",
  url_credentials: () => "A Token URL holds no user name or password. Use Client ID and Client Secret.",
  url_character: (_, character) => `Holds ${character}, which must be percent-encoded.`,
  cleartext_refused: () => "http:// would carry the secret unencrypted. Use https://, or accept it below.",
  scope_character: (_, character) => `holds ${character}, which no scope may hold (RFC 6749).`,
  duplicate: () => "stands there already.",
  not_a_token: () => "Only letters, digits and !#$%&'*+-.^_`|~ are allowed here.",
  header_character: () => "Holds a character that no header or cookie can carry.",
  not_a_uri: () => "Enter an absolute URI without a fragment.",
  reserved: () => "Keyfob sends this itself. Use the field made for it.",
};

const failures: Record<FailureKind, string> = {
  invalid_input: "Something in the form is wrong. See the messages beside the fields.",
  not_found: "This authorization does not exist any more. Another program may have deleted it.",
  stale: "Somebody else saved this authorization in between.",
  in_use: "This authorization is in use and cannot be deleted.",
  vault_locked: "The vault is locked. Unlock it, then try again.",
  vault_needed: "There is no vault for secrets yet. Set one up above, then try again.",
  vault_exists: "There is a vault already.",
  key_out_of_reach: "The vault’s key is out of reach, so secrets cannot be opened or saved.",
  wrong_passphrase: "This does not open the vault. Check it and try again.",
  passphrase_too_short: "This passphrase is too short. Use at least 8 characters, better several words.",
  secret_unreadable: "This secret cannot be opened: it was sealed with another key or is damaged. Enter it anew.",
  damaged: "The data is damaged at this place and was left untouched.",
  newer_database: "This data was written by a newer version of Keyfob. Update Keyfob; nothing was changed.",
  disk_full: "The disk is full. Nothing was changed; make room and try again.",
  busy: "Another program is writing to the data. Try again in a moment.",
  storage: "The data could not be read or written. See that the disk has room and works, then try again.",
  cancelled: "It was cancelled.",
};

/** Characters that have a name but no shape. */
const characters: Partial<Record<string, string>> = { " ": "a space", "\t": "a tab", "\n": "a line break", "\r": "a line break", "\u00A0": "a no-break space" };

export const problems = { codes, characters, failures };
