// How name and description share the width of the list.
import { expect, test } from "vitest";

import { nameWidth } from "./columnWidths";

test.each([
  ["both fit, and share the rest", 600, 200, 300, 250],
  ["a long name takes what a short description leaves", 600, 900, 100, 500],
  ["a long description takes what a short name leaves", 600, 100, 900, 100],
  ["two long ones get half each", 600, 900, 900, 300],
  ["without descriptions the rest is shared", 600, 200, 0, 400],
])("%s", (_, room, name, description, width) => {
  expect(nameWidth(room, name, description)).toBe(width);
});
