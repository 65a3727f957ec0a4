// Signing in as the fake core knows it: its rules for the fields, what is waited for, and who signed in.
import type { Authorization } from "../../src/bindings/Authorization";
import type { ConnectFailure } from "../../src/bindings/ConnectFailure";
import type { Draft } from "../../src/bindings/Draft";
import type { Environment } from "../../src/bindings/Environment";
import type { Field } from "../../src/bindings/Field";
import type { GrantType } from "../../src/bindings/GrantType";
import type { ListRow } from "../../src/bindings/ListRow";
import type { Note } from "../../src/bindings/Note";
import type { OAuth2Draft } from "../../src/bindings/OAuth2Draft";
import type { Outcome } from "../../src/bindings/Outcome";
import type { PerEnvironment } from "../../src/bindings/PerEnvironment";
import type { ProblemCode } from "../../src/bindings/ProblemCode";
import type { SignInStatus } from "../../src/bindings/SignInStatus";
import type { SignInWaiting } from "../../src/bindings/SignInWaiting";
import type { SignedInUser } from "../../src/bindings/SignedInUser";
import type { TokenInspection } from "../../src/bindings/TokenInspection";
import { hasCode, signsIn, usesField } from "../../src/form/grants";
import { connected, jwtInspection, refused } from "./answers";
import type { FakeCore } from "./fake";

type Keep = (field: Field, code: ProblemCode | null) => void;
type Url = (value: string, accepted: boolean) => ProblemCode | null;

/** Checks the fields that the grant type uses. */
export function checkSignIn(fields: OAuth2Draft, grant: GrantType, url: Url, keep: Keep): void {
  if (hasCode(grant)) {
    keep("authorization_url", url(fields.authorization_url, fields.accept_cleartext));
    const port = Number(fields.redirect_port);
    const isPort = fields.redirect_port === "" || (Number.isInteger(port) && port > 0 && port < 65_536);
    keep("redirect_port", isPort ? null : { code: "not_a_port" });
  }
  if (signsIn(grant) && (grant === "device_code" || fields.device_url !== "")) {
    const problem = url(fields.device_url, fields.accept_cleartext);
    const isElsewhere = problem === null && originOf(fields.device_url) !== originOf(fields.token_url);
    keep("device_url", isElsewhere ? { code: "other_origin", origin: originOf(fields.token_url) ?? "" } : problem);
  }
}

const originOf = (text: string): string | null => (URL.canParse(text) ? new URL(text).origin : null);

/** Returns what a save would drop, since the grant type doesn't use it. */
export function dropped(fields: OAuth2Draft, grant: GrantType, environment: Environment): Note[] {
  const filledIn: [Field, boolean][] = [
    ["authorization_url", fields.authorization_url !== ""],
    ["redirect_host", fields.redirect_host !== "127.0.0.1"],
    ["redirect_port", fields.redirect_port !== ""],
    ["code_challenge_method", fields.code_challenge_method !== "S256"],
    ["device_url", fields.device_url !== ""],
    ["extra_authorization", fields.extras.some(({ place }) => place === "authorization")],
    ["grant_type_value", fields.grant_type_value !== ""],
  ];
  const names = filledIn.filter(([field, isSo]) => isSo && !usesField(grant, field)).map(([field]) => field);
  return names.length === 0 ? [] : [{ field: "grant", environment, index: null, code: "drops_fields", fields: names }];
}

/** Returns that a save makes the client a public one. */
export function becomesPublic({ client_authentication: method, client_secret: secret }: OAuth2Draft, grant: GrantType, environment: Environment): Note[] {
  const isBlank = secret.kind === "blank" && (method === "client_secret_basic" || method === "client_secret_post");
  return signsIn(grant) && isBlank ? [{ field: "client_auth", environment, index: null, code: "public_client" }] : [];
}

export const ANA: SignedInUser = { name: "Ana Souza", username: "ana.souza", email: "ana.souza@example.com", subject: "248289761001" };

/** A sign-in two hours ago with a refresh token. */
export const signInStatus = (changes: Partial<SignInStatus> = {}): SignInStatus => ({
  user: ANA,
  at_ms: Date.now() - 7_200_000,
  has_refresh_token: true,
  refresh_expires_at_ms: Date.now() + 30 * 86_400_000,
  has_id_token: true,
  was_interrupted: false,
  needed: null,
  ...changes,
});

