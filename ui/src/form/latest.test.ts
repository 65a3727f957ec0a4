import { expect, test } from "vitest";

import { latest } from "./latest";

test("only the newest waits, and a late answer never overtakes a newer one", async () => {
  const asked: number[] = [];
  const answers: number[] = [];
  const pending: (() => void)[] = [];
  const questions = latest(
    (value: number) => {
      asked.push(value);
      return new Promise<number>((answer) => {
        pending.push(() => answer(value));
      });
    },
    (value) => answers.push(value),
  );
  for (const value of [1, 2, 3]) questions.about(value);
  expect(asked).toEqual([1]);
  pending.shift()?.();
  await Promise.resolve();
  await new Promise((later) => {
    setTimeout(later);
  });
  pending.shift()?.();
  await questions.settled();
  expect([asked, answers]).toEqual([[1, 3], [1, 3]]);
});

test("a failed request doesn't stop later ones", async () => {
  const answers: number[] = [];
  const questions = latest((value: number) => (value === 1 ? Promise.reject(new Error("no")) : Promise.resolve(value)), (value) => answers.push(value));
  questions.about(1);
  await questions.settled();
  questions.about(2);
  await questions.settled();
  expect(answers).toEqual([2]);
});
