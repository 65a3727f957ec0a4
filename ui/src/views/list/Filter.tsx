// The filter row. SEARCH or Enter applies it; CLEAR shows the full list.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { AuthorizationType } from "../../bindings/AuthorizationType";
import type { ListQuery } from "../../bindings/ListQuery";
import { Button } from "../../parts/Button";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";

interface Props {
  query: ListQuery;
  onApply: (query: ListQuery) => void;
}

export function Filter({ query, onApply }: Props): JSX.Element {
  const { list, types } = texts.value;
  const text = useSignal(query.text);
  const type = useSignal<AuthorizationType | "">(query.authorization_type ?? "");
  useEffect(() => {
    text.value = query.text;
    type.value = query.authorization_type ?? "";
  }, [query.text, query.authorization_type]);

  const apply = (needed = query.sign_in_needed) =>
    onApply({ text: text.value, authorization_type: type.value === "" ? null : type.value, sign_in_needed: needed, page: 0, with_last_attempts: false });
  const clear = () => {
    text.value = "";
    type.value = "";
    apply(false);
  };
  return (
    <form
      class="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <TextField
        id="filter-text"
        label={list.text}
        value={text.value}
        onText={(typed) => {
          text.value = typed;
        }}
      />
      <Select
        id="filter-type"
        label={list.type}
        value={type.value}
        options={[
          { value: "", text: list.allTypes },
          { value: "api-key", text: types["api-key"] },
          { value: "oauth2", text: types.oauth2 },
        ]}
        onChoose={(chosen) => {
          type.value = chosen;
        }}
      />
      <Button type="submit">{list.search}</Button>
      <Button weight="quiet" onClick={clear}>
        {list.clear}
      </Button>
    </form>
  );
}
