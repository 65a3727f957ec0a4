// What a preset offers beside what the form has, and what the form becomes.
import { expect, test } from "vitest";

import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { Field } from "../bindings/Field";
import { BLANK_DRAFTS } from "../bindings/fields";
import { fieldsOf, isOAuth } from "./fields";
import { type FilledIn, changesOf, filledWith, foundBy, isOtherServer, offersOf } from "./presets";

function blank(): OAuth2Draft {
  const fields = fieldsOf(BLANK_DRAFTS.oauth2, "staging");
  if (!isOAuth(fields)) throw new Error("unreachable");
  return fields;
}

const row = (slot: string, place: ExtraDraft["place"], name: string, text: string): ExtraDraft => ({ slot, place, name, value: { kind: "plain", text } });
const proposal = (fields: Field[], changes: Partial<OAuth2Draft>) => ({ fields, draft: { ...blank(), ...changes } });

type Proposal = ReturnType<typeof proposal>;

const usual = (proposed: Proposal, fields: OAuth2Draft, filledIn: FilledIn = {}) => offersOf(proposed, fields, filledIn).filter(({ isUsual }) => isUsual);

/** The form after a preset's offers that are chosen at first. */
function after(proposed: Proposal, { fields, filledIn }: { fields: OAuth2Draft; filledIn: FilledIn }) {
  const chosen = usual(proposed, fields, filledIn);
  return { fields: { ...fields, ...changesOf(proposed, chosen, fields) }, filledIn: filledWith(filledIn, chosen) };
}

const ZOOM = proposal(["token_url", "client_auth", "grant_type_value", "extra_body"], {
  token_url: "https://zoom.us/oauth/token",
  grant_type_value: "account_credentials",
  extras: [row("preset-0", "body", "account_id", "acc")],
});
const SPOTIFY = proposal(["token_url", "client_auth"], { token_url: "https://accounts.spotify.com/api/token" });
const AUTH0 = proposal(["token_url", "client_auth"], { token_url: "https://a.auth0.com/oauth/token", client_authentication: "client_secret_post" });
const EMPTY = { fields: blank(), filledIn: {} };

test("only fields with a proposal are on offer, and those that are blank on both sides aren't", () => {
  const proposed = proposal(["token_url", "client_auth", "assertion_audience"], { token_url: "https://a.example/token", audience: "not proposed" });
  expect(offersOf(proposed, blank(), {}).map(({ key, isUsual, isSame }) => [key, isUsual, isSame])).toEqual([
    ["token_url", true, false],
    ["client_auth", false, true],
  ]);
  const [, , audience] = offersOf(proposed, { ...blank(), assertion_audience: "https://issuer.example" }, {});
  expect(audience).toMatchObject({ key: "assertion_audience", found: { text: "" }, isUsual: false, isSame: false });
});

test("what the user entered isn't replaced unless that is chosen, except for the Token URL", () => {
  const proposed = proposal(["token_url", "client_auth", "assertion_audience"], { token_url: "https://a.example/token", client_authentication: "client_secret_post", assertion_audience: "https://a.example" });
  const mine = { ...blank(), token_url: "https://mine.example/token", client_authentication: "private_key_jwt" as const };
  expect(usual(proposed, mine).map(({ key }) => key)).toEqual(["token_url", "assertion_audience"]);
  expect(usual(proposed, { ...mine, token_url: "https://a.example/token" }).map(({ key }) => key)).toEqual(["assertion_audience"]);
});

test("only what is chosen changes, and never a secret", () => {
  const chosen = offersOf(AUTH0, blank(), {}).filter(({ key }) => key === "client_auth");
  expect(changesOf(AUTH0, chosen, blank())).toEqual({ client_authentication: "client_secret_post" });
  expect(changesOf(AUTH0, [], blank())).toEqual({});
});

test("one preset over another leaves what the other alone would have filled in", () => {
  for (const one of [ZOOM, SPOTIFY, AUTH0]) {
    for (const other of [ZOOM, SPOTIFY, AUTH0]) {
      const both = after(other, after(one, EMPTY));
      const alone = after(other, EMPTY);
      const without = ({ fields: { extras, ...rest } }: typeof both) => [rest, extras.map(({ place, name, value }) => [place, name, value])];
      expect(without(both)).toEqual(without(alone));
      expect(both.filledIn).toEqual(alone.filledIn);
    }
  }
});

test("what an earlier preset filled in goes back to its default, unless the user has changed it since", () => {
  const zoom = after(ZOOM, EMPTY);
  const resets = (fields: OAuth2Draft) => offersOf(AUTH0, fields, zoom.filledIn).filter(({ isReset }) => isReset).map(({ key, found, isUsual }) => [key, found, isUsual]);
  expect(resets(zoom.fields)).toEqual([
    ["grant_type_value", { text: "" }, true],
    ["extra:body:account_id", { text: "" }, true],
  ]);
  // The user's own value is listed where only servers of another kind need it, and left alone elsewhere.
  expect(resets({ ...zoom.fields, grant_type_value: "mine", extras: [row("1", "body", "account_id", "mine")] })).toEqual([["grant_type_value", { text: "" }, false]]);
});

test("a Token URL that stays and is another server's is known", () => {
  const [url] = offersOf(SPOTIFY, after(ZOOM, EMPTY).fields, {});
  expect(url !== undefined && isOtherServer(url)).toBe(true);
  const other = (mine: string) => offersOf(SPOTIFY, { ...blank(), token_url: mine }, {}).some(isOtherServer);
  expect(other("https://accounts.spotify.com/other")).toBe(false);
  expect(other("https://accounts.spotify.com:444/api/token")).toBe(true);
  expect(other("accounts.spotify.com")).toBe(true);
  expect(other("")).toBe(false);
});

test("an extra parameter replaces those of its name and leaves the others", () => {
  const proposed = proposal(["extra_body", "extra_headers"], { extras: [row("preset-0", "body", "tenant", "b"), row("preset-1", "header", "X-One", "1")] });
  const mine = { ...blank(), extras: [row("1", "body", "tenant", "a"), row("2", "header", "x-one", "0"), row("3", "query", "tenant", "c"), row("4", "body", "TENANT", "d")] };
  const offers = offersOf(proposed, mine, {}).filter(({ key }) => key.startsWith("extra:"));
  expect(offers.map(({ key, now, isUsual }) => [key, now, isUsual])).toEqual([
    ["extra:body:tenant", { text: "a" }, false],
    ["extra:header:X-One", { text: "0" }, false],
  ]);
  const { extras = [] } = changesOf(proposed, offers, mine);
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
  const offer = offersOf(proposed, mine, {}).find(({ key }) => key.startsWith("extra:"));
  expect(offer).toMatchObject({ now: { secret: "stored" }, isUsual: false, isSame: false });
});

test("a search finds names by words, in any case and without accents", () => {
  const names = ["Efí (API Pix)", "Okta (custom authorization server)", "Okta (org authorization server, Okta APIs)"].map((name) => ({ name }));
  const found = (typed: string) => foundBy(typed, names).map(({ name }) => name);
  expect(found(" efi ")).toEqual(["Efí (API Pix)"]);
  expect(found("okta org")).toEqual(["Okta (org authorization server, Okta APIs)"]);
  expect(found("")).toHaveLength(3);
  expect(found("zz")).toEqual([]);
});
