// A certified OAuth 2 server on loopback for as long as standard input stays open.
// The first line of standard input is its configuration; the first line of standard output says where it listens.
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createInterface } from "node:readline";

import Provider from "oidc-provider";

const HOST = "127.0.0.1";

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

function provider(issuer, { clients, scopes, token_lifetime_s: lifetime }) {
  return new Provider(issuer, {
    clients: clients.map(metadata),
    scopes,
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
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
  server.on("request", provider(issuer, configuration).callback());
  process.stdout.write(`${JSON.stringify({ port, issuer })}\n`);
}

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => start(JSON.parse(line)));
lines.once("close", () => process.exit(0));
