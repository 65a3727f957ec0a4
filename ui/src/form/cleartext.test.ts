import { expect, test } from "vitest";

import type { GrantType } from "../bindings/GrantType";
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import { filled, saved } from "./fixtures";
import { fieldsOf, isOAuth, withFields } from "./fields";
import { withGrant } from "./grants";
import { cleartextConsent } from "./cleartext";

function consent(grant: GrantType, changes: Partial<OAuth2Draft>) {
  const form = saved();
  const draft = withGrant(withFields(form.draft, "staging", filled({ accept_cleartext: true, ...changes })), grant);
  const fields = fieldsOf(draft, "staging");
  if (!isOAuth(fields)) throw new Error("not OAuth 2");
  return cleartextConsent({ ...form, draft }, fields, "staging");
}

const [plain, secure] = ["http://a.example/x", "https://a.example/x"];

test.each<[GrantType, Partial<OAuth2Draft>, ReturnType<typeof consent>]>([
  ["client_credentials", { token_url: plain }, { at: "token_url", risk: "secret" }],
  ["client_credentials", { token_url: secure, authorization_url: plain }, null],
  ["authorization_code", { token_url: secure, authorization_url: plain }, { at: "authorization_url", risk: "signIn" }],
  ["authorization_code_pkce", { token_url: plain, authorization_url: plain }, { at: "authorization_url", risk: "both" }],
  ["authorization_code_pkce", { token_url: plain, authorization_url: secure }, { at: "token_url", risk: "both" }],
  ["device_code", { token_url: plain, device_url: plain }, { at: "device_url", risk: "both" }],
  ["authorization_code", { token_url: secure, authorization_url: "http://127.0.0.1:9/x" }, null],
  ["authorization_code", { token_url: plain, authorization_url: plain, accept_cleartext: false }, null],
])("the consent to http of %s with %o is beside the address, and names what is at risk", (grant, changes, expected) => {
  expect(consent(grant, changes)).toEqual(expected);
});
