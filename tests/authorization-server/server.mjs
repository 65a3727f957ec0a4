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

/** What the token endpoint is told of a client. */
function metadata({ client_id, client_secret, token_endpoint_auth_method, scope }) {
  return {
    client_id,
    client_secret,
    token_endpoint_auth_method,
    scope,
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
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

function provider(issuer, { clients, scopes, token_lifetime_s: lifetime }, keys) {
  return new Provider(issuer, {
    clients: clients.map(metadata),
    scopes,
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    jwks: { keys },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: jsonWebTokens(scopes, lifetime),
    },
    ttl: { ClientCredentials: lifetime },
    cookies: { keys: ["only for tests"] },
  });
}

async function listening(server) {
  server.listen(0, HOST);
  await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  return server.address().port;
}

async function start(configuration) {
  const { certificate, key } = configuration;
  const secure = Boolean(certificate);
  const server = secure ? createHttpsServer({ cert: certificate, key }) : createHttpServer();
  const port = await listening(server);
  const issuer = `${secure ? "https" : "http"}://${HOST}:${port}`;
  const keys = await Promise.all(ALGORITHMS.map(signingKey));
  server.on("request", provider(issuer, configuration, keys).callback());
  process.stdout.write(`${JSON.stringify({ port, issuer })}\n`);
}

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => start(JSON.parse(line)));
lines.once("close", () => process.exit(0));
