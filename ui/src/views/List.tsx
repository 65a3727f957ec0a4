// The list of authorizations: filter, table, pager. What is shown comes from the core, a page at a time.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import type { AuthorizationType } from "../bindings/AuthorizationType";
import type { ListPage } from "../bindings/ListPage";
import type { ListQuery } from "../bindings/ListQuery";
import type { ListRow } from "../bindings/ListRow";
import { changes, picking, tell } from "../app";
import * as ipc from "../ipc";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Pager } from "../parts/Pager";
import { Select } from "../parts/Select";
import { t } from "../texts";
import { AuthorizationTable } from "./AuthorizationTable";
import { Remove } from "./Remove";

const EVERYTHING: ListQuery = { text: "", authorization_type: null, page: 0 };
const PAGE_ROWS = 25;

/** The filter in use outlives the screen: whoever comes back from a form finds the list as it was. */
const query = signal<ListQuery>(EVERYTHING);

export function List() {
  const [page, setPage] = useState<ListPage | null>(null);
  const [removing, setRemoving] = useState<ListRow | null>(null);
  const [version, setVersion] = useState(0);
  const asked = query.value;
  const seen = changes.value;
  useEffect(() => {
    let current = true;
    ipc.list(asked).then((answer) => current && setPage(answer), tell);
    return () => {
      current = false;
    };
  }, [asked, seen, version]);
  const texts = t().list;
  return (
    <div class="page">
      <header class="page-head">
        <h1>{texts.title}</h1>
        <Button
          kind="primary"
          onClick={() => {
            picking.value = true;
          }}
        >
          {texts.add}
        </Button>
      </header>
      <Filter />
      {page && (page.total > 0 ? <Rows page={page} onRemove={setRemoving} /> : <Empty />)}
      {removing && (
        <Remove
          row={removing}
          onClose={() => setRemoving(null)}
          onRemoved={() => {
            setRemoving(null);
            setVersion(version + 1);
          }}
        />
      )}
    </div>
  );
}

function Filter() {
  const [text, setText] = useState(query.value.text);
  const [type, setType] = useState<AuthorizationType | "">(query.value.authorization_type ?? "");
  const { list, types } = t();
  const clear = () => {
    setText("");
    setType("");
    query.value = EVERYTHING;
  };
  useEffect(() => {
    setText(query.value.text);
    setType(query.value.authorization_type ?? "");
  }, [query.value]);
  return (
    <form
      class="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        query.value = { text, authorization_type: type === "" ? null : type, page: 0 };
      }}
    >
      <Field label={list.text}>
        {(control) => (
          <input
            class="input"
            type="text"
            autocomplete="off"
            {...control}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={list.type}>
        {(control) => (
          <Select
            control={control}
            value={type}
            options={[
              ["", list.all],
              ["api-key", types["api-key"]],
              ["oauth2", types.oauth2],
            ]}
            onChange={setType}
          />
        )}
      </Field>
      <Button type="submit">{list.search}</Button>
      <Button kind="quiet" onClick={clear}>
        {list.clear}
      </Button>
    </form>
  );
}

function Rows({ page, onRemove }: { page: ListPage; onRemove: (row: ListRow) => void }) {
  const texts = t().list;
  const first = page.page * PAGE_ROWS + 1;
  return (
    <>
      <AuthorizationTable rows={page.rows} onRemove={onRemove} />
      <Pager
        label={texts.pages}
        range={texts.range(first, first + page.rows.length - 1, page.total)}
        page={page.page}
        pages={Math.ceil(page.total / PAGE_ROWS)}
        names={texts}
        onPage={(number) => {
          query.value = { ...query.value, page: number };
        }}
      />
    </>
  );
}

function Empty() {
  const texts = t().list;
  const filtered = query.value.text.trim() !== "" || query.value.authorization_type !== null;
  const act = () => {
    if (filtered) query.value = EVERYTHING;
    else picking.value = true;
  };
  return (
    <div class="empty" role="status">
      <p>{filtered ? texts.nothing_found : texts.empty}</p>
      <Button kind={filtered ? "plain" : "primary"} onClick={act}>
        {filtered ? texts.nothing_found_action : texts.empty_action}
      </Button>
    </div>
  );
}
