import { describe, expect, test } from "vitest";

import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { ConnectFailure } from "../bindings/ConnectFailure";
import type { Connection } from "../bindings/Connection";
import type { Failure } from "../bindings/Failure";
import { fieldsOf, isOAuth } from "./fields";
import { cleared, opened, put, withFormFields } from "./model";
import { connectBlockers, endedSignIns, isDirty, lastFailure, listProblem, validation, saveBlockers, shownFailure, shownProblem, shownRun, tabState, VAULT_FAILURES, withoutFailures } from "./state";
import { blank, check, data, filled, problem, saved } from "./fixtures";

const oauth = (form: ReturnType<typeof saved>): OAuth2Draft => {
  const fields = fieldsOf(form.draft, "staging");
  if (!isOAuth(fields)) throw new Error("it is OAuth 2");
  return fields;
};
const change = (form: ReturnType<typeof saved>, changes: Partial<OAuth2Draft>) => withFormFields(form, "staging", { ...oauth(form), ...changes });

const CHANGES: [string, Partial<OAuth2Draft>][] = [
  ["Token URL", { token_url: "https://a.example/token/" }],
  ["Client ID", { client_id: "other" }],
  ["Client Secret", { client_secret: { kind: "typed", text: "new" } }],
  ["Scopes", { scopes: ["read"] }],
  ["Client Authentication", { client_authentication: "client_secret_post" }],
  ["Basic Auth encoding", { basic_encoding: "raw" }],
  ["Audience", { audience: "a" }],
  ["Resource", { resources: ["https://a.example"] }],
  ["an extra parameter", { extras: [{ slot: "1", place: "body", name: "a", value: { kind: "plain", text: "b" } }] }],
];

describe("CONNECTED", () => {
  test.each(CHANGES)("ends with a change of %s and returns when it is undone", (_, changes) => {
    const form = saved();
    const changed = change(form, changes);
    expect([validation(form, "staging"), validation(changed, "staging")]).toEqual(["saved", null]);
    expect(validation(withFormFields(changed, "staging", filled()), "staging")).toBe("saved");
  });

  test("does not depend on consent to plain http at a URL that doesn't need it", () => {
    for (const token_url of ["https://a.example/token", "http://localhost:8080/token", "http://127.0.0.1/token", "http://[::1]:1/token"]) {
      const form = saved({ token_url });
      const visited = change(form, { token_url: "http://a.example/", accept_cleartext: true });
      expect([isDirty(visited), isDirty(change(visited, { token_url })), validation(change(visited, { token_url }), "staging")]).toEqual([true, false, "saved"]);
    }
    for (const token_url of ["http://a.example/", "http://localhost.a.example/", "http://notlocalhost/"]) {
      expect(isDirty(change(saved({ token_url, accept_cleartext: true }), { accept_cleartext: false }))).toBe(true);
    }
  });

  test("does not depend on name and description", () => {
    const form = saved();
    expect(validation({ ...form, draft: { ...form.draft, name: "x", description: "y" } }, "staging")).toBe("saved");
  });

  test("stays if the typed secret equals the stored one", () => {
    const form = change(saved(), { client_secret: { kind: "typed", text: "right" } });
    expect(validation(put(form, "matches", "staging", { client_secret: "right" }), "staging")).toBe("saved");
    expect(validation(put(form, "matches", "staging", { client_secret: "wrong" }), "staging")).toBe(null);
  });

  test("holds for the fields that were sent, not for what was typed since", () => {
    const form = saved({}, null);
    const success = { ...data({ scopes: ["a", "b"] }), connection: {} as Connection, late: false };
    const connected = put(form, "successes", "staging", success);
    expect(validation(connected, "staging")).toBe(null);
    expect(validation(change(connected, { scopes: ["a", "b"] }), "staging")).toBe("now");
    // The order of scopes is part of the data.
    expect(validation(change(connected, { scopes: ["b", "a"] }), "staging")).toBe(null);
  });
});

