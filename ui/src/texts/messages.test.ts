import { expect, test } from "vitest";

import catalogue from "../../../crates/core/messages/en.json";
import type { Detail } from "../bindings/Detail";
import type { Language } from "../bindings/Language";
import { fill } from "./fill";
import { LANGUAGES, catalogues } from ".";

const { en } = catalogues;

function sentence(detail: Detail, language: Language): string {
  const { messages } = catalogues[language];
  const count = (value: number) => new Intl.NumberFormat(language).format(value);
  return fill(messages.details[detail.kind], detail, { values: messages.values, count, moment: (ms) => new Date(ms).toISOString() });
}

test.each<[Detail, Partial<Record<Language, string>>]>([
  [
    { kind: "refused" },
    {
      en: "Nothing accepts connections at this address and port.",
      "pt-BR": "Nada aceita conexões neste endereço e porta.",
      es: "Nada acepta conexiones en esta dirección y este puerto.",
    },
  ],
  [
    { kind: "port_in_use", port: 41_839 },
    {
      en: "Port 41839 is in use, by another program or by another sign-in that is still waiting.",
      "pt-BR": "A porta 41839 está em uso, por outro programa ou por outro login que ainda aguarda.",
      es: "El puerto 41839 está en uso, por otro programa o por otro inicio de sesión que aún espera.",
    },
  ],
  [
    { kind: "timed_out", limit_s: 30, phase: "look_up" },
    {
      en: "The time limit of 30 s passed while looking up the host name.",
      "pt-BR": "O tempo limite de 30 s se esgotou na resolução do nome do host.",
      es: "El límite de tiempo de 30 s se agotó al resolver el nombre de host.",
    },
  ],
  [
    { kind: "expected_json", found: "html", media_type: "text/html", bytes: 21_300 },
    {
      en: "Expected JSON, got an HTML page (text/html, 21,300 bytes).",
      "pt-BR": "Era esperado JSON, mas o corpo contém uma página HTML (text/html, 21.300 bytes).",
      es: "Se esperaba JSON, pero el cuerpo contiene una página HTML (text/html, 21.300 bytes).",
    },
  ],
  [
    { kind: "expected_json", found: "binary", media_type: "none", bytes: 7 },
    {
      en: "Expected JSON, got binary data (no content type, 7 bytes).",
      "pt-BR": "Era esperado JSON, mas o corpo contém dados binários (sem Content-Type, 7 bytes).",
      es: "Se esperaba JSON, pero el cuerpo contiene datos binarios (sin Content-Type, 7 bytes).",
    },
  ],
  [
    { kind: "broken_json", line: 1, column: 60, problem: "cut" },
    {
      en: "Its JSON is invalid at line 1, column 60: unexpected end.",
      "pt-BR": "O JSON é inválido na linha 1, coluna 60: fim inesperado.",
      es: "Su JSON no es válido en la línea 1, columna 60: final inesperado.",
    },
  ],
  [
    { kind: "retry_until", date: 784_111_777_000 },
    {
      en: "The server asks you to wait until 1994-11-06T08:49:37.000Z.",
      "pt-BR": "O servidor pede para esperar até 1994-11-06T08:49:37.000Z.",
      es: "El servidor pide esperar hasta el 1994-11-06T08:49:37.000Z.",
    },
  ],
])("%j is a sentence in each language", (detail, sentences) => {
  for (const language of LANGUAGES) {
    const text = sentence(detail, language);
    expect(text).toBe(sentences[language] ?? text);
    expect(text).not.toMatch(/[{}]/u);
  }
});

test("a server's text is never treated as a template or a key of the catalogue", () => {
  const detail: Detail = { kind: "token_type", token_type: "{kind} phase.look_up" };
  expect(sentence(detail, "en")).toBe("Its type is `{kind} phase.look_up`, which wasn’t requested.");
});

test.each(LANGUAGES)("the messages in %s fill in the same fields as the English ones, and close their backticks", (language) => {
  const { messages } = catalogues[language];
  const names = (text: string) => [...text.matchAll(/\{\w+\}/gu)].map(String).sort();
  for (const section of Object.keys(en.messages) as (keyof typeof en.messages)[]) {
    const translated = new Map(Object.entries(messages[section]));
    for (const [key, text] of Object.entries(en.messages[section])) expect([key, names(translated.get(key) ?? "")]).toEqual([key, names(text)]);
  }
  const all = Object.values(messages).flatMap((section) => Object.values(section));
  expect(all.filter((text) => text.split("`").length % 2 === 0)).toEqual([]);
});

test("the window has typographic apostrophes where the shell has straight ones", () => {
  expect(catalogue.titles.dns).toContain("wasn't");
  expect(JSON.stringify(en.messages)).not.toContain("'");
  expect(en.messages.titles.dns).toBe("The host name wasn’t found");
});

test.each(LANGUAGES)("the messages about variables of presets in %s have the values and the code of the English ones", (chosen) => {
  const marks = (text: string) => (text.match(/\{\w+\}|`[^`]+`/gu) ?? []).join(" ");
  const { problems } = catalogues[chosen].presets;
  const english = Object.entries(catalogues.en.presets.problems);
  expect(english.map(([key]) => marks(problems[key as keyof typeof problems]))).toEqual(english.map(([, text]) => marks(text)));
});
