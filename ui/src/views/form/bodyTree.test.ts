import { afterEach, expect, test } from "vitest";

import type { ResponseShown } from "../../bindings/ResponseShown";
import { ago, language } from "../../texts";
import { bodyText, branches } from "./bodyTree";
import { hiddenHeader, hiddenValue } from "./hiddenValues";

afterEach(() => {
  language.value = "system";
});

const line = (depth: number, name: string | null) => ({ depth, name, value: "", shown: false });

test("lines are nested by their depth", () => {
  const names = (all: ReturnType<typeof branches>): unknown[] => all.map(({ line: { name }, inside }) => [name, names(inside)]);
  const lines = [line(0, null), line(1, "a"), line(2, "b"), line(2, "c"), line(1, "d")];
  expect(names(branches(lines))).toEqual([[null, [["a", [["b", []], ["c", []]]], ["d", []]]]]);
  expect(branches([])).toEqual([]);
});

test("a body that isn't a tree is described by its type and size", () => {
  language.value = "en";
  const of = (media_type: string, body_bytes: number, wire_bytes = body_bytes) =>
    bodyText({ status: 200, reason: "", version: "HTTP/1.1", headers: [], media_type, wire_bytes, body_bytes, body: null, raw: null } satisfies ResponseShown);
  expect(of("text/html", 2_130)).toBe("HTML page, 2,130 bytes");
  expect(of("text/html", 2_130, 612)).toBe("HTML page, 2,130 bytes (612 bytes compressed)");
  expect(of("application/problem+json", 1)).toBe("Malformed JSON, 1 byte");
  expect([of("image/png", 12), of("", 12), of("text/html", 0)]).toEqual(["image/png, 12 bytes", "No Content-Type, 12 bytes", "Empty"]);
});

test("a hidden value is described by type and length in the user's language", () => {
  const all = () => ["string, 1843 characters", "array, 1 item", "object, 2 members", "number, 4 digits", "form, 2 fields"].map(hiddenValue);
  language.value = "en";
  expect(all()).toEqual(["string, 1,843 characters", "array, 1 item", "object, 2 members", "number, 4 digits", "form, 2 fields"]);
  language.value = "pt-BR";
  expect(all()).toEqual(["string, 1.843 caracteres", "array, 1 item", "objeto, 2 membros", "número, 4 dígitos", "formulário, 2 campos"]);
  expect([hiddenHeader("(1 character)"), hiddenHeader("something else"), hiddenValue("something else")]).toEqual(["(1 caractere)", "something else", "something else"]);
});

test("a time is shown as how long ago it was", () => {
  language.value = "en";
  const since = (passed: number) => ago(1_000_000_000, 1_000_000_000 + passed);
  expect([since(12_400), since(185_000), since(3_600_000), since(200_000_000), since(-5)]).toEqual(["12 seconds ago", "3 minutes ago", "1 hour ago", "2 days ago", "0 seconds ago"]);
});
