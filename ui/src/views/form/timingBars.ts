// The stages of a request as bars in sequence. The rest that no stage accounts for comes last, so that they add up.
import type { Timings } from "../../bindings/Timings";

export type Stage = "dns" | "connect" | "tls" | "first_byte" | "body" | "other";

export interface Step {
  stage: Stage;
  /** Milliseconds; `null` if the stage wasn't reached. */
  took: number | null;
  /** Start and width, in percent. */
  from: number;
  width: number;
}

const STAGES = ["dns", "connect", "tls", "first_byte", "body"] as const;
/** Shorter times would be shown as 0. */
const NOTHING_MS = 0.05;
/** Keeps the shortest bar visible. */
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
