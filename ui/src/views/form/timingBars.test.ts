import { expect, test } from "vitest";

import { timingBars } from "./timingBars";

const TIMINGS = { dns_ms: 4, connect_ms: 10, tls_ms: null, first_byte_ms: 40, body_ms: 2, total_ms: 80 };

test("the stages add up to the whole, with what none of them accounts for", () => {
  const steps = timingBars(TIMINGS);
  expect(steps.reduce((sum, { took }) => sum + (took ?? 0), 0)).toBe(80);
  expect(steps.at(-1)).toMatchObject({ stage: "other", took: 24, from: 70, width: 30 });
});

test("a rest that would be shown as 0 is left out, and the shortest stage stays visible", () => {
  const steps = timingBars({ ...TIMINGS, total_ms: 56.01 });
  expect(steps.map(({ stage }) => stage)).not.toContain("other");
  expect(steps.every(({ from, width }) => width >= 0.6 && from <= 99.4)).toBe(true);
});
