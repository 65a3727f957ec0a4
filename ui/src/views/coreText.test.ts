import { afterEach, expect, test } from "vitest";

import catalogue from "../../../crates/core/messages/en.json";
import type { Failure } from "../bindings/Failure";
import { LANGUAGES, language, texts } from "../texts";
import { differenceLabel, sideText } from "./form/differenceText";
import { failureDetail, failureText, noteText, problemText } from "./coreText";

const inUse: Failure = { kind: "in_use", detail: "The flow “Nightly” uses it.", problems: [], keyring: null, origin_change: null, outside_change: null };

afterEach(() => {
  language.value = "system";
});

test("what uses an authorization is said in the core's English, below a sentence in the user's language", () => {
  language.value = "en";
  expect([failureText(inUse), failureDetail(inUse)]).toEqual([catalogue.errors.in_use.replaceAll("'", "’"), inUse.detail]);
  language.value = "pt-BR";
  expect(failureText(inUse)).toContain("em uso");
  expect(failureDetail(inUse)).toBe(inUse.detail);
});

test("a secret for another server is reported with both origins", () => {
  const origin_change = {
    authorization: "Billing",
    environment: "staging",
    field: { field: "client_secret" },
    from: "https://a.example",
    to: "https://b.example:8443",
  } as const;
  const failure: Failure = { kind: "origin_changed", detail: null, problems: [], keyring: null, origin_change, outside_change: null };
  for (const chosen of LANGUAGES) {
    language.value = chosen;
    for (const part of [texts.value.environments.staging, "https://a.example", "https://b.example:8443"]) {
      expect(failureText(failure)).toContain(part);
    }
    expect(failureText(failure)).not.toMatch(/[{}]/u);
  }
});

test("an invisible character is named", () => {
  language.value = "en";
  const text = (character: string) => problemText({ code: "url_character", character });
  expect([text(" "), text("|")]).toEqual(["Contains a space, which must be percent-encoded.", "Contains |, which must be percent-encoded."]);
  const unseen = (character: string) => problemText({ code: "invisible_character", character });
  expect([unseen("\u200B"), unseen("\u2062"), unseen("\uFE0F")]).toEqual([
    "Contains an invisible character (U+200B, zero-width space). Remove it.",
    "Contains an invisible character (U+2062). Remove it.",
    "Contains an invisible character (U+FE0F, variation selector). Remove it.",
  ]);
  const control = (character: string) => problemText({ code: "control_character", character });
  expect([control("\n"), control("\t"), control("\0")]).toEqual([
    "Contains a line break. Remove it.",
    "Contains a tab. Remove it.",
    "Contains a control character (U+0000). Remove it.",
  ]);
});

test("a problem's values are in its sentence", () => {
  language.value = "en";
  expect(problemText({ code: "url_placeholder", text: "{tenant}" })).toBe("{tenant} is a placeholder. Replace it with the real value.");
  expect(problemText({ code: "look_alike", character: "：", ascii: ":" })).toBe("Use : instead of ：.");
  expect(problemText({ code: "field_filled_in", own: "scopes" })).toBe("Scopes already sets this. Use only one of the two.");
  expect(problemText({ code: "url_secret", name: "client_secret" })).toContain("Contains client_secret in its query.");
});

test("notes are sentences in the user's language", () => {
  const notes = [{ code: "smart_quote", position: "middle" }, { code: "space", position: "end" }] as const;
  language.value = "en";
  expect(noteText(notes)).toBe("Contains a typographic quotation mark. Ends with a space.");
  expect(noteText([{ code: "sent_as", url: "https://a.example/b" }])).toBe("Sent as https://a.example/b");
  expect(noteText([])).toBe(null);
  language.value = "pt-BR";
  expect(noteText(notes)).toBe("Contém uma aspa tipográfica. Termina com um espaço.");
  language.value = "es";
  expect(noteText(notes)).toBe("Contiene una comilla tipográfica. Termina con un espacio.");
});

test("an extra parameter that differs is labelled by its place and name", () => {
  const label = (field: string) => differenceLabel({ environment: "staging", field, mine: { text: "a" }, theirs: { text: "b" } });
  language.value = "en";
  expect(label("extra:header:X-Trace:id")).toBe("Staging · Header X-Trace:id");
  language.value = "pt-BR";
  expect(label("extra:query:versao")).toBe("Homologação · Parâmetro da query versao");
});

test("a compared value shows its invisible characters and keeps its line breaks", () => {
  language.value = "en";
  const shown = (text: string) => sideText("description", { text });
  expect([shown("a\u200Bb\u202E"), shown("a\nb"), shown("é ñ"), shown("")]).toEqual(["a⟨U+200B⟩b⟨U+202E⟩", "a\nb", "é ñ", "empty"]);
  expect([sideText("type", { text: "oauth2" }), sideText("client_secret", { secret: "other" })]).toEqual(["OAuth 2", "a different secret"]);
});
