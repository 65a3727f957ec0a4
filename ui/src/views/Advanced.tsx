// What few need: how Basic credentials are written, audience, resources, extra parameters.
import type { ClientCredentialsDraft } from "../bindings/ClientCredentialsDraft";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { ExtraPlace } from "../bindings/ExtraPlace";
import type { Field as FieldName } from "../bindings/Field";
import { fieldsOf, isEnvironmentDirty } from "../form/model";
import { problemTexts, valueProblemTexts } from "../form/problemText";
import { Button, IconButton } from "../parts/Button";
import { Field } from "../parts/Field";
import { Select } from "../parts/Select";
import { t } from "../texts";
import type { FieldsProps } from "./ClientCredentialsFields";
import { SecretControl } from "./SecretControl";

const FIELD_OF: Record<ExtraPlace, FieldName> = { body: "extra_body", header: "extra_headers", query: "extra_query" };

export function Advanced(props: FieldsProps) {
  const { form, state, environment } = props;
  const fields = fieldsOf(state.draft, environment) as ClientCredentialsDraft;
  const edit = (change: Partial<ClientCredentialsDraft>) => form.editFields<ClientCredentialsDraft>(environment, change);
  const { fields: names, form: texts, encodings } = t();
  const used =
    fields.basic_encoding !== "rfc6749" || fields.audience !== "" || fields.resources.length > 0 || fields.extras.length > 0;
  return (
    <details class="advanced" open={used && !isEnvironmentDirty(state, environment) ? true : undefined}>
      <summary>{texts.advanced}</summary>
      <Field label={texts.encoding} hint={texts.encoding_note}>
        {(control) => (
          <Select
            control={control}
            value={fields.basic_encoding}
            options={[
              ["rfc6749", encodings.rfc6749],
              ["raw", encodings.raw],
            ]}
            onChange={(value) => edit({ basic_encoding: value })}
          />
        )}
      </Field>
      <Field label={names.audience} problems={problemTexts(state, "audience", environment)}>
        {(control) => (
          <input
            class="input mono"
            type="text"
            autocomplete="off"
            spellcheck={false}
            {...control}
            value={fields.audience}
            onInput={(event) => edit({ audience: event.currentTarget.value })}
          />
        )}
      </Field>
      <Resources {...props} />
      <Extras {...props} />
    </details>
  );
}

function Resources({ form, state, environment }: FieldsProps) {
  const { resources } = fieldsOf(state.draft, environment) as ClientCredentialsDraft;
  const set = (next: string[]) => form.editFields<ClientCredentialsDraft>(environment, { resources: next });
  const { fields: names, form: texts } = t();
  return (
    <>
      {resources.map((resource, at) => (
        <Field
          key={at}
          label={resources.length > 1 ? `${names.resource} ${at + 1}` : names.resource}
          problems={valueProblemTexts(state, "resource", environment, at)}
        >
          {(control) => (
            <div class="row">
              <input
                class="input mono"
                type="text"
                inputMode="url"
                autocomplete="off"
                spellcheck={false}
                {...control}
                value={resource}
                onInput={(event) => set(resources.with(at, event.currentTarget.value))}
              />
              <IconButton icon="x" label={texts.remove_resource(at + 1)} onClick={() => set(resources.toSpliced(at, 1))} />
            </div>
          )}
        </Field>
      ))}
      <div class="field-aside">
        <Button kind="quiet" icon="plus" onClick={() => set([...resources, ""])}>
          {texts.add_resource}
        </Button>
      </div>
    </>
  );
}

function Extras(props: FieldsProps) {
  const { form, state, environment } = props;
  const { extras } = fieldsOf(state.draft, environment) as ClientCredentialsDraft;
  const set = (next: ExtraDraft[]) => form.editFields<ClientCredentialsDraft>(environment, { extras: next });
  const texts = t().form;
  const fresh = (): ExtraDraft => ({ slot: crypto.randomUUID(), place: "body", name: "", value: { kind: "plain", text: "" } });
  return (
    <fieldset class="extras">
      <legend>{texts.extras}</legend>
      {extras.map((extra, at) => (
        <Extra
          key={extra.slot}
          {...props}
          extra={extra}
          number={at + 1}
          problems={extraProblems(props, extras, at)}
          onChange={(changed) => set(extras.with(at, changed))}
          onRemove={() => set(extras.toSpliced(at, 1))}
        />
      ))}
      <Button kind="quiet" icon="plus" onClick={() => set([...extras, fresh()])}>
        {texts.add_extra}
      </Button>
    </fieldset>
  );
}

