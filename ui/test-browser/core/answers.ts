// Results of CONNECT for the tests.
import type { BodyTree } from "../../src/bindings/BodyTree";
import type { ConnectFailure } from "../../src/bindings/ConnectFailure";
import type { Exchange } from "../../src/bindings/Exchange";
import type { Outcome } from "../../src/bindings/Outcome";
import type { ScriptLine } from "../../src/bindings/ScriptLine";
import type { TokenInspection } from "../../src/bindings/TokenInspection";
import type { TokenStatus } from "../../src/bindings/TokenStatus";

const shown = (depth: number, name: string | null, value: string) => ({ depth, name, value, shown: true });
const hidden = (depth: number, name: string | null, value: string) => ({ depth, name, value, shown: false });

/** A token response as the core shows it. */
export const TOKEN_TREE: BodyTree = {
  lines: [
    hidden(0, null, "object, 5 members"),
    hidden(1, "access_token", "string, 1843 characters"),
    shown(1, "token_type", "Bearer"),
    shown(1, "expires_in", "3600"),
    hidden(1, "account", "object, 2 members"),
    hidden(2, "id", "string, 36 characters"),
    hidden(2, "roles", "array, 2 items"),
    hidden(3, null, "string, 5 characters"),
    hidden(3, null, "string, 6 characters"),
    shown(1, "trace_id", "5b1ff5c1-9d0e-4c2f-8a51-0d2b4ce0a1f2"),
  ],
  cut: false,
};

/** An error response as the core shows it. */
const ERROR_TREE: BodyTree = {
  lines: [
    hidden(0, null, "object, 3 members"),
    shown(1, "error", "invalid_client"),
    shown(1, "error_description", "Client authentication failed."),
    hidden(1, "support_code", "number, 9 digits"),
  ],
  cut: false,
};

export const exchange = (body: BodyTree | null, status: number, raw: string | null = null): Exchange => ({
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
    headers: [
      { name: "Content-Type", value: "application/json;charset=UTF-8", shown: true },
      { name: "Cache-Control", value: "no-store", shown: true },
      { name: "Set-Cookie", value: "(214 characters)", shown: false },
      { name: "X-Request-Id", value: "5b1ff5c1-9d0e-4c2f-8a51-0d2b4ce0a1f2", shown: true },
    ],
    media_type: body === null ? "text/html" : "application/json",
    wire_bytes: 2_130,
    body_bytes: 2_130,
    body,
    raw,
  },
  timings: { dns_ms: 4.2, connect_ms: 11.8, tls_ms: 24.1, first_byte_ms: 41.5, body_ms: 2.2, total_ms: 83.8 },
  tls: {
    version: "TLS 1.3",
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

/** The id of a successful raw response. */
export const RAW = "01939b5e-0000-7000-8000-0000000000aa";

/** A token for all scopes except those that the server doesn't grant. */
export const connected = (asked: string[], missing: string[] = []): Outcome => ({
  result: "connected",
  token_type: "Bearer",
  expires_in: 3_600,
  scopes: asked.filter((scope) => !missing.includes(scope)),
  missing_scopes: missing,
  signed_in: null,
  warnings: missing.length > 0 ? ["fewer_scopes", "may_be_cached"] : [],
  elapsed_ms: 83.8,
  received_at_ms: Date.now(),
  exchange: exchange(TOKEN_TREE, 200, RAW),
});

/** A rejection of the client with the server's message. */
export const refused = (message: string, changes: Partial<ConnectFailure> = {}): Outcome => ({
  result: "failed",
  stage: "oauth",
  code: "invalid_client",
  http_status: 401,
  title: "invalid_client",
  details: [],
  message: "The server rejected the client credentials.",
  server_message: message,
  error_uri: null,
  redirect_target: null,
  hint: "check_credentials",
  hint_text: "Check Client ID and Client Secret.",
  notes: [],
  alternatives: [
    { client_authentication: "client_secret_post", basic_encoding: "rfc6749" },
    { client_authentication: "client_secret_basic", basic_encoding: "raw" },
  ],
  remedies: [],
  elapsed_ms: 61,
  exchange: exchange(ERROR_TREE, 401),
  ...changes,
});

/** A success without a token where it should be. */
export const withoutToken = (): Outcome =>
  refused("", {
    stage: "token",
    code: "no_access_token",
    http_status: 200,
    title: "no_access_token",
    details: [{ kind: "token_elsewhere", path: "data.token" }],
    server_message: null,
    hint: "choose_token",
    alternatives: [],
    remedies: [
      {
        kind: "token_member",
        choices: [
          { member: "/data/token", characters: 843 },
          { member: "/data/refreshToken", characters: 64 },
          { member: "/data/account/id", characters: 36 },
        ],
      },
    ],
    exchange: exchange(TOKEN_TREE, 200),
  });

/** A server that doesn't respond. */
export const timedOut = (): Outcome =>
  refused("", {
    stage: "network",
    code: "timeout",
    http_status: null,
    title: "timeout",
    details: [{ kind: "timed_out", limit_s: 30, phase: "waiting" }],
    server_message: null,
    hint: "try_again",
    alternatives: [],
    exchange: { ...exchange(null, 200), response: null },
  });

/** A kept token that was issued a moment ago. */
export const keptToken = (changes: Partial<TokenStatus> = {}): TokenStatus => ({
  token_type: "Bearer",
  scopes: ["invoices.read"],
  missing_scopes: [],
  expires_at_ms: Date.now() + 3_555_000,
  left_ms: 3_555_000,
  life_ms: 3_600_000,
  life_source: "expires_in",
  failure: null,
  ...changes,
});

/** What a usual JSON Web Token says. */
export const jwtInspection = (): Omit<TokenInspection, "status"> => {
  const [issued, expires] = [Date.now() - 45_000, Date.now() + 3_555_000];
  const text = (name: string, value: string) => ({ name, value, at_ms: null });
  return {
    mark: "1",
    requested_scopes: ["invoices.read"],
    nonce_matches: null,
    jwt: {
      header: [text("alg", "RS256"), text("typ", "at+jwt"), text("kid", "2026-11")],
      claims: [
        text("iss", "https://login.example.com/"),
        text("sub", "billing-service"),
        text("aud", "https://api.example.com/invoices"),
        { name: "iat", value: String(Math.floor(issued / 1_000)), at_ms: issued },
        { name: "exp", value: String(Math.floor(expires / 1_000)), at_ms: expires },
        text("roles", '["invoices","reports"]'),
      ],
      issuer: "same_origin",
      audience: "not_requested",
      facts: [],
    },
  };
};

export const scriptLines = (name: string, environment: string): ScriptLine[] => [
  { purpose: "print", command: `keyfob token ${name} -e ${environment}` },
  { purpose: "run", command: `keyfob exec ${name} -e ${environment} -- ./script.sh` },
  { purpose: "call", command: `keyfob token ${name} -e ${environment} --format curl | curl --config - https://api.example.com/` },
];
