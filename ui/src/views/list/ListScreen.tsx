// The Authorizations list: filter, table, pager, empty states.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { asked, takeFirstPage } from "../../app/firstData";
import { DEFAULT_QUERY, searching, takePosition, view } from "../../app/listPosition";
import { changes, choose, preferences } from "../../app/session";
import { followSignInEnd } from "../../app/signInEnd";
import { edit, picking } from "../../app/screen";
import type { Failure } from "../../bindings/Failure";
import type { ListPage } from "../../bindings/ListPage";
import type { ListQuery } from "../../bindings/ListQuery";
import type { ListRow } from "../../bindings/ListRow";
import { latest } from "../../form/latest";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Checkbox } from "../../parts/Checkbox";
import { Icon } from "../../parts/Icon";
import { Pager } from "../../parts/Pager";
import { listWidth } from "../../parts/windowWidth";
import { announce } from "../../app/toasts";
import { count, texts } from "../../texts";
import { Screen } from "../Screen";
import { FailureNotice } from "../Failure";
import { Filter } from "./Filter";
import { useOnlyNeeded } from "./onlyNeeded";
import { DeleteDialog } from "./DeleteDialog";
import { Rows } from "./Rows";

const PAGE_ROWS = 25;

export function ListScreen(): JSX.Element {
  const { list } = texts.value;
  const [first] = useState(takeFirstPage);
  const found = useSignal<{ page: ListPage; filter: Filtered } | null>(first && { page: first, filter: null });
  const failure = useSignal<Failure | null>(null);
  const removing = useSignal<ListRow | null>(null);

  const asking = useRef<ReturnType<typeof latest<ListQuery, void>>>(undefined);
  asking.current ??= latest(
    async (query: ListQuery) => {
      try {
        const page = await core.list(query);
        found.value = { page, filter: filterOf(query) };
        failure.value = null;
        announceFound(page);
      } catch (error) {
        failure.value = asFailure(error);
      }
    },
    () => undefined,
  );
  const ask = (query: ListQuery) => {
    view.value = query;
    asking.current?.about(asked(query));
  };
  useEffect(() => followSignInEnd(found.value?.page.sign_in_ends_at_ms ?? null, failure.value), [found.value, failure.value]);
  const offersOnlyNeeded = useOnlyNeeded(found.value?.page ?? null);
  const isComplete = useRef(first !== null);
  useEffect(() => {
    if (isComplete.current && first !== null) announceFound(first);
    else ask(view.peek());
    isComplete.current = false;
  }, [changes.value, preferences.value.last_attempt_column]);

  // After a form, the list returns to the row whose form it was.
  const back = useRef(takePosition);
  useEffect(() => {
    if (found.value === null) return;
    const place = back.current();
    back.current = () => null;
    if (place !== null) goOn(place);
  }, [found.value]);

  // A deleted row had the focus: it moves to the row that follows.
  const removed = useRef<number | null>(null);
  useEffect(() => {
    const at = removed.current;
    removed.current = null;
    if (at === null || document.activeElement !== document.body) return;
    const rows = document.querySelectorAll<HTMLElement>(".table tbody tr");
    (rows[Math.min(at, rows.length - 1)] ?? document.querySelector<HTMLElement>("h1"))?.focus();
  }, [found.value]);

  // After the screen's title took the focus.
  useEffect(() => {
    if (!searching.value) return;
    searching.value = false;
    const field = document.querySelector<HTMLInputElement>("#filter-text");
    field?.focus();
    field?.select();
  }, [searching.value]);

  const create = () => {
    picking.value = true;
  };
  const clear = () => {
    ask(DEFAULT_QUERY);
    // The pressed button disappears with the empty state.
    document.querySelector<HTMLElement>("#filter-text")?.focus();
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
      {failure.value !== null && <FailureNotice failure={failure.value} />}
      <div class="list-tools">
        <Filter query={view.value} onApply={ask} />
        {offersOnlyNeeded && (
          <Checkbox
            id="sign-in-needed"
            label={texts.value.signIn.needed.title}
            ariaLabel={list.onlySignIn}
            checked={view.value.sign_in_needed}
            onCheck={(only) => ask({ ...view.value, sign_in_needed: only, page: 0 })}
          />
        )}
        {listWidth.value === "wide" && (
          <Checkbox
            id="last-attempt-column"
            label={list.columns.attempt}
            ariaLabel={list.showAttempt}
            checked={preferences.value.last_attempt_column}
            onCheck={(shown) => void choose({ last_attempt_column: shown })}
          />
        )}
      </div>
      {found.value !== null &&
        (found.value.page.total === 0 ? (
          <Empty filter={found.value.filter} onCreate={create} onClear={clear} />
        ) : (
          <>
            <Rows
              rows={found.value.page.rows}
              onEdit={(row) => void edit({ id: row.id })}
              onRemove={(row) => {
                removing.value = row;
              }}
            />
            <Pages page={found.value.page} onGo={(page) => ask({ ...view.value, page })} />
          </>
        ))}
      {removing.value !== null && (
        <DeleteDialog
          row={removing.value}
          onEnd={(gone) => {
            const at = found.value?.page.rows.findIndex((row) => row.id === removing.value?.id) ?? -1;
            removing.value = null;
            if (!gone) return;
            removed.current = Math.max(at, 0);
            ask(view.value);
          }}
        />
      )}
    </Screen>
  );
}

function announceFound({ total }: ListPage): void {
  announce(texts.peek().list.found(total, count(total)));
}

/** Restores the scroll position and focuses the visited row, unless the user has already moved the focus. */
function goOn({ top, id }: { top: number; id: string | null }): void {
  document.querySelector("#main")?.scrollTo(0, top);
  const row = [...document.querySelectorAll<HTMLElement>(".table tbody tr")].find((one) => one.dataset["id"] === id);
  if (row === undefined || !document.activeElement?.matches("body, h1")) return;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
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
      labels={{ label: list.pager, previous: list.previous, next: list.next, first: list.firstPage, last: list.lastPage, page: (at) => list.page(count(at)) }}
    />
  );
}

/** What a query filters by; the text takes precedence. */
type Filtered = "text" | "signIn" | "type" | null;

function filterOf({ text, authorization_type: type, sign_in_needed: needsSignIn }: ListQuery): Filtered {
  if (text.trim() !== "") return "text";
  if (needsSignIn) return "signIn";
  return type === null ? null : "type";
}

function Empty({ filter, onCreate, onClear }: { filter: Filtered; onCreate: () => void; onClear: () => void }): JSX.Element {
  const { list } = texts.value;
  const lead = { text: list.nothingText, signIn: list.nothingSignIn, type: list.nothingType };
  return (
    <div class="empty">
      <span class="empty-icon" aria-hidden="true">
        <Icon name={filter === null ? "key" : "search"} />
      </span>
      <p class="empty-title">{filter === null ? list.empty : list.nothing}</p>
      <p class="secondary">{filter === null ? list.emptyLead : lead[filter]}</p>
      {filter === null ? (
        <Button weight="main" icon="plus" onClick={onCreate}>
          {list.createFirst}
        </Button>
      ) : (
        <Button onClick={onClear}>{list.clearFilter}</Button>
      )}
    </div>
  );
}
