// The table. A row takes the focus: Enter or a double click edits it, the arrows move on.
import type { JSX, TargetedKeyboardEvent } from "preact";

import type { Environment } from "../../bindings/Environment";
import type { ListRow } from "../../bindings/ListRow";
import { ENVIRONMENTS } from "../../form/fields";
import { IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { texts } from "../../texts";
import { presses } from "./presses";

interface Props {
  rows: readonly ListRow[];
  onEdit: (row: ListRow) => void;
  onRemove: (row: ListRow) => void;
}

export function Rows({ rows, onEdit, onRemove }: Props): JSX.Element {
  const { columns } = texts.value.list;
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col" class="col-name">{columns.name}</th>
            <th scope="col">{columns.description}</th>
            <th scope="col" class="col-type">{columns.type}</th>
            <th scope="col" class="col-environment">{columns.environment}</th>
            <th scope="col" class="col-actions">{columns.actions}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} onEdit={() => onEdit(row)} onRemove={() => onRemove(row)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function press(event: TargetedKeyboardEvent<HTMLTableRowElement>, onEdit: () => void): void {
  if (event.target !== event.currentTarget) return;
  const { previousElementSibling: above, nextElementSibling: below } = event.currentTarget;
  const ways: Record<string, Element | null> = { ArrowUp: above, ArrowDown: below };
  const to = ways[event.key];
  if (to instanceof HTMLElement) {
    event.preventDefault();
    to.focus();
  }
  // A key that is held down asks once.
  if (event.key === "Enter" && !event.repeat) onEdit();
}

function Row({ row, onEdit, onRemove }: { row: ListRow; onEdit: () => void; onRemove: () => void }): JSX.Element {
  const { list, types } = texts.value;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the row is edited by Enter, and shows whole what its cells cut
    <tr tabIndex={0} data-id={row.id} onDblClick={(event) => presses.bothOn(event.currentTarget) && onEdit()} onKeyDown={(event) => press(event, onEdit)}>
      <td>
        <span class="cut table-name" data-cut>
          <bdi>{row.name}</bdi>
        </span>
      </td>
      <td>
        <span class="cut secondary" data-cut>
          <bdi>{row.description}</bdi>
        </span>
      </td>
      <td class="nowrap">{types[row.authorization_type]}</td>
      <td>
        <span class="chips">
          {ENVIRONMENTS.map((environment) => (
            <Chip key={environment} environment={environment} row={row} />
          ))}
        </span>
      </td>
      <td class="table-actions">
        <IconButton icon="edit" label={list.edit(row.name)} onClick={onEdit} />
        <IconButton icon="remove" label={list.remove(row.name)} onClick={onRemove} />
      </td>
    </tr>
  );
}

function Chip({ environment, row }: { environment: Environment; row: ListRow }): JSX.Element | null {
  const { environments, list } = texts.value;
  const state = row.environments[environment];
  if (state === "not_configured") return null;
  const words = list.states[state];
  return (
    <span class={`chip chip-${environment} ${state === "validated" ? "is-validated" : ""}`} data-tip={`${environments[environment]}: ${words}`}>
      <Icon name={state === "validated" ? "check" : "circle"} />
      {environments[environment]}
      <span class="unseen">{`: ${words}`}</span>
    </span>
  );
}
