// A chip for each configured environment, which shows whether it is validated, and the state of its kept token.
import type { JSX } from "preact";

import type { Environment } from "../../bindings/Environment";
import type { ListRow } from "../../bindings/ListRow";
import { ENVIRONMENTS } from "../../form/fields";
import { Icon } from "../../parts/Icon";
import { useNow } from "../../parts/now";
import { moment, texts } from "../../texts";

export function Chips({ row }: { row: ListRow }): JSX.Element {
  return (
    <span class="chips">
      {ENVIRONMENTS.map((environment) => (
        <Chip key={environment} environment={environment} row={row} />
      ))}
    </span>
  );
}

interface ChipProps {
  environment: Environment;
  row: ListRow;
}

function Chip({ environment, row }: ChipProps): JSX.Element | null {
  const expiresAt = row.token_expires_at_ms?.[environment] ?? null;
  if (row.environments[environment] === "not_configured") return null;
  return expiresAt === null ? <Label environment={environment} row={row} /> : <WithToken environment={environment} row={row} expiresAt={expiresAt} />;
}

/** How often a list looks whether a token has expired. */
const LOOKS_MS = 15_000;

function WithToken({ expiresAt, ...chip }: ChipProps & { expiresAt: number }): JSX.Element {
  const { chip: words } = texts.value.tokens;
  const isValid = useNow(LOOKS_MS) < expiresAt;
  return <Label {...chip} token={isValid ? "valid" : "expired"} words={isValid ? words.valid(moment(expiresAt)) : words.expired} />;
}

function Label({ environment, row, token, words }: ChipProps & { token?: "valid" | "expired"; words?: string }): JSX.Element {
  const { environments, list } = texts.value;
  const state = row.environments[environment];
  const labels = [state === "not_configured" ? "" : list.states[state], words].filter(Boolean).join(", ");
  return (
    <span class={`chip chip-${environment} ${state === "validated" ? "is-validated" : ""}`} data-tip={`${environments[environment]}: ${labels}`}>
      <Icon name={state === "validated" ? "check" : "circle"} />
      {environments[environment]}
      {token !== undefined && <Icon name={token === "valid" ? "key" : "wait"} class={`chip-token is-${token}`} />}
      <span class="visually-hidden">{`: ${labels}`}</span>
    </span>
  );
}
