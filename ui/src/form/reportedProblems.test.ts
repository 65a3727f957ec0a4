import { describe, expect, test } from "vitest";

import type { Problem } from "../bindings/Problem";
import { type Form, withFormFields } from "./model";
import { partOf } from "./extras";
import { saveBlockers, shownProblem } from "./state";
import { check, filled, problem, saved } from "./fixtures";
import { reportProblems, withReported } from "./reportedProblems";

const lost = problem("client_secret", "staging");
const changed = (): Form => ({ ...saved(), draft: { ...saved().draft, description: "x" } });

describe("problems that a save reports", () => {
  test("are shown at their fields", () => {
    const form = reportProblems(changed(), changed().draft, [lost]);
    expect(shownProblem(form, "staging", "client_secret")).toEqual(lost);
  });

  test("don't prevent another attempt", () => {
    expect(saveBlockers(reportProblems(changed(), changed().draft, [lost]))).toEqual([]);
  });

  test("stay while other fields change, and disappear when the value changes", () => {
    const form = reportProblems(changed(), changed().draft, [lost]);
    const rules = check("complete", "not_configured");
    const elsewhere = withFormFields(form, "staging", filled({ client_id: "x" })).draft;
    const corrected = withFormFields(form, "staging", filled({ client_secret: { kind: "typed", text: "new" } })).draft;
    expect(withReported(rules, form.reported, elsewhere).problems).toEqual([lost]);
    expect(withReported(rules, form.reported, corrected)).toEqual(rules);
  });

  test("aren't repeated if the check reports them too", () => {
    const taken: Problem = { field: "name", environment: null, index: null, code: "name_taken" };
    const form = reportProblems(changed(), changed().draft, [taken]);
    expect(withReported(check("complete", "not_configured", [taken]), form.reported, form.draft).problems).toEqual([taken]);
    expect(saveBlockers(form)).toEqual([{ reason: "generalWrong", fields: ["name"] }]);
  });

  test("select the tab of their field", () => {
    const form = { ...changed(), tab: "production" as const };
    expect(reportProblems(form, form.draft, [lost]).tab).toBe("staging");
    expect(reportProblems(form, form.draft, [problem("name", null), lost]).tab).toBe("production");
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
