// What the fake core finds for *Fill from issuer*: by the address that is asked for.
import type { Discovery } from "../../src/bindings/Discovery";
import type { ServerMetadata } from "../../src/bindings/ServerMetadata";

export const ISSUER = "https://login.example.com";

const SERVER: ServerMetadata = {
  issuer: ISSUER,
  token_endpoint: { url: `${ISSUER}/oauth2/v2/token`, is_elsewhere: false, is_unencrypted: false },
  authorization_endpoint: { url: `${ISSUER}/oauth2/v2/authorize`, is_elsewhere: false, is_unencrypted: false },
  device_authorization_endpoint: { url: `${ISSUER}/oauth2/v2/device`, is_elsewhere: false, is_unencrypted: false },
  revocation_endpoint: null,
  introspection_endpoint: null,
  jwks_uri: null,
  mtls_endpoints: {
    token_endpoint: { url: "https://mtls.login.example.com/oauth2/v2/token", is_elsewhere: true, is_unencrypted: false },
    device_authorization_endpoint: null,
    revocation_endpoint: null,
    introspection_endpoint: null,
  },
  scopes: ["invoices.read", "invoices.write", "customers.read"],
  grant_types: ["client_credentials"],
  auth_methods: ["client_secret_basic", "private_key_jwt", "tls_client_auth"],
  auth_signing_algorithms: ["PS256", "ES256"],
  dpop_algorithms: ["ES256"],
  code_challenge_methods: ["S256"],
  names_issuer_in_response: true,
};

/** Answers as the core does. */
export function discover(text: string, acceptsCleartext: boolean): Discovery {
  if (!/^https?:/u.test(text)) return { result: "failed", failure: { code: "invalid_input", problem: "not_a_url" }, asked: [] };
  if (text.startsWith("http:") && !acceptsCleartext) return { result: "failed", failure: { code: "cleartext_refused" }, asked: [] };
  const metadata = `${text}/.well-known/oauth-authorization-server`;
  if (text === ISSUER) {
    const warnings = [{ warning: "other_origin" as const, member: "mtls_endpoint_aliases.token_endpoint", origin: "https://mtls.login.example.com" }];
    return { result: "found", found: { server: SERVER, kind: "oauth_server", document_url: metadata, resource: null, warnings }, asked: [{ url: metadata, came: "metadata" }] };
  }
  if (text === `${ISSUER}/`) {
    return {
      result: "failed",
      failure: { code: "issuer_mismatch", asked: text, found: ISSUER, difference: "trailing_slash" },
      asked: [{ url: metadata, came: "issuer_mismatch", asked: text, found: ISSUER, difference: "trailing_slash" }],
    };
  }
  return {
    result: "failed",
    failure: { code: "no_metadata" },
    asked: [
      { url: metadata, came: "status", status: 404, reason: "Not Found" },
      { url: `${text}/.well-known/openid-configuration`, came: "html", status: 200 },
    ],
  };
}