/** The core counts parameters within their place. */
function extraProblems({ state, environment }: FieldsProps, extras: readonly ExtraDraft[], at: number): string[] {
  const extra = extras[at];
  if (!extra) return [];
  const index = extras.slice(0, at).filter((other) => other.place === extra.place).length;
  const field = FIELD_OF[extra.place];
  const touchedOrTyped = extra.name !== "" || state.touched.has(`${environment}.${field}`);
  return touchedOrTyped ? valueProblemTexts({ ...state, touched: new Set([`${environment}.${field}`]) }, field, environment, index) : [];
}

interface ExtraProps extends FieldsProps {
  extra: ExtraDraft;
  number: number;
  problems: readonly string[];
  onChange: (extra: ExtraDraft) => void;
  onRemove: () => void;
}

function Extra({ form, state, environment, extra, number, problems, onChange, onRemove }: ExtraProps) {
  const { extra_places, form: texts } = t();
  const before = (fieldsOf(state.saved, environment) as ClientCredentialsDraft).extras.find((other) => other.slot === extra.slot);
  const isStored = before?.value.kind === "secret" && before.value.input.kind === "stored";
  const { value } = extra;
  const secret = value.kind === "secret";
  return (
    <div class="extra">
      <Select
        control={{ id: `place-${extra.slot}`, ...named(texts.extra_place(number)) }}
        value={extra.place}
        options={[
          ["body", extra_places.body],
          ["header", extra_places.header],
          ["query", extra_places.query],
        ]}
        onChange={(place) => onChange({ ...extra, place })}
      />
      <input
        class="input mono"
        type="text"
        autocomplete="off"
        spellcheck={false}
        aria-label={texts.extra_name(number)}
        placeholder={t().fields.name}
        value={extra.name}
        onInput={(event) => onChange({ ...extra, name: event.currentTarget.value })}
      />
      {value.kind === "secret" ? (
        <SecretControl
          control={{ id: `value-${extra.slot}`, ...named(texts.extra_value(number)) }}
          label={texts.extra_value(number)}
          form={form}
          environment={environment}
          field={{ field: "extra", slot: extra.slot }}
          value={value.input}
          isStored={isStored}
          onChange={(input) => onChange({ ...extra, value: { kind: "secret", input } })}
        />
      ) : (
        <input
          class="input mono"
          type="text"
          autocomplete="off"
          spellcheck={false}
          aria-label={texts.extra_value(number)}
          placeholder={t().fields.value}
          value={value.text}
          onInput={(event) => onChange({ ...extra, value: { kind: "plain", text: event.currentTarget.value } })}
        />
      )}
      <label class="check">
        <input
          type="checkbox"
          aria-label={texts.extra_secret(number)}
          checked={secret}
          onChange={() => onChange({ ...extra, value: toggled(extra, isStored) })}
        />
        {texts.secret}
      </label>
      <IconButton icon="x" label={texts.remove_extra(number)} onClick={onRemove} />
      {problems.length > 0 && (
        <ul class="problems">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What was typed stays when it becomes secret; a stored secret is not shown by becoming plain. */
function toggled(extra: ExtraDraft, isStored: boolean): ExtraDraft["value"] {
  const { value } = extra;
  if (value.kind === "secret") return { kind: "plain", text: value.input.kind === "typed" ? value.input.text : "" };
  if (value.text !== "") return { kind: "secret", input: { kind: "typed", text: value.text } };
  return { kind: "secret", input: { kind: isStored ? "stored" : "blank" } };
}

function named(label: string) {
  return { "aria-label": label };
}
