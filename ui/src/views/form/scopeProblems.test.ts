import { expect, test } from "vitest";

import type { ScopeProblem } from "../../bindings/ScopeProblem";
import { language } from "../../texts";
import { scopeProblemTexts } from "./scopeProblems";

const surplus = (value: string): ScopeProblem => ({ value, code: "too_many", limit: 500, found: 501 });

test("scopes over the limit are reported once, with their count, and any other by its value", () => {
  language.value = "en";
  expect(scopeProblemTexts([{ value: "a", code: "duplicate" }, surplus("b"), surplus("c"), surplus("d")])).toEqual([
    "“a” is already in the list.",
    "At most 500 values are allowed. 3 values weren’t added.",
  ]);
  expect(scopeProblemTexts([surplus("b")])).toEqual(["“b”: At most 500 values are allowed."]);
});
