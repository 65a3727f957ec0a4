import { beforeEach, expect, test, vi } from "vitest";

import type { Summary } from "../bindings/Summary";

const summary = vi.hoisted(() => vi.fn<() => Promise<Summary>>());
vi.mock("../ipc", () => ({
  core: { summary, unsaved: () => Promise.resolve(null) },
  vault: {},
  listenToEvents: () => new Promise(() => undefined),
  asFailure: (error: unknown) => error,
}));

import { askFirst, takeFirstSummary } from "./firstData";

const NUMBERS = { total: 3, validated: 1 } as Summary;

beforeEach(() => {
  vi.useFakeTimers();
});

test("the first screen's data is given to it once", async () => {
  summary.mockResolvedValue(NUMBERS);
  await askFirst();
  expect([takeFirstSummary(), takeFirstSummary()]).toEqual([NUMBERS, null]);
});

test("a busy database delays the first drawing only for a moment, and what it returns later isn't used", async () => {
  let answer: (numbers: Summary) => void = () => undefined;
  summary.mockReturnValue(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  const drawn = askFirst();
  await vi.advanceTimersByTimeAsync(150);
  await drawn;
  answer(NUMBERS);
  await vi.advanceTimersByTimeAsync(1);
  expect(takeFirstSummary()).toBe(null);
});

test("a failure leaves it to the screen to ask again", async () => {
  summary.mockRejectedValue(new Error("busy"));
  await askFirst();
  expect(takeFirstSummary()).toBe(null);
});
