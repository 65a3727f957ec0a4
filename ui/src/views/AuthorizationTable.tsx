// The rows of the list.
import type { Environment } from "../bindings/Environment";
import type { EnvironmentState } from "../bindings/EnvironmentState";
import type { ListRow } from "../bindings/ListRow";
import { go } from "../app";
import { ENVIRONMENTS } from "../form/model";
import { IconButton } from "../parts/Button";
import { ClippedText } from "../parts/ClippedText";
import { Icon } from "../parts/Icon";
import { t } from "../texts";

export function AuthorizationTable({ rows, onRemove }: { rows: readonly ListRow[]; onRemove: (row: ListRow) => void }) {
  const { list } = t();
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{list.name}</th>
            <th scope="col">{list.description}</th>
            <th scope="col" class="column-type">
              {list.type}
            </th>
            <th scope="col" class="column-environment">
              {list.environment}
            </th>
            <th scope="col" class="column-actions">
              {list.actions}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} onRemove={onRemove} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, onRemove }: { row: ListRow; onRemove: (row: ListRow) => void }) {
  const { list, types } = t();
  const edit = () => go({ name: "edit", id: row.id });
  return (
    <tr
      tabIndex={0}
      onDblClick={edit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.target === event.currentTarget) edit();
      }}
    >
      <td class="cell-name">
        <ClippedText text={row.name} />
      </td>
      <td class="cell-description">
        <ClippedText text={row.description} />
      </td>
      <td>{types[row.authorization_type]}</td>
      <td>
        <span class="chips">
          {ENVIRONMENTS.map((environment) => (
            <Chip key={environment} environment={environment} state={row.environments[environment]} />
          ))}
        </span>
      </td>
      <td class="cell-actions">
        <IconButton icon="edit" label={list.edit(row.name)} onClick={edit} />
        <IconButton icon="delete" label={list.delete(row.name)} onClick={() => onRemove(row)} />
      </td>
    </tr>
  );
}

export function Chip({ environment, state }: { environment: Environment; state: EnvironmentState }) {
  if (state === "not_configured") return null;
  const name = t().environments[environment];
  const words = `${name}: ${t().list.state[state]}`;
  return (
    <span class={`chip chip-${environment} chip-${state}`} title={words}>
      {state === "validated" && <Icon name="check" size={12} />}
      <span aria-hidden="true">{name}</span>
      <span class="visually-hidden">{words}</span>
    </span>
  );
}
