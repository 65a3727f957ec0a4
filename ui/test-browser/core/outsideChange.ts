// Authorizations that another program changed behind the core's back.
import type { Authorization } from "../../src/bindings/Authorization";
import type { ClientCredentialsDraft } from "../../src/bindings/ClientCredentialsDraft";
import type { OutsideChange } from "../../src/bindings/OutsideChange";
import { fieldsOf, isOAuth, mapSecrets, withFields } from "../../src/form/fields";

/** How another program changes an authorization. */
export interface Tampering {
  /** What it writes into Staging. */
  fields?: Partial<ClientCredentialsDraft>;
  /** Whether it puts another secret in the place of Staging's. */
  secret?: boolean;
  /** Whether it makes what was sealed unreadable. */
  unreadable?: boolean;
}

let last = 0;

/** The change as the core tells it; `before` is one that was not decided yet. */
export function tamper(authorization: Authorization, { fields = {}, secret = false, unreadable = false }: Tampering, before?: OutsideChange): OutsideChange {
  last += 1;
  const { draft } = authorization;
  const staging = fieldsOf(draft, "staging");
  const found = { ...withFields(draft, "staging", isOAuth(staging) ? { ...staging, ...fields } : staging), etag: `tampered-${last}` };
  authorization.draft = found;
  const secrets: OutsideChange["secrets"] = secret ? [{ environment: "staging", field: { field: "client_secret" } }] : [];
  return { id: draft.id ?? "", sealed: unreadable ? null : (before?.sealed ?? draft), found, is_unreadable: false, secrets, token: `token-${last}` };
}

/** The authorization with one of its versions made the right one; a secret that isn't the saved one is removed with the other. */
export function decided(authorization: Authorization, change: OutsideChange, version: "sealed" | "found"): Authorization {
  const revision = (authorization.draft.revision ?? 0) + 1;
  let draft = change[version] ?? change.found;
  if (version === "sealed" && change.secrets.length > 0) draft = withFields(draft, "staging", mapSecrets(fieldsOf(draft, "staging"), () => ({ kind: "blank" })));
  authorization.draft = { ...draft, revision, etag: String(revision) };
  authorization.validated_at_ms = { staging: null, production: null };
  return authorization;
}
