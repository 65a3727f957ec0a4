// The fields of an API key.
import type { JSX } from "preact";

import type { ApiKeyDraft } from "../../bindings/ApiKeyDraft";
import type { KeyPlace } from "../../bindings/KeyPlace";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { type EnvironmentProps, fieldProps } from "./fieldProps";
import { limitOf } from "./General";
import { Secret } from "./Secret";

const PLACES: readonly KeyPlace[] = ["header", "query", "cookie"];
const KEY_MOST = 250;
const KEY_NEAR = 200;

export function ApiKeyFields({ fields, ...on }: EnvironmentProps & { fields: ApiKeyDraft }): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const put = (changes: Partial<ApiKeyDraft>) => controller.changeFields(environment, { ...fields, ...changes });
  return (
    <div class="fields">
      <TextField
        {...fieldProps(on, "key")}
        label={form.fields.key}
        required
        mono
        value={fields.key}
        limit={limitOf(KEY_MOST, KEY_NEAR)}
        onText={(key) => put({ key })}
      />
      <Select
        id={`${environment}-in`}
        label={form.fields.in}
        value={fields.in}
        options={PLACES.map((place) => ({ value: place, text: form.places[place] }))}
        onChoose={(place) => put({ in: place })}
      />
      <Secret {...on} {...fieldProps(on, "value")} label={form.fields.value} required field={{ field: "value" }} input={fields.value} />
    </div>
  );
}
