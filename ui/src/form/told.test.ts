import { describe, expect, test } from "vitest";

import type { Problem } from "../bindings/Problem";
import { type Form, typed } from "./model";
import { partOf } from "./extras";
import { saveLocks, shownProblem } from "./state";
import { check, filled, problem, saved } from "./testing";
import { heard, withTold } from "./told";

const lost = problem("client_secret", "staging");
const changed = (): Form => ({ ...saved(), draft: { ...saved().draft, description: "x" } });

describe("what a save tells", () => {
  test("stands beside the field that it is about", () => {
    const form = heard(changed(), changed().draft, [lost]);
    expect(shownProblem(form, "staging", "client_secret")).toEqual(lost);
  });

  test("does not keep from trying again", () => {
    expect(saveLocks(heard(changed(), changed().draft, [lost]))).toEqual([]);
  });

  test("goes on standing there while other fields change, and goes when the value does", () => {
    const form = heard(changed(), changed().draft, [lost]);
    const rules = check("complete", "not_configured");
    const elsewhere = typed(form, "staging", filled({ client_id: "x" })).draft;
    const corrected = typed(form, "staging", filled({ client_secret: { kind: "typed", text: "new" } })).draft;
    expect(withTold(rules, form.told, elsewhere).problems).toEqual([lost]);
    expect(withTold(rules, form.told, corrected)).toEqual(rules);
  });

  test("is not said twice where the rules say it, too", () => {
    const taken: Problem = { field: "name", environment: null, index: null, code: "name_taken" };
    const form = heard(changed(), changed().draft, [taken]);
    expect(withTold(check("complete", "not_configured", [taken]), form.told, form.draft).problems).toEqual([taken]);
    expect(saveLocks(form)).toEqual([{ why: "general", fields: ["name"] }]);
  });

  test("brings the tab into sight where the field is", () => {
    const form = { ...changed(), tab: "production" as const };
    expect(heard(form, form.draft, [lost]).tab).toBe("staging");
    expect(heard(form, form.draft, [problem("name", null), lost]).tab).toBe("production");
  });
});

test.each<[Problem["code"], string, "name" | "value"]>([
  ["required", "", "name"],
  ["required", "X-Key", "value"],
  ["too_long", "X-Key", "value"],
  ["too_long", "x".repeat(251), "name"],
  ["control_character", "X-Key", "value"],
  ["content_type", "Content-Type", "value"],
  ["not_a_token", "X Key", "name"],
  ["reserved", "Host", "name"],
  ["too_many", "X-Key", "name"],
])("%s of a parameter named %j is about its %s", (code, name, part) => {
  const wrong = { field: "extra_headers", environment: "staging", index: 0, code, limit: 250, found: 251 } as Problem;
  expect(partOf(wrong, { slot: "1", place: "header", name, value: { kind: "plain", text: "" } })).toBe(part);
});
