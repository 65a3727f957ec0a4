// The table. Rows are focusable: Enter or a double click edits one, the arrow keys move between them.
import type { JSX, TargetedKeyboardEvent } from "preact";

import type { ListRow } from "../../bindings/ListRow";
import { IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { listWidth } from "../../parts/windowWidth";
import { Chips } from "./Chips";
import { texts } from "../../texts";
import { presses } from "./doubleClick";

interface Props {
  rows: readonly ListRow[];
  onEdit: (row: ListRow) => void;
  onRemove: (row: ListRow) => void;
}

export function Rows({ rows, onEdit, onRemove }: Props): JSX.Element {
  const { columns } = texts.value.list;
  const room = listWidth.value;
  return (
    <div class="table-frame">
      <table class={`table table-${room}`}>
        <thead>
          <tr>
            <th scope="col" class="col-name">{columns.name}</th>
            {room === "wide" && <th scope="col">{columns.description}</th>}
            {room !== "tiny" && <th scope="col" class="col-type">{columns.type}</th>}
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
  // Only once while the key is held down.
  if (event.key === "Enter" && !event.repeat) onEdit();
}

function Row({ row, onEdit, onRemove }: { row: ListRow; onEdit: () => void; onRemove: () => void }): JSX.Element {
  const { list, types } = texts.value;
  const room = listWidth.value;
  const description = row.description !== "" && (
    <span class="cut secondary" data-cut dir="auto">
      {row.description}
    </span>
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the row is edited by Enter, and shows whole what its cells cut
    <tr tabIndex={0} data-id={row.id} onDblClick={(event) => presses.bothOn(event.currentTarget) && onEdit()} onKeyDown={(event) => press(event, onEdit)}>
      <td>
        <span class="cut table-name" data-cut dir="auto">
          {row.name}
        </span>
        {row.has_losses === true && (
          <span class="row-losses">
            <Icon name="warning" /> {list.hasLosses}
          </span>
        )}
        {room === "tiny" && <span class="cut secondary">{types[row.authorization_type]}</span>}
        {room !== "wide" && description}
      </td>
      {room === "wide" && <td>{description}</td>}
      {room !== "tiny" && <td class="nowrap">{types[row.authorization_type]}</td>}
      <td>
        <Chips row={row} />
      </td>
      <td class="table-actions">
        <IconButton icon="edit" label={list.edit(row.name)} onClick={onEdit} />
        <IconButton icon="remove" label={list.remove(row.name)} onClick={onRemove} />
      </td>
    </tr>
  );
}
