import { expect, test } from "vitest";

import type { Discovered } from "../bindings/Discovered";
import { filled } from "./fixtures";
import { changesOf, suggestionsOf } from "./suggestions";

export const discovered = (auth_methods: string[] | null, more: Partial<Discovered> = {}): Discovered => ({
  server: {
    issuer: "https://login.example",
    token_endpoint: { url: "https://login.example/token", is_elsewhere: false, is_unencrypted: false },
    authorization_endpoint: null,
    device_authorization_endpoint: null,
    revocation_endpoint: null,
    introspection_endpoint: null,
    jwks_uri: null,
    mtls_endpoints: null,
    scopes: ["read", "write"],
    grant_types: null,
    auth_methods,
    auth_signing_algorithms: [],
    dpop_algorithms: [],
    code_challenge_methods: [],
    names_issuer_in_response: false,
  },
  kind: "oauth_server",
  document_url: "https://login.example/.well-known/oauth-authorization-server",
  resource: null,
  warnings: [],
  ...more,
});

test("methods that Keyfob has are offered in its order, and the others by name", () => {
  const { methods, unknownMethods } = suggestionsOf(discovered(["private_key_jwt", "attest_jwt_client_auth", "client_secret_basic"]), "client_credentials");
  expect([methods, unknownMethods]).toEqual([["client_secret_basic", "private_key_jwt"], ["attest_jwt_client_auth"]]);
  expect(suggestionsOf(discovered(null), "client_credentials").methods).toBeNull();
});

test("the scopes of an API count before those of its server", () => {
  const resource = { resource: "https://api.example", name: null, authorization_servers: [], scopes: ["invoices"] };
  expect(suggestionsOf(discovered(null, { resource }), "client_credentials").scopes).toEqual(["invoices"]);
  expect(suggestionsOf(discovered(null, { resource: { ...resource, scopes: [] } }), "client_credentials").scopes).toEqual(["read", "write"]);
});

test("where users sign in is offered for the grant types that need it", () => {
  const endpoint = (path: string) => ({ url: `https://login.example/${path}`, is_elsewhere: false, is_unencrypted: false });
  const { server, ...rest } = discovered(null);
  const found = { ...rest, server: { ...server, authorization_endpoint: endpoint("authorize"), device_authorization_endpoint: endpoint("device") } };
  const offered = (["client_credentials", "authorization_code_pkce", "device_code"] as const).map((grant) => {
    const { authorizationUrl, deviceUrl } = suggestionsOf(found, grant);
    return [authorizationUrl?.url ?? null, deviceUrl?.url ?? null];
  });
  expect(offered).toEqual([[null, null], ["https://login.example/authorize", "https://login.example/device"], [null, "https://login.example/device"]]);
});

test("only what is chosen is filled in, and scopes are added to those that are there", () => {
  const nothing = { tokenUrl: null, authorizationUrl: null, deviceUrl: null, method: null, audience: null, scopes: [] };
  expect(changesOf(nothing, filled())).toEqual({});
  const audience = { ...nothing, audience: "https://login.example" };
  expect(changesOf(audience, filled({ client_authentication: "client_secret_basic" }))).toEqual({});
  expect(changesOf(audience, filled({ client_authentication: "private_key_jwt" }))).toEqual({ assertion_audience: "https://login.example" });
  const chosen = { ...nothing, tokenUrl: "https://login.example/token", scopes: ["a", "b"] };
  expect(changesOf(chosen, filled({ scopes: ["b"] }))).toEqual({ token_url: "https://login.example/token", scopes: ["b", "a"] });
});
