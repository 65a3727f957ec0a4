// Languages, plurals, isolation of writing directions, and shortening.
import { afterEach, describe, expect, test } from "vitest";

import { isolate } from "./isolate";
import { LANGUAGES, ago, catalogues, count, day, language } from ".";
import { pluralOf } from "./plural";
import { regionOf } from "./region";
import { shorten } from "./shorten";

test.each([["en", "other one other other"], ["pt-BR", "one one other other"], ["es", "other one other other"]])("plurals follow the rules of %s", (language, forms) => {
  const plural = pluralOf(language);
  expect([0, 1, 2, 1_000_000].map((count) => plural(count, "one", "other")).join(" ")).toBe(forms);
});

/** Every text, by the path to it; functions are called with words and counts that can be found again. */
function all(texts: object, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => {
    const at = path === "" ? key : `${path}.${key}`;
    if (typeof value === "object" && value !== null) return all(value, at);
    if (typeof value !== "function") return [[at, String(value)]];
    return [0, 1, 2].map((found) => [`${at} (${found})`, String(value(found, "⟨2⟩", "⟨3⟩"))]);
  });
}

describe.each(LANGUAGES)("the texts in %s", (chosen) => {
  const texts = all(catalogues[chosen]);

  test("are neither empty nor padded, and have typographic quotes", () => {
    const isOdd = ([at, text]: [string, string]) => text.trim() === "" || text !== text.trim() || (/['"]|undefined/u.test(text) && !at.startsWith("problems.characters"));
    expect(texts.filter(isOdd)).toEqual([]);
  });

  test("contain each value that the English ones contain", () => {
    const here = new Map(texts);
    const lost = all(catalogues.en).filter(([at, text]) => {
      // Portuguese writes 0 in the singular, which may have no figure.
      const values = at.endsWith("(0)") ? [] : (text.match(/⟨\d⟩/gu) ?? []);
      return !values.every((value) => here.get(at)?.includes(value));
    });
    expect(lost).toEqual([]);
  });

  test("end as the English ones do, with a full stop, a question mark, a colon or an ellipsis, or without", () => {
    const english = new Map(all(catalogues.en));
    const end = (text: string) => /[.?:…]$/u.exec(text)?.[0] ?? "";
    expect(texts.filter(([at, text]) => at.startsWith("messages.") && end(text) !== end(english.get(at) ?? ""))).toEqual([]);
  });
});

test.each(LANGUAGES)("in %s the spoken names of the list's boxes contain what is visible (WCAG 2.5.3)", (chosen) => {
  const { list, signIn } = catalogues[chosen];
  expect(list.onlySignIn).toContain(signIn.needed.title);
  expect(list.showAttempt).toContain(list.columns.attempt);
});

test("Spanish has one word for adding", () => {
  expect(all(catalogues.es).filter(([, text]) => /(?<!\p{L})añad/iu.test(text))).toEqual([]);
});

describe("numbers and dates", () => {
  afterEach(() => {
    language.value = "system";
  });

  test.each([
    ["es", ["en-US", "es-MX", "es-ES"], "es-MX"],
    ["es", ["es-419"], "es-419"],
    ["pt-BR", ["pt", "pt-PT"], "pt-PT"],
    ["es", ["est-EE", "es_MX.UTF-8", "es@euro"], "es"],
    ["en", [], "en"],
  ])("of %s follow the region of the user's locales %j", (spoken, locales, region) => {
    expect(regionOf(spoken, locales)).toBe(region);
    expect(Intl.NumberFormat.supportedLocalesOf([region])).toEqual([region]);
  });

  test("are written as the language in use does", () => {
    language.value = "es";
    expect([count(7), count(1.5), count(1_843), count(21_300), day(Date.UTC(2026, 10, 23, 12)), ago(0, 185_000), ago(0, 200_000_000)]).toEqual(["7", "1,5", "1843", "21.300", "23 nov 2026", "hace 3 minutos", "hace 2 días"]);
  });
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
