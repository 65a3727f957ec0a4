// A list of what a damaged database lost.
import type { JSX } from "preact";

import type { Loss } from "../bindings/Loss";
import { lossText } from "./coreText";

export function Losses({ losses, withNames = true }: { losses: readonly Loss[]; withNames?: boolean }): JSX.Element {
  return (
    <ul class="losses">
      {losses.map((loss, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- losses have no ids, and the list never changes
        <li key={index} class="wrap">
          <bdi>{lossText(loss, withNames ? loss.name : null)}</bdi>
        </li>
      ))}
    </ul>
  );
}
