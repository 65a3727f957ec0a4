// A list of what a damaged database lost.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import type { Loss } from "../bindings/Loss";
import { useScrollFocus } from "../parts/scrollFocus";
import { lossText } from "./coreText";

/** Returns each loss once, with how often it is there. */
function counted(losses: readonly Loss[]): Map<string, { loss: Loss; times: number }> {
  const all = new Map<string, { loss: Loss; times: number }>();
  for (const loss of losses) {
    const key = JSON.stringify([loss.part, loss.id, loss.name, loss.environment]);
    all.set(key, { loss, times: (all.get(key)?.times ?? 0) + 1 });
  }
  return all;
}

export function Losses({ losses, withNames = true }: { losses: readonly Loss[]; withNames?: boolean }): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  useScrollFocus(list);
  return (
    <ul class="losses" ref={list}>
      {[...counted(losses)].map(([key, { loss, times }]) => (
        <li key={key} class="wrap">
          <bdi>{lossText(loss, withNames ? loss.name : null, times)}</bdi>
        </li>
      ))}
    </ul>
  );
}
