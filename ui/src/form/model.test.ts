import { describe, expect, it } from "vitest";

import type { ClientCredentialsDraft } from "../bindings/ClientCredentialsDraft";
import type { Connection } from "../bindings/Connection";
import type { Draft } from "../bindings/Draft";
import type { Problem } from "../bindings/Problem";
import * as model from "./model";

const fields = (changes: Partial<ClientCredentialsDraft> = {}): ClientCredentialsDraft => ({
  token_url: "",
  accept_cleartext: false,
  client_id: "",
  client_secret: { kind: "blank" },
  scopes: [],
  client_authentication: "client_secret_basic",
  basic_encoding: "rfc6749",
  audience: "",
  resources: [],
  extras: [],
  ...changes,
});
const draft = (staging = fields(), production = fields()): Draft => ({
  id: null,
  revision: null,
  name: "a",
  description: "",
  details: { type: "oauth2", grant_type: "client_credentials", environments: { staging, production } },
});
const connection = { received_at_ms: 5 } as Connection;
const required = (field: Problem["field"], environment: Problem["environment"]): Problem => ({
  field,
  environment,
  index: null,
  code: "required",
});
const typed = (changes: Partial<ClientCredentialsDraft>) => (state: model.FormState) => ({
  ...state,
  draft: model.withFields(state.draft, "staging", { ...(model.fieldsOf(state.draft, "staging") as ClientCredentialsDraft), ...changes }),
});

describe("what is unsaved", () => {
  it("is a change, and is none once the change is undone by hand", () => {
    const start = model.begin(draft(fields({ client_id: "x", scopes: ["read"] })));
    expect(model.isDirty(start)).toBe(false);
    const changed = typed({ scopes: ["read", "write"] })(start);
    expect(model.isDirty(changed)).toBe(true);
    expect(model.isEnvironmentDirty(changed, "production")).toBe(false);
    expect(model.isDirty(typed({ scopes: ["read"] })(changed))).toBe(false);
  });

  it("does not depend on the order in which members came", () => {
    const { scopes, ...rest } = fields();
    expect(model.fingerprint({ ...rest, scopes })).toBe(model.fingerprint(fields()));
  });
});

describe("CONNECTED", () => {
  it.each<[string, Partial<ClientCredentialsDraft>]>([
    ["Token URL", { token_url: "https://b" }],
    ["Client ID", { client_id: "y" }],
    ["Client Secret", { client_secret: { kind: "typed", text: "z" } }],
    ["Scopes", { scopes: ["read"] }],
    ["Client Authentication", { client_authentication: "client_secret_post" }],
    ["Encode Basic credentials", { basic_encoding: "raw" }],
    ["Audience", { audience: "a" }],
    ["Resource", { resources: ["urn:a"] }],
    ["an extra parameter", { extras: [{ slot: "1", place: "body", name: "n", value: { kind: "plain", text: "" } }] }],
  ])("falls back with a change of %s and comes back with its undoing", (_, change) => {
    const before = fields({ token_url: "https://a", client_id: "x" });
    const proved = model.connected(model.begin(draft(before)), "staging", before, connection);
    expect(model.proofOf(proved, "staging")?.connection).toBe(connection);
    const changed = typed(change)(proved);
    expect(model.proofOf(changed, "staging")).toBeNull();
    expect(model.proofOf({ ...changed, draft: draft(before) }, "staging")).not.toBeNull();
  });

  it("does not depend on name, description or the other environment", () => {
    const proved = model.connected(model.begin(draft()), "staging", fields(), connection);
    const other = { ...proved, draft: { ...draft(fields(), fields({ client_id: "p" })), name: "b", description: "c" } };
    expect(model.proofOf(other, "staging")).not.toBeNull();
    expect(model.proofOf(other, "production")).toBeNull();
  });

  it("is remembered with what was saved, until a request fails", () => {
    const state = model.begin(draft(), { staging: 9, production: null });
    expect(model.proofOf(state, "staging")).toEqual({ connection: null, at: 9 });
    expect(model.proofOf(typed({ client_id: "x" })(state), "staging")).toBeNull();
    expect(model.proofOf(model.disconnected(state, "staging", fields()), "staging")).toBeNull();
  });
});

describe("SAVE", () => {
  const state = (problems: Problem[], staging: model.FormState["check"] extends infer _ ? "not_configured" | "incomplete" | "complete" : never, production: "not_configured" | "incomplete" | "complete") => ({
    ...model.begin(draft()),
    draft: { ...draft(), name: "changed" },
    check: { problems, completeness: { staging, production } },
  });

  it("is locked while nothing changed", () => {
    expect(model.saveLocks(model.begin(draft()))).toEqual([{ why: "unchanged" }]);
  });

  it("is open with one complete environment, whatever a blank one would need", () => {
    expect(model.saveLocks(state([required("token_url", "production")], "complete", "not_configured"))).toEqual([]);
  });

  it("names the environment and the fields that it waits for", () => {
    const locks = model.saveLocks(state([required("client_secret", "production")], "complete", "incomplete"));
    expect(locks).toEqual([{ why: "half_filled", environment: "production", fields: ["client_secret"] }]);
  });

  it("waits for the name and for any environment at all", () => {
    const locks = model.saveLocks(state([required("name", null)], "not_configured", "not_configured"));
    expect(locks).toEqual([{ why: "general", fields: ["name"] }, { why: "nothing_configured" }]);
  });
});

describe("a problem", () => {
  it("that a field is required is shown once it was left, any other at once", () => {
    const check = { problems: [required("client_id", "staging")], completeness: { staging: "incomplete", production: "not_configured" } } as const;
    const state = { ...model.begin(draft()), check: { ...check, problems: [...check.problems] } };
    expect(model.problemsOf(state, "client_id", "staging")).toEqual([]);
    const left = model.touch(state, [model.fieldKey("client_id", "staging")]);
    expect(model.problemsOf(left, "client_id", "staging")).toHaveLength(1);
  });
});
