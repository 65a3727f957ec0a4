import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createAlarm } from "./alarm";

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

test("an alarm rings once at its time, and not if it was switched off or set to another time", () => {
  const rung: number[] = [];
  const set = createAlarm(() => rung.push(Date.now()));
  set(1_100_000);
  vi.advanceTimersByTime(99_999);
  expect(rung).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(rung).toEqual([1_100_000]);
  vi.advanceTimersByTime(200_000);
  set(1_400_000);
  set(1_500_000);
  vi.advanceTimersByTime(150_000);
  expect(rung).toEqual([1_100_000]);
  set(null);
  vi.advanceTimersByTime(200_000);
  expect(rung).toEqual([1_100_000]);
});

test("a time beyond the longest timer isn't now, and after the computer slept an alarm rings soon", () => {
  let count = 0;
  const set = createAlarm(() => (count += 1));
  set(1_000_000 + 60 * 86_400_000);
  vi.advanceTimersByTime(120_000);
  expect(count).toBe(0);
  // The clock goes on while timers don't.
  vi.setSystemTime(1_000_000 + 61 * 86_400_000);
  vi.advanceTimersByTime(30_000);
  expect(count).toBe(1);
});
