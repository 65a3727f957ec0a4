import { expect, it } from "vitest";

import { shownPages } from "./Pager";

it.each<[number, number, (number | null)[]]>([
  [0, 1, [0]],
  [0, 3, [0, 1, 2]],
  [0, 13, [0, 1, null, 12]],
  [6, 13, [0, null, 5, 6, 7, null, 12]],
  [3, 13, [0, 1, 2, 3, 4, null, 12]],
  [12, 13, [0, null, 11, 12]],
])("page %i of %i shows %j", (page, pages, expected) => {
  expect(shownPages(page, pages)).toEqual(expected);
});
