// Authorizations that another program changed outside the core.
import type { Authorization } from "../../src/bindings/Authorization";
import type { OAuth2Draft } from "../../src/bindings/OAuth2Draft";
import type { Loss } from "../../src/bindings/Loss";
import type { OutsideChange } from "../../src/bindings/OutsideChange";
import { fieldsOf, isOAuth, mapSecrets, withFields } from "../../src/form/fields";

/** How another program changes an authorization. */
export interface Tampering {
  /** The fields that it writes into Staging. */
  fields?: Partial<OAuth2Draft>;
  /** Whether it replaces Staging's secret. */
  secret?: boolean;
  /** Whether it makes what was sealed unreadable. */
  unreadable?: boolean;
  /** What a damaged database lost of it instead. */
  losses?: Loss[];
}

let last = 0;

/** Returns the change as the core reports it; `before` is an earlier one that is still undecided. */
export function tamper(authorization: Authorization, { fields = {}, secret = false, unreadable = false, losses }: Tampering, before?: OutsideChange): OutsideChange {
  last += 1;
  const { draft } = authorization;
  const staging = fieldsOf(draft, "staging");
  const found = { ...withFields(draft, "staging", isOAuth(staging) ? { ...staging, ...fields } : staging), etag: `tampered-${last}` };
  authorization.draft = found;
  const secrets: OutsideChange["secrets"] = secret ? [{ environment: "staging", field: { field: "client_secret" } }] : [];
  return { id: draft.id ?? "", sealed: unreadable ? null : (before?.sealed ?? draft), found, is_unreadable: false, secrets, token: `token-${last}`, ...(losses && { losses }) };
}

/** Returns the authorization after the user chose a version. The other version's secrets are deleted. */
export function decided(authorization: Authorization, change: OutsideChange, version: "sealed" | "found"): Authorization {
  const revision = (authorization.draft.revision ?? 0) + 1;
  let draft = change[version] ?? change.found;
  const isLost = change.losses !== undefined;
  if (version === "sealed" && (change.secrets.length > 0 || isLost)) draft = withFields(draft, "staging", mapSecrets(fieldsOf(draft, "staging"), () => ({ kind: "blank" })));
  authorization.draft = { ...draft, revision, etag: String(revision) };
  authorization.validated_at_ms = { staging: null, production: null };
  return authorization;
}
