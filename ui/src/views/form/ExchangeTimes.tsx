// The time of each stage, drawn as bars one after the other.
import type { JSX } from "preact";

import type { Timings } from "../../bindings/Timings";
import { count, texts } from "../../texts";

type Stage = "dns" | "connect" | "tls" | "first_byte" | "body";

const STAGES: readonly Stage[] = ["dns", "connect", "tls", "first_byte", "body"];

const ms = (value: number) => texts.value.connect.elapsed(value < 10 ? (Math.round(value * 10) / 10).toLocaleString(texts.value.language) : count(Math.round(value)));

export function Times({ timings }: { timings: Timings }): JSX.Element {
  const { stages, reused } = texts.value.connect.exchange;
  const whole = Math.max(timings.total_ms, 0.001);
  let begun = 0;
  return (
    <dl class="times figures">
      {STAGES.map((stage) => {
        const took = timings[`${stage}_ms`];
        const from = begun;
        begun += took ?? 0;
        return (
          <div class="time" key={stage}>
            <dt>{stages[stage]}</dt>
            <dd>
              <svg class="time-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                {took !== null && <rect class={`time-${stage}`} x={(from / whole) * 100} width={Math.max((took / whole) * 100, 0.6)} height="4" />}
              </svg>
              <span class="time-ms">{took === null ? reused : ms(took)}</span>
            </dd>
          </div>
        );
      })}
      <div class="time time-total">
        <dt>{stages.total}</dt>
        <dd>
          <span />
          <span class="time-ms">{ms(timings.total_ms)}</span>
        </dd>
      </div>
    </dl>
  );
}
