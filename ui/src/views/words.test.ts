import { afterEach, expect, test } from "vitest";

import type { Failure } from "../bindings/Failure";
import { language } from "../texts";
import { differenceLabel } from "./form/differenceWords";
import { failureDetail, failureText, problemText } from "./words";

const inUse: Failure = { kind: "in_use", message: "The flow “Nightly” uses it.", problems: [], keyring: null };

afterEach(() => {
  language.value = "system";
});

test("what uses an authorization is told in the core's words, and in Portuguese below a sentence in Portuguese", () => {
  language.value = "en";
  expect([failureText(inUse), failureDetail(inUse)]).toEqual([inUse.message, null]);
  language.value = "pt-BR";
  expect(failureText(inUse)).toContain("em uso");
  expect(failureDetail(inUse)).toBe(inUse.message);
});

test("a character that nobody sees goes by its name", () => {
  language.value = "en";
  const said = (character: string) => problemText({ code: "url_character", character });
  expect([said(" "), said("\u200B"), said("|")]).toEqual(["Holds a space, which must be percent-encoded.", "Holds U+200B, which must be percent-encoded.", "Holds |, which must be percent-encoded."]);
});

test("an extra parameter that differs is named as people know it", () => {
  const label = (field: string) => differenceLabel({ environment: "staging", field, mine: { text: "a" }, theirs: { text: "b" } });
  language.value = "en";
  expect(label("extra:header:X-Trace:id")).toBe("Staging · Header X-Trace:id");
  language.value = "pt-BR";
  expect(label("extra:query:versao")).toBe("Homologação · Parâmetro da query versao");
});
