import { expect, test } from "vitest";

import type { RefusedScope } from "../../bindings/RefusedScope";
import { language } from "../../texts";
import { refusedScopeTexts } from "./refusedScopes";

const surplus = (value: string): RefusedScope => ({ value, code: "too_many", limit: 500, found: 501 });

test("scopes over the limit are reported once, with their count, and any other by its value", () => {
  language.value = "en";
  expect(refusedScopeTexts([{ value: "a", code: "duplicate" }, surplus("b"), surplus("c"), surplus("d")])).toEqual([
    "“a” is already in the list.",
    "At most 500 values are allowed. 3 values weren’t added.",
  ]);
  expect(refusedScopeTexts([surplus("b")])).toEqual(["“b”: At most 500 values are allowed."]);
});
