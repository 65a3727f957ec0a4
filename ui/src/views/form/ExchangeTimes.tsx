// The time of each stage, drawn as bars one after the other.
import type { JSX } from "preact";

import type { Timings } from "../../bindings/Timings";
import { count, texts } from "../../texts";
import { timingBars } from "./timingBars";

const ms = (value: number) => texts.value.connect.elapsed(count(value < 10 ? Math.round(value * 10) / 10 : Math.round(value)));

export function Times({ timings }: { timings: Timings }): JSX.Element {
  const { stages, reused } = texts.value.connect.exchange;
  return (
    <dl class="times figures">
      {timingBars(timings).map(({ stage, took, from, width }) => (
        <div class="time" key={stage}>
          <dt>{stages[stage]}</dt>
          <dd>
            <svg class="time-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              {took !== null && <rect class={`time-${stage}`} x={from} width={width} height="4" />}
            </svg>
            <span class="time-ms">{took === null ? reused : ms(took)}</span>
          </dd>
        </div>
      ))}
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
