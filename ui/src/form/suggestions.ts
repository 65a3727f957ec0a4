// What *Fill from issuer* offers for the fields of an environment, from what a server publishes about itself.
import type { ClientAuthentication } from "../bindings/ClientAuthentication";
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Discovered } from "../bindings/Discovered";
import type { FoundEndpoint } from "../bindings/FoundEndpoint";
import type { GrantType } from "../bindings/GrantType";
import { usesField } from "./grants";

const METHODS: readonly ClientAuthentication[] = [
  "client_secret_basic",
  "client_secret_post",
  "private_key_jwt",
  "client_secret_jwt",
  "tls_client_auth",
  "self_signed_tls_client_auth",
  "none",
];
const WITH_ASSERTION: ReadonlySet<ClientAuthentication> = new Set(["client_secret_jwt", "private_key_jwt"]);

/** What the user has chosen. */
export interface Choice {
  tokenUrl: string | null;
  authorizationUrl: string | null;
  deviceUrl: string | null;
  method: ClientAuthentication | null;
  audience: string | null;
  scopes: readonly string[];
}

export interface Suggestions {
  tokenUrl: FoundEndpoint | null;
  /** Where users sign in, if they do. */
  authorizationUrl: FoundEndpoint | null;
  deviceUrl: FoundEndpoint | null;
  /** Another address for client certificates (RFC 8705, section 5). */
  forCertificates: FoundEndpoint | null;
  /** The methods on offer that Keyfob has; `null` if the server names none. */
  methods: readonly ClientAuthentication[] | null;
  /** The others, by their registered names. */
  unknownMethods: readonly string[];
  scopes: readonly string[];
  issuer: string;
}

/** Returns what can be chosen with a grant type. */
export function suggestionsOf({ server, resource }: Discovered, grant: GrantType | null): Suggestions {
  const offered = server.auth_methods;
  return {
    tokenUrl: server.token_endpoint,
    authorizationUrl: usesField(grant, "authorization_url") ? server.authorization_endpoint : null,
    deviceUrl: usesField(grant, "device_url") ? server.device_authorization_endpoint : null,
    forCertificates: server.mtls_endpoints?.token_endpoint ?? null,
    methods: offered === null ? null : METHODS.filter((method) => offered.includes(method)),
    unknownMethods: (offered ?? []).filter((method) => !(METHODS as readonly string[]).includes(method)),
    scopes: resource !== null && resource.scopes.length > 0 ? resource.scopes : server.scopes,
    issuer: server.issuer,
  };
}

/** Whether a method signs JSON Web Tokens, whose audience may have to be the issuer. */
export const hasAssertion = (method: ClientAuthentication): boolean => WITH_ASSERTION.has(method);

/** Returns the changes to an environment's fields. */
export function changesOf({ tokenUrl, authorizationUrl, deviceUrl, method, audience, scopes }: Choice, fields: OAuth2Draft): Partial<OAuth2Draft> {
  const added = scopes.filter((scope) => !fields.scopes.includes(scope));
  return {
    ...(tokenUrl !== null && { token_url: tokenUrl }),
    ...(authorizationUrl !== null && { authorization_url: authorizationUrl }),
    ...(deviceUrl !== null && { device_url: deviceUrl }),
    ...(method !== null && { client_authentication: method }),
    ...(audience !== null && hasAssertion(method ?? fields.client_authentication) && { assertion_audience: audience }),
    ...(added.length > 0 && { scopes: [...fields.scopes, ...added] }),
  };
}
