// What counts as the data of an environment: what a choice hides doesn't.
import { describe, expect, test } from "vitest";

import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import { isUsed, same as sameData, withFields } from "./fields";
import { differences, NO_MATCHES } from "./differences";
import { filled, saved } from "./fixtures";
import { put, withFormFields } from "./model";
import { isDirty, tabState, validation } from "./state";

/** Compares fields of Client Credentials. */
const same = (one: OAuth2Draft, other: OAuth2Draft, matches: Parameters<typeof sameData>[2]): boolean =>
  sameData({ fields: one, grant: "client_credentials" }, { fields: other, grant: "client_credentials" }, matches);

const typed = { kind: "typed", text: "x" } as const;
/** Values that a choice hides, and the choice that shows them. */
const HIDDEN: [string, Partial<OAuth2Draft>, Partial<OAuth2Draft>][] = [
  ["proxy", { proxy_address: "http://proxy.example", proxy_username: "maria", proxy_password: typed }, { proxy: "address" }],
  ["DPoP", { dpop_key: { kind: "held", id: "1" }, dpop_algorithm: "ES256" }, { dpop: true }],
  ["private key", { private_key: typed, key_certificate: "PEM", key_id: "kid", assertion_algorithm: "RS256", assertion_audience: "a" }, { client_authentication: "private_key_jwt" }],
  ["signed JWT", { key_id: "kid", assertion_algorithm: "HS512", assertion_audience: "a" }, { client_authentication: "client_secret_jwt" }],
];

describe.each(HIDDEN)("values of the %s that its choice hides", (_, values, choice) => {
  test("are no change, and count again with the choice", () => {
    expect(same(filled(values), filled(), {})).toBe(true);
    expect(same(filled({ ...values, ...choice }), filled(choice), {})).toBe(false);
    for (const [member, value] of Object.entries(values)) expect(same(filled({ ...choice, [member]: value }), filled(choice), {})).toBe(false);
  });

  test("leave the form as it is saved, and what was connected connected", () => {
    const form = withFormFields(put(saved(), "successes", "staging", null), "staging", filled(values));
    expect([isDirty(form), tabState(form, "staging"), validation(form, "staging")]).toEqual([false, "validated", "saved"]);
    expect(form.draft.details.environments.staging).toMatchObject(values);
  });

  test("aren't among the differences of two versions", () => {
    const { baseline } = saved();
    const mine = withFields(baseline, "staging", filled({ ...values, audience: "mine" }));
    expect(differences(mine, baseline, NO_MATCHES).map(({ field }) => field)).toEqual(["audience"]);
  });
});

test("a secret that the method doesn't use, an ID in the body beside another method and a Content-Type of a GET don't count", () => {
  const none = filled({ client_authentication: "none" });
  expect(same({ ...none, client_secret: typed }, none, {})).toBe(true);
  expect(same({ ...none, client_id_in_body: true }, none, {})).toBe(true);
  expect(same(filled({ client_id_in_body: true }), filled(), {})).toBe(false);
  const get = filled({ request_format: "get" });
  expect(same({ ...get, content_type: "text/plain" }, get, {})).toBe(true);
  expect(isUsed(filled(), "client_secret")).toBe(true);
});