describe("SAVE", () => {
  test("is disabled while there is nothing to save", () => {
    expect(saveBlockers(saved())).toEqual([{ reason: "nothing" }]);
  });

  test("is enabled once something changed and everything is complete, connected or not", () => {
    expect(saveBlockers(change(saved({}, null), { client_id: "x" }))).toEqual([]);
  });

  test("names the incomplete environment and its missing fields", () => {
    const problems = [problem("client_id", "production"), problem("client_secret", "production"), problem("client_id", "production")];
    const form = { ...withFormFields(saved(), "production", filled({ client_id: "" })), check: check("complete", "incomplete", problems) };
    expect(saveBlockers(form)).toEqual([{ reason: "missing", environment: "production", fields: ["client_id", "client_secret"] }]);
  });

  test("distinguishes invalid fields from missing ones", () => {
    const problems = [problem("token_url", "staging", "not_a_url"), problem("client_secret", "staging")];
    const form = { ...change(saved(), { token_url: "x" }), check: check("incomplete", "not_configured", problems) };
    const wrong = { reason: "wrong", environment: "staging", fields: ["token_url"] };
    expect(saveBlockers(form)).toEqual([{ reason: "missing", environment: "staging", fields: ["client_secret"] }, wrong]);
    expect(saveBlockers({ ...form, check: check("incomplete", "not_configured", problems.slice(0, 1)) })).toEqual([wrong]);
  });

  test("waits for the general part and for at least one environment", () => {
    const form = { ...opened(blank(), null, check("not_configured", "not_configured", [problem("name", null)])) };
    expect(saveBlockers({ ...form, draft: { ...form.draft, description: "x" } })).toEqual([
      { reason: "generalMissing", fields: ["name"] },
      { reason: "noEnvironment" },
    ]);
  });

  test("is disabled while a refused scope is in the field", () => {
    const form = put(change(saved(), { client_id: "x" }), "scopes", "staging", { reading: [], surplus: [], text: 'a"', refused: [{ value: 'a"', code: "scope_character", character: '"' }] });
    expect(saveBlockers(form)).toEqual([{ reason: "scopeText", environment: "staging" }]);
  });

  test("is enabled by clearing the incomplete environment", () => {
    const begun = withFormFields(change(saved(), { client_id: "x" }), "production", filled({ client_id: "" }));
    const form = { ...cleared(begun, "production"), check: check("complete", "not_configured") };
    expect(saveBlockers(form)).toEqual([]);
  });
});