/** A user who signed in. */
export const signedIn = (scopes: string[] = ["openid", "offline_access"]): Outcome => ({
  ...(connected(scopes) as Extract<Outcome, { result: "connected" }>),
  signed_in: { user: ANA, has_refresh_token: true, refresh_expires_in: null },
});

/** A failed sign-in. */
export const deniedSignIn = (changes: Partial<ConnectFailure> = {}): Outcome =>
  refused("The user cancelled the request.", { stage: "sign_in", code: "access_denied", http_status: null, title: "sign_in_denied", hint: "sign_in_again", alternatives: [], exchange: null, ...changes });

export const waitingBrowser = (changes: Partial<Extract<SignInWaiting, { kind: "browser" }>> = {}): SignInWaiting => ({
  kind: "browser",
  address:
    "https://login.example.com/oauth2/authorize?response_type=code&client_id=billing-service&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Fcallback&scope=openid%20offline_access&state=Jc2xVZ4h1qTq8u8e&nonce=n-0S6_WzA2Mj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
  redirect_url: "http://127.0.0.1:49152/callback",
  is_opened: true,
  until_ms: Date.now() + 287_000,
  ignored: null,
  ...changes,
});

/** The rows of a code of version 3 with 29 modules: finder patterns, and modules that only look like data. */
const QR_ROWS = Array.from({ length: 29 }, (_, y) =>
  Array.from({ length: 29 }, (_unused, x) => {
    const corner = [[0, 0], [22, 0], [0, 22]].find(([cx = 0, cy = 0]) => x >= cx - 1 && x <= cx + 7 && y >= cy - 1 && y <= cy + 7);
    if (corner === undefined) return (x * x * 7 + y * y * 3 + x * y * 5 + x) % 11 < 5 ? "1" : "0";
    const [dx, dy] = [x - (corner[0] ?? 0), y - (corner[1] ?? 0)];
    const ring = Math.max(Math.abs(dx - 3), Math.abs(dy - 3));
    return ring === 3 || ring < 2 ? "1" : "0";
  }).join(""),
);

export const waitingDevice = (changes: Partial<Extract<SignInWaiting, { kind: "device" }>> = {}): SignInWaiting => ({
  kind: "device",
  user_code: "WDJB-MJHT",
  verification_uri: "https://login.example.com/device",
  complete_uri: "https://login.example.com/device?user_code=WDJB-MJHT",
  qr_code: { rows: QR_ROWS },
  until_ms: Date.now() + 1_787_000,
  ...changes,
});

/** What the kept ID token says. */
export function idTokenInspection(): TokenInspection {
  const inspection = jwtInspection();
  const text = (name: string, value: string) => ({ name, value, at_ms: null });
  const claims = [text("iss", "https://login.example.com/"), text("sub", "248289761001"), text("aud", "billing-service"), text("nonce", "n-0S6_WzA2Mj"), text("name", "Ana Souza")];
  return { ...inspection, mark: "2", status: null, jwt: inspection.jwt && { ...inspection.jwt, header: [text("alg", "RS256"), text("kid", "2026-11")], claims, audience: "requested" }, nonce_matches: true };
}

/** What is known about who signed in. */
export const signInsOf = ({ signIns }: FakeCore, { draft: { id } }: Authorization): PerEnvironment<SignInStatus | null> => ({
  staging: signIns.get(`${id}/staging`) ?? null,
  production: signIns.get(`${id}/production`) ?? null,
});

/** For which environments a user has to sign in; `undefined` if for none. */
export function neededIn(core: FakeCore, authorization: Authorization): ListRow["sign_in_needed"] {
  const { staging, production } = signInsOf(core, authorization);
  const both = { staging: staging !== null && staging.needed !== null, production: production !== null && production.needed !== null };
  return both.staging || both.production ? both : undefined;
}

/**
 * Returns for which environments a save would end a sign-in. The rule is simpler than the core's: anything but the port was changed, and no sign-in was made
 * with exactly these fields.
 */
export function endsSignIn(core: FakeCore, { id, details }: Draft): PerEnvironment<boolean> {
  const saved = id === null ? undefined : core.find(id).authorization;
  const ends = (environment: Environment) => {
    if (saved === undefined || details.type !== "oauth2" || signInsOf(core, saved)[environment]?.needed !== null) return false;
    if (core.connectedFields.has(JSON.stringify(details.environments[environment]))) return false;
    const [before, now] = [saved.draft.details.environments[environment], details.environments[environment]].map((fields) => JSON.stringify({ ...fields, redirect_port: "" }));
    return before !== now;
  };
  return { staging: ends("staging"), production: ends("production") };
}
