// Which fields belong to which grant type. The core has the same rule and decides; here it only says what is shown, and what counts as a change.
import type { Details } from "../bindings/Details";
import type { Draft } from "../bindings/Draft";
import type { Field } from "../bindings/Field";
import type { GrantType } from "../bindings/GrantType";
import type { OAuth2Draft } from "../bindings/OAuth2Draft";

/** Every grant type, in the order of the select. */
export const GRANTS: readonly GrantType[] = ["client_credentials", "authorization_code", "authorization_code_pkce", "device_code"];

/** The grant type of a draft; `null` for an API key. */
export const grantOf = ({ details }: Draft): GrantType | null => (details.type === "oauth2" ? details.grant_type : null);

/** The draft with another grant type. What was typed into fields that only the former one uses stays. */
export function withGrant(draft: Draft, grant: GrantType): Draft {
  if (draft.details.type !== "oauth2") return draft;
  const details: Details = { ...draft.details, grant_type: grant };
  return { ...draft, details };
}

/** Whether a user signs in. */
export const signsIn = (grant: GrantType | null): boolean => grant !== null && grant !== "client_credentials";

/** Whether a browser brings an authorization code. */
export const hasCode = (grant: GrantType | null): boolean => grant === "authorization_code" || grant === "authorization_code_pkce";

/** Whether a field counts with a grant type; every field counts where none is given. */
export function usesField(grant: GrantType | null, field: Field): boolean {
  if (grant === null) return true;
  switch (field) {
    case "authorization_url":
    case "redirect_host":
    case "redirect_port":
    case "extra_authorization":
      return hasCode(grant);
    case "code_challenge_method":
      return grant === "authorization_code_pkce";
    case "device_url":
      return signsIn(grant);
    case "grant_type_value":
      return !signsIn(grant);
    default:
      return true;
  }
}

/** A host as it is in a URL (RFC 3986, section 3.2.2). */
const inUrl = (host: OAuth2Draft["redirect_host"]): string => (host === "::1" ? "[::1]" : host);

/** The number of the port; null if it is blank or none. */
function portOf({ redirect_port: port }: OAuth2Draft): number | null {
  const number = Number(port.trim());
  return /^\d+$/.test(port.trim()) && number >= 1 && number <= 65_535 ? number : null;
}

/** Where the server sends the browser back to, with the number of the port, or else with `free`. */
export const redirectUrl = (fields: OAuth2Draft, free: string): string => `http://${inUrl(fields.redirect_host)}:${portOf(fields) ?? free}/callback`;

/** The same as it is registered with a server: a server that accepts any port (RFC 8252, section 7.3) needs none. */
export const registeredUrl = (fields: OAuth2Draft): string => (portOf(fields) === null ? `http://${inUrl(fields.redirect_host)}/callback` : redirectUrl(fields, ""));
