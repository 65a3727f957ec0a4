// What servers answer in the tests.
import type { ConnectError } from "../../src/bindings/ConnectError";
import type { Exchange } from "../../src/bindings/Exchange";
import type { Outcome } from "../../src/bindings/Outcome";

export const exchange = (body: string, status: number): Exchange => ({
  request: {
    method: "POST",
    url: "https://login.example.com/oauth2/token",
    target: "/oauth2/token",
    headers: [
      { name: "Host", value: "login.example.com" },
      { name: "Authorization", value: "Basic ••••••••" },
      { name: "Content-Type", value: "application/x-www-form-urlencoded" },
      { name: "Accept", value: "application/json" },
    ],
    body: "grant_type=client_credentials&scope=invoices.read%20invoices.write",
  },
  response: {
    status,
    reason: status === 200 ? "OK" : "Unauthorized",
    version: "HTTP/1.1",
    headers: [{ name: "Content-Type", value: "application/json" }, { name: "Cache-Control", value: "no-store" }],
    body,
    body_bytes: body.length,
    cut: false,
  },
  timings: { dns_ms: 4.2, connect_ms: 11.8, tls_ms: 24.1, first_byte_ms: 41.5, body_ms: 2.2, total_ms: 83.8 },
  tls: {
    version: "TLS 1.3",
    cipher: "TLS_AES_256_GCM_SHA384",
    certificates: [
      {
        subject: "CN=login.example.com",
        issuer: "CN=Example Issuing CA 4, O=Example Trust",
        names: ["login.example.com", "auth.example.com"],
        not_before_ms: Date.UTC(2026, 0, 4),
        not_after_ms: Date.UTC(2027, 0, 4),
        sha256: "9f2c41d07be8a6553b1de4b2a8f8f95b0e11c7d0a2b74c3ed1f0987a6b5c4d3e",
      },
    ],
  },
  remote_address: "203.0.113.24:443",
  curl: "curl -u 'billing:'\"$CLIENT_SECRET\" https://login.example.com/oauth2/token",
  support: "POST https://login.example.com/oauth2/token",
});

/** A token, for all scopes but those that the server keeps to itself. */
export const connected = (asked: string[], missing: string[] = []): Outcome => ({
  result: "connected",
  token_type: "Bearer",
  expires_in: 3_600,
  scopes: asked.filter((scope) => !missing.includes(scope)),
  missing_scopes: missing,
  warnings: missing.length > 0 ? ["fewer_scopes"] : [],
  elapsed_ms: 83.8,
  received_at_ms: Date.now(),
  exchange: exchange('{"access_token":"••••••••","token_type":"Bearer","expires_in":3600}', 200),
});

/** A refusal in the server's words. */
export const refused = (words: string, changes: Partial<ConnectError> = {}): Outcome => ({
  result: "failed",
  stage: "oauth",
  code: "invalid_client",
  http_status: 401,
  message: "The server refused the client.",
  server_words: words,
  error_uri: null,
  redirect_target: null,
  hint: "check_credentials",
  hint_text: "Check Client ID and Client Secret.",
  alternatives: [
    { client_authentication: "client_secret_post", basic_encoding: "rfc6749" },
    { client_authentication: "client_secret_basic", basic_encoding: "raw" },
  ],
  elapsed_ms: 61,
  exchange: exchange('{"error":"invalid_client"}', 401),
  ...changes,
});
