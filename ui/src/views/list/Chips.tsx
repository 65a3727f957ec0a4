// A chip for each configured environment, which shows whether it is validated.
import type { JSX } from "preact";

import type { Environment } from "../../bindings/Environment";
import type { ListRow } from "../../bindings/ListRow";
import { ENVIRONMENTS } from "../../form/fields";
import { Icon } from "../../parts/Icon";
import { texts } from "../../texts";

export function Chips({ row }: { row: ListRow }): JSX.Element {
  return (
    <span class="chips">
      {ENVIRONMENTS.map((environment) => (
        <Chip key={environment} environment={environment} row={row} />
      ))}
    </span>
  );
}

function Chip({ environment, row }: { environment: Environment; row: ListRow }): JSX.Element | null {
  const { environments, list } = texts.value;
  const state = row.environments[environment];
  if (state === "not_configured") return null;
  const labels = list.states[state];
  return (
    <span class={`chip chip-${environment} ${state === "validated" ? "is-validated" : ""}`} data-tip={`${environments[environment]}: ${labels}`}>
      <Icon name={state === "validated" ? "check" : "circle"} />
      {environments[environment]}
      <span class="visually-hidden">{`: ${labels}`}</span>
    </span>
  );
}
