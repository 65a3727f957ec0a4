// The fields of an environment for an API key.
import type { ApiKeyDraft } from "../bindings/ApiKeyDraft";
import type { Environment } from "../bindings/Environment";
import { fieldKey, fieldsOf, type FormState } from "../form/model";
import { counter, problemTexts } from "../form/problemText";
import type { FormControl } from "../form/useForm";
import { Field } from "../parts/Field";
import { Select } from "../parts/Select";
import { t } from "../texts";
import { ClearEnvironment } from "./ClearEnvironment";
import { SecretControl } from "./SecretControl";

const KEY_LIMIT = 250;

export function ApiKeyFields({ form, state, environment }: { form: FormControl; state: FormState; environment: Environment }) {
  const fields = fieldsOf(state.draft, environment) as ApiKeyDraft;
  const before = fieldsOf(state.saved, environment) as ApiKeyDraft;
  const edit = (change: Partial<ApiKeyDraft>) => form.editFields<ApiKeyDraft>(environment, change);
  const { fields: names, form: texts, places } = t();
  return (
    <>
      <Field label={names.key} required problems={problemTexts(state, "key", environment)} counter={counter(fields.key, KEY_LIMIT)}>
        {(control) => (
          <input
            class="input mono"
            type="text"
            autocomplete="off"
            spellcheck={false}
            {...control}
            value={fields.key}
            onInput={(event) => edit({ key: event.currentTarget.value })}
            onBlur={() => form.touch(fieldKey("key", environment))}
          />
        )}
      </Field>
      <Field label={texts.in} required>
        {(control) => (
          <Select
            control={control}
            value={fields.in}
            options={[
              ["header", places.header],
              ["query", places.query],
              ["cookie", places.cookie],
            ]}
            onChange={(place) => edit({ in: place })}
          />
        )}
      </Field>
      <Field label={names.value} required problems={problemTexts(state, "value", environment)}>
        {(control) => (
          <SecretControl
            control={control}
            label={names.value}
            form={form}
            environment={environment}
            field={{ field: "value" }}
            value={fields.value}
            isStored={before.value.kind === "stored"}
            onChange={(value) => edit({ value })}
            onBlur={() => form.touch(fieldKey("value", environment))}
          />
        )}
      </Field>
      <ClearEnvironment form={form} state={state} environment={environment} />
    </>
  );
}
