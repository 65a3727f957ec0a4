// What a preset offers beside what the form has, and what the form becomes.
import { expect, test } from "vitest";

import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { Field } from "../bindings/Field";
import { BLANK_DRAFTS } from "../bindings/fields";
import { fieldsOf, isOAuth } from "./fields";
import { changesOf, foundBy, offersOf } from "./presets";

function blank(): OAuth2Draft {
  const fields = fieldsOf(BLANK_DRAFTS.oauth2, "staging");
  if (!isOAuth(fields)) throw new Error("unreachable");
  return fields;
}

const row = (slot: string, place: ExtraDraft["place"], name: string, text: string): ExtraDraft => ({ slot, place, name, value: { kind: "plain", text } });
const proposal = (fields: Field[], changes: Partial<OAuth2Draft>) => ({ fields, draft: { ...blank(), ...changes } });

test("only fields with a proposal are on offer, and those that are blank on both sides aren't", () => {
  const proposed = proposal(["token_url", "client_auth", "assertion_audience"], { token_url: "https://a.example/token", audience: "not proposed" });
  const offers = offersOf(proposed, blank());
  expect(offers.map(({ key, isBlank, isSame }) => [key, isBlank, isSame])).toEqual([
    ["token_url", true, false],
    ["client_auth", true, true],
  ]);
  const [, , audience] = offersOf(proposed, { ...blank(), assertion_audience: "https://issuer.example" });
  expect(audience).toMatchObject({ key: "assertion_audience", found: { text: "" }, isBlank: false, isSame: false });
});

test("a field that is filled in isn't blank, and one with the same value is the same", () => {
  const proposed = proposal(["token_url", "client_auth"], { token_url: "https://a.example/token", client_authentication: "client_secret_post" });
  const mine = { ...blank(), token_url: "https://a.example/token", client_authentication: "private_key_jwt" as const };
  expect(offersOf(proposed, mine).map(({ isBlank, isSame }) => [isBlank, isSame])).toEqual([
    [false, true],
    [false, false],
  ]);
});

test("only what is chosen changes, and never a secret", () => {
  const proposed = proposal(["token_url", "client_auth"], { token_url: "https://a.example/token", client_authentication: "client_secret_post" });
  expect(changesOf(proposed, new Set(["client_auth"]), blank())).toEqual({ client_authentication: "client_secret_post" });
  expect(changesOf(proposed, new Set(), blank())).toEqual({});
});

test("an extra parameter replaces those of its name and leaves the others", () => {
  const proposed = proposal(["extra_body", "extra_headers"], { extras: [row("preset-0", "body", "tenant", "b"), row("preset-1", "header", "X-One", "1")] });
  const mine = { ...blank(), extras: [row("1", "body", "tenant", "a"), row("2", "header", "x-one", "0"), row("3", "query", "tenant", "c"), row("4", "body", "TENANT", "d")] };
  expect(offersOf(proposed, mine).filter(({ key }) => key.startsWith("extra:")).map(({ key, now, isBlank }) => [key, now, isBlank])).toEqual([
    ["extra:body:tenant", { text: "a" }, false],
    ["extra:header:X-One", { text: "0" }, false],
  ]);
  const { extras = [] } = changesOf(proposed, new Set(["extra:body:tenant", "extra:header:X-One"]), mine);
  expect(extras.map(({ place, name, value }) => [place, name, value.kind === "plain" && value.text])).toEqual([
    ["query", "tenant", "c"],
    ["body", "TENANT", "d"],
    ["body", "tenant", "b"],
    ["header", "X-One", "1"],
  ]);
  expect(new Set(extras.map(({ slot }) => slot)).size).toBe(4);
  expect(extras.some(({ slot }) => slot.startsWith("preset-"))).toBe(false);
});

test("a stored secret with the name of a proposed parameter isn't replaced unless that is chosen", () => {
  const proposed = proposal(["extra_body"], { extras: [row("preset-0", "body", "account_id", "b")] });
  const mine: OAuth2Draft = { ...blank(), extras: [{ slot: "1", place: "body", name: "account_id", value: { kind: "secret", input: { kind: "stored" } } }] };
  const offer = offersOf(proposed, mine).find(({ key }) => key.startsWith("extra:"));
  expect(offer).toMatchObject({ now: { secret: "stored" }, isBlank: false, isSame: false });
});

test("a search finds names by words, in any case and without accents", () => {
  const names = ["Efí (API Pix)", "Okta (custom authorization server)", "Okta (org authorization server, Okta APIs)"].map((name) => ({ name }));
  const found = (typed: string) => foundBy(typed, names).map(({ name }) => name);
  expect(found(" efi ")).toEqual(["Efí (API Pix)"]);
  expect(found("okta org")).toEqual(["Okta (org authorization server, Okta APIs)"]);
  expect(found("")).toHaveLength(3);
  expect(found("zz")).toEqual([]);
});
