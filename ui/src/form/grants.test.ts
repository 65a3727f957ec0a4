import { expect, test } from "vitest";

import type { GrantType } from "../bindings/GrantType";
import type { SignInWaiting } from "../bindings/SignInWaiting";
import { connectEvent } from "./connectEvents";
import { differences, NO_MATCHES } from "./differences";
import { acceptsCleartext, fieldsOf, same, withFields } from "./fields";
import { GRANTS, grantOf, redirectUrl, registeredUrl, usesField, withGrant } from "./grants";
import { blank, check, data, filled, saved, unused } from "./fixtures";
import { merged } from "./merging";
import { type Form, put, savedAs } from "./model";
import { isDirty, isEnvironmentDirty, tabState, validation } from "./state";

const chosen = (form: Form, grant: GrantType): Form => ({ ...form, draft: withGrant(form.draft, grant) });

test("each grant type has its fields, and everything else belongs to all", () => {
  const own = (["authorization_url", "redirect_host", "redirect_port", "extra_authorization", "code_challenge_method", "device_url", "grant_type_value"] as const);
  expect(GRANTS.map((grant) => own.filter((field) => usesField(grant, field)))).toEqual([
    ["grant_type_value"],
    ["authorization_url", "redirect_host", "redirect_port", "extra_authorization", "device_url"],
    ["authorization_url", "redirect_host", "redirect_port", "extra_authorization", "code_challenge_method", "device_url"],
    ["device_url"],
  ]);
  expect(GRANTS.every((grant) => usesField(grant, "token_url"))).toBe(true);
});

test("another grant type ends CONNECTED and is a change, and changing it back undoes both", () => {
  const form = saved();
  expect([validation(form, "staging"), isDirty(form), tabState(form, "staging")]).toEqual(["saved", false, "validated"]);
  const other = chosen(form, "authorization_code");
  expect([validation(other, "staging"), isDirty(other), tabState(other, "production")]).toEqual([null, true, "not_configured"]);
  expect(isEnvironmentDirty(other, "production")).toBe(false);
  const back = chosen({ ...other, draft: withFields(other.draft, "staging", filled({ authorization_url: "https://a.example/authorize" })) }, "client_credentials");
  expect([validation(back, "staging"), isDirty(back)]).toEqual(["saved", false]);
  // What was typed is still there.
  expect(fieldsOf(back.draft, "staging")).toEqual(filled({ authorization_url: "https://a.example/authorize" }));
});

test("only what the grant type uses counts", () => {
  const [one, other] = [data(), data({ authorization_url: "https://a.example/authorize" })];
  expect(same(one, other, {})).toBe(true);
  const withCode = (fields: typeof one) => ({ ...fields, grant: "authorization_code" as const });
  expect(same(withCode(one), withCode(other), {})).toBe(false);
  expect(same(one, withCode(one), {})).toBe(false);
  const parameter = data({ extras: [{ slot: "1", place: "authorization", name: "prompt", value: { kind: "plain", text: "login" } }] });
  expect([same(one, parameter, {}), same(withCode(one), withCode(parameter), {})]).toEqual([true, false]);
  const accepted = filled({ accept_cleartext: true, authorization_url: "http://a.example/authorize" });
  expect([acceptsCleartext(accepted, "client_credentials"), acceptsCleartext(accepted, "authorization_code")]).toEqual([false, true]);
});

test("a connection that was made is lost by a save with another grant type, and not by one with the same", () => {
  const form = put(saved({}, null), "successes", "staging", { ...data(), connection: {} as never, late: false });
  const now = { ...unused(), draft: { ...form.draft, revision: 2, etag: "2" }, updated_at_ms: 2 };
  expect(savedAs(form, form.draft, now, check("complete", "not_configured")).successes.staging).not.toBe(null);
  const sent = withGrant(form.draft, "device_code");
  const other = { ...now, draft: withGrant(now.draft, "device_code") };
  expect(savedAs({ ...form, draft: sent }, sent, other, check("complete", "not_configured")).successes.staging).toBe(null);
});

test("two versions with different grant types differ, and mine wins if I changed it", () => {
  const base = saved().draft;
  const mine = withGrant(base, "authorization_code_pkce");
  expect(differences(mine, base, NO_MATCHES)).toEqual([
    { environment: null, field: "grant", mine: { text: "authorization_code_pkce" }, theirs: { text: "client_credentials" } },
  ]);
  expect(grantOf(merged(blank(), base, mine, base))).toBe("authorization_code_pkce");
  expect(grantOf(merged(blank(), base, base, mine))).toBe("authorization_code_pkce");
});

test("the Redirect URL has the port as it is sent, and is registered without one if any is used", () => {
  expect(redirectUrl(filled(), "{free}")).toBe("http://127.0.0.1:{free}/callback");
  expect(redirectUrl(filled({ redirect_host: "::1", redirect_port: " 8400 " }), "{free}")).toBe("http://[::1]:8400/callback");
  expect(redirectUrl(filled({ redirect_port: "08400" }), "{free}")).toBe("http://127.0.0.1:8400/callback");
  for (const port of ["abc", "-1", "0", "70000", "1.5"]) expect(redirectUrl(filled({ redirect_port: port }), "{free}")).toBe("http://127.0.0.1:{free}/callback");
  expect([registeredUrl(filled()), registeredUrl(filled({ redirect_port: "8400" }))]).toEqual(["http://127.0.0.1/callback", "http://127.0.0.1:8400/callback"]);
});

test("each change of what a sign-in waits for is one event, and the countdown is none", () => {
  const browser = (changes: Partial<Extract<SignInWaiting, { kind: "browser" }>> = {}): SignInWaiting => ({ kind: "browser", address: "", redirect_url: "", is_opened: null, until_ms: 1, ignored: null, ...changes });
  const waitings: [SignInWaiting, string | null][] = [
    [browser(), "awaiting_user"],
    [browser({ is_opened: true }), null],
    [browser({ is_opened: true, ignored: "wrong_state" }), "wrong_state"],
    [browser({ is_opened: true, ignored: "no_state" }), "no_state"],
    [{ kind: "token" }, "requesting"],
    [{ kind: "token" }, null],
    [browser(), "awaiting_user"],
    [browser({ is_opened: false }), "not_opened"],
    [browser({ is_opened: false, until_ms: 2 }), null],
    [{ kind: "device", user_code: "A", verification_uri: "", complete_uri: null, qr_code: null, until_ms: 1 }, "awaiting_user"],
    [{ kind: "device", user_code: "A", verification_uri: "", complete_uri: null, qr_code: null, until_ms: 2 }, null],
  ];
  const at = (waiting: SignInWaiting | null) => put(saved(), "runs", "staging", { ...data(), state: "running", attempt: 1, startedAt: 0, waiting, before: null });
  let before = at(null);
  for (const [waiting, event] of waitings) {
    const now = at(waiting);
    expect(connectEvent(before, now, "staging")).toBe(event);
    before = now;
  }
});
