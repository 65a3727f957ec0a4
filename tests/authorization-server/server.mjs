// A certified OAuth 2 server on loopback for as long as standard input stays open.
// The first line of standard input is its configuration; the first line of standard output says where it listens.
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createInterface } from "node:readline";

import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

const HOST = "127.0.0.1";

// The library's notices would go to standard output, which is closed after its first line was read.
console.log = console.error;
console.info = console.error;

/** What the token endpoint is told of a client, in addition to what a test says. */
function metadata(client) {
  return {
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
    ...client,
  };
}

/** The algorithms that tokens are signed with, one key for each. */
const ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"];

async function signingKey(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, kid: `key of ${alg}`, use: "sig" };
}

/** A client whose id is `jwt-` and an algorithm gets JSON Web Tokens; every other one gets opaque tokens. */
const algorithmOf = (text) => ALGORITHMS.find((alg) => text.endsWith(`jwt-${alg}`));

const jsonWebTokens = (scopes, lifetime) => ({
  enabled: true,
  defaultResource: (_context, { clientId }) => (algorithmOf(clientId) ? `https://api.example/${clientId}` : undefined),
  getResourceServerInfo: (_context, resource) => ({
    scope: scopes.join(" "),
    accessTokenTTL: lifetime,
    accessTokenFormat: "jwt",
    jwt: { sign: { alg: algorithmOf(resource) } },
  }),
});

const AUTH_METHODS = [
  "client_secret_basic",
  "client_secret_post",
  "none",
  "client_secret_jwt",
  "private_key_jwt",
  "tls_client_auth",
  "self_signed_tls_client_auth",
];
const SIGNING = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const ASSERTION_ALGORITHMS = ["HS256", "HS384", "HS512", ...SIGNING];

/** Client certificates of the TLS connection (RFC 8705). */
const clientCertificates = {
  enabled: true,
  certificateBoundAccessTokens: true,
  selfSignedTlsClientAuth: true,
  tlsClientAuth: true,
  getCertificate: (context) => context.socket.getPeerX509Certificate?.()?.toString(),
  certificateAuthorized: (context) => context.socket.authorized === true,
  certificateSubjectMatches: (context, property, expected) =>
    property === "tls_client_auth_subject_dn" && context.socket.getPeerX509Certificate().subject === expected,
};

/** Users sign in with any name and password, at the library's own pages. */
const users = (lifetime, codeLifetime) => ({
  ttl: { AuthorizationCode: codeLifetime ?? 60, AccessToken: lifetime, IdToken: lifetime, RefreshToken: 86_400, DeviceCode: codeLifetime ?? 600, Interaction: 600, Session: 600, Grant: 86_400 },
  rotateRefreshToken: true,
  issueRefreshToken: (_context, client) => client.grantTypeAllowed("refresh_token"),
  pkce: { required: () => false },
  claims: { openid: ["sub"], profile: ["name", "preferred_username"] },
  conformIdTokenClaims: false,
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, name: `User ${id}`, preferred_username: id }) }),
});

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

/**
 * Asks the first client that polls for a token to slow down (RFC 8628, section 3.5), and denies it one if it then doesn't wait for 5 seconds longer than
 * before: 10 seconds, since the server says no interval.
 */
function slowingDown() {
  let slowed = null;
  return async (context, next) => {
    if (context.path !== "/token") return next();
    const chunks = [];
    for await (const chunk of context.req) chunks.push(chunk);
    // The provider takes a body that was read before it.
    context.req.body = Buffer.concat(chunks).toString();
    const isPoll = new URLSearchParams(context.req.body).get("grant_type") === DEVICE_GRANT;
    if (isPoll && slowed !== null && Date.now() - slowed >= 9_900) slowed = 0;
    if (!isPoll || slowed === 0) return next();
    context.status = 400;
    context.body = slowed === null ? { error: "slow_down" } : { error: "access_denied", error_description: "polled too soon" };
    slowed ??= Date.now();
  };
}

function provider(issuer, configuration, keys) {
  const made = plainProvider(issuer, configuration, keys);
  const { slow_down: slowDown, token_delay_s: delay } = configuration;
  if (slowDown) made.use(slowingDown());
  if (delay) {
    made.use(async (context, next) => {
      if (context.path === "/token") await sleep(delay);
      await next();
    });
  }
  return made;
}

function plainProvider(issuer, { clients, scopes, token_lifetime_s: lifetime, code_lifetime_s: codeLifetime, dpop_nonce: nonce }, keys) {
  const { ttl, ...rest } = users(lifetime, codeLifetime);
  return new Provider(issuer, {
    clients: clients.map(metadata),
    scopes: ["openid", "offline_access", "profile", ...scopes],
    ...rest,
    clientAuthMethods: AUTH_METHODS,
    enabledJWA: { clientAuthSigningAlgValues: ASSERTION_ALGORITHMS, dPoPSigningAlgValues: SIGNING },
    clockTolerance: 5,
    jwks: { keys },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => nonce === true },
      introspection: { enabled: true },
      mTLS: clientCertificates,
      revocation: { enabled: true },
      resourceIndicators: jsonWebTokens(scopes, lifetime),
    },
    ttl: { ...ttl, ClientCredentials: lifetime },
    cookies: { keys: ["only for tests"] },
  });
}

async function listening(server) {
  server.listen(0, HOST);
  await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  return server.address().port;
}

async function start(configuration) {
  const { certificate, key, client_authority: authority, clock_offset_s: offset } = configuration;
  if (offset) {
    const { now } = Date;
    Date.now = () => now() + offset * 1_000;
  }
  const secure = Boolean(certificate);
  const server = secure ? createHttpsServer({ cert: certificate, key, ca: authority ?? undefined, requestCert: true, rejectUnauthorized: false }) : createHttpServer();
  const port = await listening(server);
  const issuer = `${secure ? "https" : "http"}://${HOST}:${port}`;
  const keys = await Promise.all(ALGORITHMS.map(signingKey));
  const answer = provider(issuer, configuration, keys).callback();
  server.on("request", (request, response) => {
    // Node's own `Date` doesn't follow a clock that is wrong on purpose.
    response.setHeader("Date", new Date(Date.now()).toUTCString());
    answer(request, response);
  });
  process.stdout.write(`${JSON.stringify({ port, issuer })}\n`);
}

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => start(JSON.parse(line)));
lines.once("close", () => process.exit(0));
