// The table. Rows are focusable: Enter or a double click edits one, the arrow keys move between them.
import type { JSX, TargetedKeyboardEvent } from "preact";
import { useRef } from "preact/hooks";

import { preferences } from "../../app/session";
import type { ListRow } from "../../bindings/ListRow";
import { ENVIRONMENTS } from "../../form/fields";
import { IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { listWidth } from "../../parts/windowWidth";
import { isolate } from "../../texts/isolate";
import { joinWords, texts } from "../../texts";
import { Chips } from "./Chips";
import { useColumnWidths } from "./columnWidths";
import { presses } from "./doubleClick";
import { LastAttempts } from "./LastAttempts";

interface Props {
  rows: readonly ListRow[];
  onEdit: (row: ListRow) => void;
  onRemove: (row: ListRow) => void;
}

export function Rows({ rows, onEdit, onRemove }: Props): JSX.Element {
  const { columns } = texts.value.list;
  const room = listWidth.value;
  const attempts = showsAttempts();
  const table = useRef<HTMLTableElement>(null);
  useColumnWidths(table, `${room} ${attempts} ${rows.map(({ id, name, description }) => `${id} ${name} ${description}`).join("\n")}`);
  return (
    <div class="table-frame">
      <table class={`table table-${room}`} ref={table}>
        <thead>
          <tr>
            <th scope="col" class="col-name">{columns.name}</th>
            {room === "wide" && <th scope="col" class="col-description">{columns.description}</th>}
            {room !== "tiny" && <th scope="col" class="col-type">{columns.type}</th>}
            <th scope="col" class="col-environment">{columns.environment}</th>
            {attempts && <th scope="col" class="col-attempt">{columns.attempt}</th>}
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

/** Whether there is the column *Last attempt*, and room for it. */
const showsAttempts = (): boolean => listWidth.value === "wide" && preferences.value.last_attempt_column;

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
  const { environments, list, signIn, types } = texts.value;
  const room = listWidth.value;
  const description = row.description !== "" && (
    <span class="cut secondary table-description" data-cut dir="auto">
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
        {row.skips_verification !== undefined && (
          <span class="row-losses">
            <Icon name="warning" /> {list.unverified(joinWords(ENVIRONMENTS.filter((environment) => row.skips_verification?.[environment] === true).map((environment) => environments[environment])))}
          </span>
        )}
        {row.sign_in_needed !== undefined && (
          <span class="chip chip-sign-in">
            <Icon name="key" />
            <span>
              {signIn.needed.of(joinWords(ENVIRONMENTS.filter((environment) => row.sign_in_needed?.[environment] === true).map((environment) => environments[environment])))}
            </span>
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
      {showsAttempts() && (
        <td>
          <LastAttempts attempts={row.last_attempts} />
        </td>
      )}
      <td class="table-actions">
        <IconButton icon="edit" label={list.edit(isolate(row.name))} onClick={onEdit} />
        <IconButton icon="remove" label={list.remove(isolate(row.name))} onClick={onRemove} />
      </td>
    </tr>
  );
}
