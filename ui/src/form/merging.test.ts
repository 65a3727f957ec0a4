import { expect, test } from "vitest";

import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Draft } from "../bindings/Draft";
import { comparison } from "./differences";
import { fieldsOf, withFields } from "./fields";
import { merged } from "./merging";
import { blank, blankFields, filled, saved } from "./fixtures";

const base = (changes: Partial<OAuth2Draft> = {}): Draft => saved(changes).draft;
const staging = (draft: Draft, changes: Partial<OAuth2Draft>) => withFields(draft, "staging", { ...(fieldsOf(draft, "staging") as OAuth2Draft), ...changes });
const extra = (slot: string, text: string) => ({ slot, place: "body" as const, name: slot, value: { kind: "plain" as const, text } });
const NONE = { staging: {}, production: {} };
const compared = (was: Draft, mine: Draft, theirs: Draft) => {
  const { conflicts, ...rest } = comparison(blank(), was, mine, theirs, NONE);
  return [conflicts.map((one) => one.field), rest.onlyTheirs, rest.onlyMine];
};

test("a field that only one side changed is taken from that side, and one that both changed is mine", () => {
  const mine = staging({ ...base(), name: "mine" }, { client_id: "mine", audience: "mine" });
  const theirs = staging({ ...base(), name: "theirs", description: "theirs", revision: 2 }, { client_id: "theirs", scopes: ["theirs"] });
  const wanted = staging({ ...base(), name: "mine", description: "theirs", revision: 2 }, { client_id: "mine", audience: "mine", scopes: ["theirs"] });
  expect(merged(blank(), base(), mine, theirs)).toEqual(wanted);
  expect(compared(base(), mine, theirs)).toEqual([["name", "client_id"], 2, 1]);
});

test("the same change on both sides is no conflict", () => {
  const perEnvironment = staging(base(), { client_id: "same" });
  expect(compared(base(), perEnvironment, { ...perEnvironment, revision: 2 })).toEqual([[], 0, 0]);
});

test("an environment that only they configured is merged, and one that I emptied stays empty", () => {
  const theirs = withFields(base(), "production", filled());
  expect(merged(blank(), base(), { ...base(), name: "mine" }, theirs).details).toEqual(theirs.details);
  const emptied = withFields(base(), "staging", blankFields());
  const changed = staging(base(), { audience: "theirs" });
  expect(fieldsOf(merged(blank(), base(), emptied, changed), "staging")).toEqual(blankFields());
});

test("a secret that I typed is mine and is compared, since theirs may have changed too", () => {
  const mine = staging(base(), { client_secret: { kind: "typed", text: "s3cret" } });
  expect(merged(blank(), base(), mine, { ...base(), revision: 2 }).details).toEqual(mine.details);
  expect(compared(base(), mine, { ...base(), revision: 2 })).toEqual([["client_secret"], 0, 0]);
});

test("what belongs to a private key is taken from the side that chose the key", () => {
  const was = base({ client_authentication: "private_key_jwt", private_key: { kind: "stored" }, key_id: "old", client_key: { kind: "stored" }, client_certificate: "old" });
  const mine = staging(was, { private_key: { kind: "held", id: "1" } });
  const theirs = staging({ ...was, revision: 2 }, { key_id: "theirs", key_certificate: "theirs", assertion_algorithm: "PS256", client_certificate: "theirs" });
  const joined = fieldsOf(merged(blank(), was, mine, theirs), "staging");
  expect(joined).toMatchObject({ private_key: { kind: "held" }, key_id: "old", key_certificate: "", assertion_algorithm: null, client_certificate: "theirs" });
  expect(compared(was, mine, theirs)).toEqual([["key_alg", "key_id", "key_cert", "private_key"], 1, 0]);
});

test("extra parameters are merged row by row", () => {
  const was = base({ extras: [extra("a", "1"), extra("b", "1"), extra("c", "1")] });
  const mine = staging(was, { extras: [extra("a", "mine"), extra("c", "1"), extra("d", "mine")] });
  const theirs = staging(was, { extras: [extra("a", "1"), extra("b", "1"), extra("e", "theirs")] });
  const joined = merged(blank(), was, mine, theirs);
  expect(fieldsOf(joined, "staging")).toEqual(filled({ extras: [extra("a", "mine"), extra("e", "theirs"), extra("d", "mine")] }));
});