describe("what is shown", () => {
  test("a change undone by hand leaves nothing dirty", () => {
    const form = change(saved(), { client_id: "x" });
    expect([isDirty(form), isDirty(change(form, { client_id: "id" }))]).toEqual([true, false]);
  });

  test("CONNECT says which fields are missing and which are wrong", () => {
    const problems = [problem("token_url", "staging", "not_a_url"), problem("client_id", "staging"), problem("client_secret", "staging")];
    const form = { ...saved(), check: check("incomplete", "not_configured", problems) };
    expect(connectBlockers(form, "staging")).toEqual({ missing: ["client_id", "client_secret"], wrong: ["token_url"] });
    expect(connectBlockers(saved(), "staging")).toBe(null);
  });

  test("a stored failure is shown until there is a newer attempt or the data changes", () => {
    const last = { at_ms: 1, stage: "network", code: "timeout", total_ms: 1 } as const;
    const form = { ...saved(), lastAttempts: { staging: last, production: null } };
    expect(lastFailure(form, "staging")).toBe(last);
    expect(lastFailure(change(form, { client_id: "other" }), "staging")).toBe(null);
    expect(lastFailure(put(form, "successes", "staging", { ...data(), connection: {} as Connection, late: false }), "staging")).toBe(null);
    expect(lastFailure(put(form, "runs", "staging", { state: "failed", ...data(), failure: {} as ConnectFailure, late: false, tried: [] }), "staging")).toBe(null);
    expect(lastFailure({ ...form, lastAttempts: { staging: { ...last, stage: null, code: null }, production: null } }, "staging")).toBe(null);
  });

  test("a failure is shown only while the data is the same", () => {
    const fields = filled({ client_id: "other" });
    const form = put(saved(), "runs", "staging", { ...data(), state: "failed", fields, failure: {} as ConnectFailure, late: false, tried: [] });
    expect(shownRun(form, "staging").state).toBe("idle");
    expect(shownRun(change(form, { client_id: "other" }), "staging").state).toBe("failed");
  });

  test("a failure stays while an alternative is tried, and disappears when the data changes", () => {
    const before = { state: "failed", ...data(), failure: {} as ConnectFailure, late: false, tried: [] } as const;
    const form = put(saved(), "runs", "staging", { state: "running", waiting: null, attempt: 2, startedAt: 0, ...data({ client_authentication: "client_secret_post" }), before: { ...before, tried: [] } });
    expect(shownFailure(form, "staging")?.state).toBe("failed");
    expect(shownFailure(change(form, { client_id: "other" }), "staging")).toBe(null);
    expect(shownFailure(put(form, "runs", "staging", { state: "running", waiting: null, attempt: 3, startedAt: 0, ...data(), before: null }), "staging")).toBe(null);
  });

  test("a scope that is being read counts as an unsaved change", () => {
    const form = put(saved(), "scopes", "staging", { text: "", refused: [], surplus: [], reading: [{ text: "read" }] });
    expect([isDirty(form), isDirty(cleared(form, "staging"))]).toEqual([true, true]);
    expect(isDirty(put(form, "scopes", "staging", { text: "", refused: [], surplus: [], reading: [] }))).toBe(false);
  });

  test("a problem of a list as a whole is distinguished from those of its values", () => {
    const whole = { field: "resource", environment: "staging", index: null, code: "too_many", limit: 50, found: 51 } as const;
    const one = { field: "resource", environment: "staging", index: 0, code: "resource_fragment" } as const;
    const form = { ...saved(), check: check("incomplete", "not_configured", [one, whole]) };
    expect(listProblem(form, "staging", "resource")).toEqual(whole);
    expect(listProblem({ ...form, check: check("incomplete", "not_configured", [one]) }, "staging", "resource")).toBe(null);
  });

  test("line breaks of another system are no change", () => {
    const form = saved();
    const windows = { ...form, baseline: { ...form.baseline, description: "a\r\nb" }, draft: { ...form.draft, description: "a\nb" } };
    expect(isDirty(windows)).toBe(false);
  });

  test("a tab shows its state", () => {
    const form = saved();
    expect(tabState(form, "staging")).toBe("validated");
    expect(tabState(saved({}, null), "staging")).toBe("saved");
    expect(tabState(form, "production")).toBe("not_configured");
    expect(tabState(change(form, { client_id: "x" }), "staging")).toBe("unsaved");
    expect(tabState({ ...form, check: check("incomplete", "not_configured") }, "staging")).toBe("incomplete");
  });

  test("a missing value is reported only after the field was left or SAVE was pressed, an invalid one at once", () => {
    const problems = [problem("client_id", "staging"), problem("token_url", "staging", "not_a_url")];
    const form = { ...saved(), check: check("incomplete", "not_configured", problems) };
    expect(shownProblem(form, "staging", "client_id")).toBe(null);
    expect(shownProblem(form, "staging", "token_url")?.code).toBe("not_a_url");
    expect(shownProblem({ ...form, left: new Set(["staging/client_id/"]) }, "staging", "client_id")?.code).toBe("required");
    expect(shownProblem({ ...form, saveRequested: true }, "staging", "client_id")?.code).toBe("required");
  });
});

test("an open vault resolves what failed because it was locked, and nothing else", () => {
  const failure = (kind: Failure["kind"]): Failure => ({ kind, detail: null, problems: [], keyring: null, origin_change: null, outside_change: null });
  const refused = (kind: Failure["kind"]) => ({ state: "refused" as const, ...data(), failure: failure(kind) });
  const form = put({ ...saved(), failure: failure("vault_locked") }, "runs", "staging", refused("key_out_of_reach"));
  const after = withoutFailures(put(form, "runs", "production", refused("busy")), VAULT_FAILURES);
  expect([after.failure, after.runs.staging.state, after.runs.production.state]).toEqual([null, "idle", "refused"]);
});

test("a sign-in that a save ends is named although the same data has just connected: the core knows whether that sign-in is still held", () => {
  const form = change(saved(), { client_id: "other" });
  const connection = {} as Connection;
  const connected = put(form, "successes", "staging", { ...data({ client_id: "other" }), connection, late: false });
  expect([validation(connected, "staging"), endedSignIns(connected)]).toEqual(["now", []]);
  const ending = { ...check("complete", "not_configured"), ends_sign_in: { staging: true, production: false } };
  expect(endedSignIns({ ...connected, check: ending })).toEqual(["staging"]);
});
