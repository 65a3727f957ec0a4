// Plurals, isolation of writing directions, and shortening.
import { describe, expect, test } from "vitest";

import { isolate } from "./isolate";
import { pluralOf } from "./plural";
import { shorten } from "./shorten";

test.each([["en", "other one other other"], ["pt-BR", "one one other other"], ["es", "other one other other"]])("plurals follow the rules of %s", (language, forms) => {
  const plural = pluralOf(language);
  expect([0, 1, 2, 1_000_000].map((count) => plural(count, "one", "other")).join(" ")).toBe(forms);
});

describe("isolation", () => {
  test.each([
    ["a text of one direction stays as it is", "billing-api é 名", "billing-api é 名"],
    ["an override ends with the text", "abc\u202Egpj", "\u2068abc\u202Egpj\u2069"],
    ["a text from right to left is isolated", "שלום", "\u2068שלום\u2069"],
    ["an isolate that isn't closed is closed", "a\u2067b", "\u2068a\u2067b\u2069\u2069"],
    ["nothing in the text ends the isolation", "a\u2069\u202Eb\u2066c\u2069", "\u2068a\u202Eb\u2066c\u2069\u2069"],
  ])("%s", (_, text, isolated) => {
    expect(isolate(text)).toBe(isolated);
  });
});

test("a long text is shortened in the middle, without cutting a character into parts", () => {
  expect(shorten("short", 5)).toBe("short");
  expect(shorten("abcdefghij", 5)).toBe("ab…ij");
  const family = "👩‍👩‍👧‍👦";
  expect(shorten(family.repeat(5), 5)).toBe(family.repeat(5));
  expect(shorten(family.repeat(9), 5)).toBe(`${family.repeat(2)}…${family.repeat(2)}`);
});
