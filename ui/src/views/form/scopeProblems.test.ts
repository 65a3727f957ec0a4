import { expect, test } from "vitest";

import type { ScopeProblem } from "../../bindings/ScopeProblem";
import { language } from "../../texts";
import { scopeProblemTexts, surplusText } from "./scopeProblems";

const surplus = (value: string): ScopeProblem => ({ value, code: "too_many", limit: 500, found: 501 });

test("refused scopes are reported by their values, and those over the limit by their number", () => {
  language.value = "en";
  expect(scopeProblemTexts([{ value: "a", code: "duplicate" }])).toEqual(["“a” is already in the list."]);
  expect(surplusText([surplus("b"), surplus("c"), surplus("d")])).toBe("At most 500 values are allowed. 3 values weren’t added.");
  expect(surplusText([])).toBe(null);
});
