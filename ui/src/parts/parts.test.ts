import { expect, test } from "vitest";

import { clock } from "./clock";
import { steps } from "./Pager";
import { oneLine } from "./SecretField";
import { charactersOf } from "./TextField";

test.each([
  [0, "0:00"],
  [59, "0:59"],
  [3_552, "59:12"],
  [3_600, "1:00:00"],
  [90_061, "1 d 01:01:01"],
  [-5, "0:00"],
])("%i seconds are shown as %s", (seconds, shown) => {
  expect(clock(seconds)).toBe(shown);
});

test.each([
  [0, 1, [0]],
  [0, 2, [0, 1]],
  [0, 13, [0, 1, null, 12]],
  [6, 13, [0, null, 5, 6, 7, null, 12]],
  [2, 13, [0, 1, 2, 3, null, 12]],
  [3, 13, [0, 1, 2, 3, 4, null, 12]],
  [12, 13, [0, null, 11, 12]],
])("on page %i of %i the pager offers %j", (page, pages, shown) => {
  expect(steps(page, pages)).toEqual(shown);
});

test.each([
  ["\u00a0 é𝕏\u0085\n", 6, 2],
  ["\ufeffa", 2, 2],
  ["", 0, 0],
])("%j has %i characters, %i of them count where it is trimmed", (text, all, kept) => {
  expect([charactersOf(text), charactersOf(text, true)]).toEqual([all, kept]);
});

test.each([
  ["s3cr3t", "s3cr3t", null],
  ["s3cr3t\n", "s3cr3t", "around"],
  ["\r\n s3cr3t \r\n", " s3cr3t ", "around"],
  ["\n", "", "around"],
  ["one\r\ntwo\n", "onetwo", "inside"],
])("the pasted text %j is kept as %j, with the line breaks lost: %s", (text, kept, lost) => {
  expect(oneLine(text)).toEqual({ kept, lost });
});
