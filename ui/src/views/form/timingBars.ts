// The stages of a request one after the other; what no stage accounts for comes last, so that they add up to the whole.
import type { Timings } from "../../bindings/Timings";

export type Stage = "dns" | "connect" | "tls" | "first_byte" | "body" | "other";

export interface Step {
  stage: Stage;
  /** Milliseconds; none where it did not come to it. */
  took: number | null;
  /** Where it begins and how long it is, of a hundred. */
  from: number;
  width: number;
}

const STAGES = ["dns", "connect", "tls", "first_byte", "body"] as const;
/** Less than what is shown of a millisecond. */
const NOTHING_MS = 0.05;
/** So that the shortest is still seen. */
const LEAST_WIDTH = 0.6;

export function timingBars(timings: Timings): Step[] {
  const took = STAGES.map((stage): [Stage, number | null] => [stage, timings[`${stage}_ms`]]);
  const rest = timings.total_ms - took.reduce((sum, [, ms]) => sum + (ms ?? 0), 0);
  if (rest >= NOTHING_MS) took.push(["other", rest]);
  const whole = Math.max(timings.total_ms, 0.001);
  let begun = 0;
  return took.map(([stage, ms]) => {
    const from = Math.min((begun / whole) * 100, 100 - LEAST_WIDTH);
    begun += ms ?? 0;
    return { stage, took: ms, from, width: Math.max(((ms ?? 0) / whole) * 100, LEAST_WIDTH) };
  });
}
