import { expect, test } from "vitest";

import catalogue from "../../../crates/core/messages/en.json";
import type { Detail } from "../bindings/Detail";
import { en } from "./en";
import { fill } from "./fill";
import { ptBR } from "./pt-BR";

const words = (values: Record<string, string>, locale: string) => ({
  values,
  count: (value: number) => new Intl.NumberFormat(locale).format(value),
  moment: (ms: number) => new Date(ms).toISOString(),
});
const english = (detail: Detail) => fill(en.messages.details[detail.kind], detail, words(en.messages.values, "en"));
const portuguese = (detail: Detail) => fill(ptBR.messages.details[detail.kind], detail, words(ptBR.messages.values, "pt-BR"));

test.each<[Detail, string, string]>([
  [{ kind: "refused" }, "Nothing accepts connections at this address and port.", "Nada aceita conexões neste endereço e porta."],
  [
    { kind: "timed_out", limit_s: 30, phase: "look_up" },
    "The time limit of 30 s passed while looking up the host name.",
    "O limite de tempo de 30 s se esgotou na resolução do nome do host.",
  ],
  [
    { kind: "expected_json", found: "html", media_type: "text/html", bytes: 2_130 },
    "Expected JSON, got an HTML page (text/html, 2,130 bytes).",
    "Era esperado JSON, mas o corpo contém uma página HTML (text/html, 2.130 bytes).",
  ],
  [
    { kind: "expected_json", found: "binary", media_type: "none", bytes: 7 },
    "Expected JSON, got binary data (no content type, 7 bytes).",
    "Era esperado JSON, mas o corpo contém dados binários (sem Content-Type, 7 bytes).",
  ],
  [
    { kind: "broken_json", line: 1, column: 60, problem: "cut" },
    "Its JSON is invalid at line 1, column 60: unexpected end.",
    "O JSON é inválido na linha 1, coluna 60: fim inesperado.",
  ],
  [
    { kind: "retry_until", date: 784_111_777_000 },
    "The server asks you to wait until 1994-11-06T08:49:37.000Z.",
    "O servidor pede para esperar até 1994-11-06T08:49:37.000Z.",
  ],
])("%j is a sentence in each language", (detail, inEnglish, inPortuguese) => {
  expect([english(detail), portuguese(detail)]).toEqual([inEnglish, inPortuguese]);
});

test("a server's text is never treated as a template or a key of the catalogue", () => {
  const detail: Detail = { kind: "token_type", token_type: "{kind} phase.look_up" };
  expect(english(detail)).toBe("Its type is `{kind} phase.look_up`, which wasn’t requested.");
});

test("each translation fills in the same fields as the English text, and closes its backticks", () => {
  const names = (text: string) => [...text.matchAll(/\{\w+\}/gu)].map(String).sort();
  for (const section of ["details", "errors"] as const) {
    const translated = new Map(Object.entries(ptBR.messages[section]));
    for (const [key, text] of Object.entries(en.messages[section])) expect([key, names(translated.get(key) ?? "")]).toEqual([key, names(text)]);
  }
  for (const messages of [en.messages, ptBR.messages]) {
    const all = Object.values(messages).flatMap((section) => Object.values(section));
    expect(all.filter((text) => text.split("`").length % 2 === 0)).toEqual([]);
  }
});

test("the window has typographic apostrophes where the shell has straight ones", () => {
  expect(catalogue.titles.dns).toContain("wasn't");
  expect(JSON.stringify(en.messages)).not.toContain("'");
  expect(en.messages.titles.dns).toBe("The host name wasn’t found");
});
