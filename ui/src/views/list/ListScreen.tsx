// The Authorizations list: filter, table, pager, empty states.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { changes } from "../../app/session";
import { edit, openFailure, picking } from "../../app/screen";
import type { Failure } from "../../bindings/Failure";
import type { ListPage } from "../../bindings/ListPage";
import type { ListQuery } from "../../bindings/ListQuery";
import type { ListRow } from "../../bindings/ListRow";
import { latest } from "../../form/latest";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { Notice } from "../../parts/Notice";
import { Pager } from "../../parts/Pager";
import { announce } from "../../app/toasts";
import { count, texts } from "../../texts";
import { Screen } from "../Screen";
import { failureText } from "../words";
import { Filter } from "./Filter";
import { Removal } from "./Removal";
import { Rows } from "./Rows";

const PAGE_ROWS = 25;
const FIRST_VIEW: ListQuery = { text: "", authorization_type: null, page: 0 };

export function ListScreen(): JSX.Element {
  const { list } = texts.value;
  const query = useSignal(FIRST_VIEW);
  const found = useSignal<ListPage | null>(null);
  const failure = useSignal<Failure | null>(null);
  const removing = useSignal<ListRow | null>(null);

  const asking = useRef<ReturnType<typeof latest<ListQuery, void>>>(undefined);
  asking.current ??= latest(
    async (asked: ListQuery) => {
      try {
        found.value = await core.list(asked);
        failure.value = null;
        announce(list.found(found.value.total, count(found.value.total)));
      } catch (error) {
        failure.value = asFailure(error);
      }
    },
    () => undefined,
  );
  const ask = (asked: ListQuery) => {
    query.value = asked;
    asking.current?.about(asked);
  };
  useEffect(() => ask(query.peek()), [changes.value]);

  const filtered = query.value.text.trim() !== "" || query.value.authorization_type !== null;
  const shown = failure.value ?? openFailure.value;
  const create = () => {
    picking.value = true;
  };
  return (
    <Screen
      title={list.title}
      aside={
        <Button weight="main" onClick={create}>
          {list.create}
        </Button>
      }
    >
      {shown !== null && <Notice tone="danger" role="alert" title={failureText(shown)} />}
      <Filter query={query.value} onApply={ask} />
      {found.value !== null &&
        (found.value.total === 0 ? (
          <Empty filtered={filtered} onCreate={create} onClear={() => ask(FIRST_VIEW)} />
        ) : (
          <>
            <Rows
              rows={found.value.rows}
              onEdit={(row) => void edit({ id: row.id })}
              onRemove={(row) => {
                removing.value = row;
              }}
            />
            <Pages page={found.value} onGo={(page) => ask({ ...query.value, page })} />
          </>
        ))}
      {removing.value !== null && (
        <Removal
          row={removing.value}
          onEnd={(removed) => {
            removing.value = null;
            if (removed) ask(query.value);
          }}
        />
      )}
    </Screen>
  );
}

function Pages({ page, onGo }: { page: ListPage; onGo: (page: number) => void }): JSX.Element {
  const { list } = texts.value;
  const from = page.page * PAGE_ROWS + 1;
  const range = list.range(count(from), count(from + page.rows.length - 1), count(page.total));
  return (
    <Pager
      page={page.page}
      pages={Math.ceil(page.total / PAGE_ROWS)}
      range={range}
      onGo={onGo}
      words={{ label: list.pager, previous: list.previous, next: list.next, page: (at) => list.page(count(at)) }}
    />
  );
}

function Empty({ filtered, onCreate, onClear }: { filtered: boolean; onCreate: () => void; onClear: () => void }): JSX.Element {
  const { list } = texts.value;
  return (
    <div class="empty">
      <span class="empty-sign" aria-hidden="true">
        <Icon name={filtered ? "search" : "key"} />
      </span>
      <p class="empty-title">{filtered ? list.nothing : list.empty}</p>
      <p class="secondary">{filtered ? list.nothingLead : list.emptyLead}</p>
      {filtered ? (
        <Button onClick={onClear}>{list.clearFilter}</Button>
      ) : (
        <Button weight="main" icon="plus" onClick={onCreate}>
          {list.createFirst}
        </Button>
      )}
    </div>
  );
}
