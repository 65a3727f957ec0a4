// Create or edit an authorization: the general part, the environment tabs, the bar that saves.
import { useState } from "preact/hooks";

import type { AuthorizationId } from "../bindings/AuthorizationId";
import type { AuthorizationType } from "../bindings/AuthorizationType";
import type { Environment } from "../bindings/Environment";
import { failureText, go, leave, screen, setUnsaved } from "../app";
import { type EnvironmentStatus, ENVIRONMENTS, fieldKey, type FormState, statusOf } from "../form/model";
import { counter, problemTexts } from "../form/problemText";
import { type FormControl, useForm } from "../form/useForm";
import { Field } from "../parts/Field";
import { Icon } from "../parts/Icon";
import { Select } from "../parts/Select";
import { Tabs } from "../parts/Tabs";
import { toast } from "../parts/toasts";
import { t } from "../texts";
import { ApiKeyFields } from "./ApiKeyFields";
import { ClientCredentialsFields } from "./ClientCredentialsFields";
import { SaveBar } from "./SaveBar";
import { Stale } from "./Stale";

const LIMIT = 1024;

export function Form({ type, id }: { type: AuthorizationType | null; id: AuthorizationId | null }) {
  const form = useForm(type, id);
  const [environment, setEnvironment] = useState<Environment>("staging");
  const state = form.state.value;
  const texts = t().form;
  const cancel = () => go({ name: "list" });
  const save = async () => {
    const authorization = await form.save();
    if (!authorization) return;
    toast(texts.saved(authorization.draft.name));
    setUnsaved(false);
    screen.value = { name: "list" };
  };
  if (!state) {
    return form.failure.value ? <p class="message message-danger page">{failureText(form.failure.value)}</p> : null;
  }
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === "Escape") cancel();
      }}
    >
      <div class="form-scroll">
        <header class="form-head">
          <button type="button" class="back" onClick={() => leave(() => (screen.value = { name: "list" }))}>
            <Icon name="previous" />
            {texts.back}
          </button>
          <h1>
            {state.saved.id ? texts.edit : texts.create}
            {state.draft.name.trim() !== "" && (
              <>
                <span class="head-separator"> · </span>
                <bdi class="head-name">{state.draft.name}</bdi>
              </>
            )}
          </h1>
        </header>
        {form.changedElsewhere.value && (
          <p class="message message-warn" role="status">
            {texts.changed_elsewhere}
          </p>
        )}
        <General form={form} state={state} />
        <EnvironmentTabs form={form} state={state} environment={environment} onSelect={setEnvironment} />
      </div>
      <SaveBar form={form} state={state} onCancel={cancel} onSave={() => void save()} />
      {form.stale.value && <Stale form={form} state={state} theirs={form.stale.value} onSaved={() => void save()} />}
    </form>
  );
}

function General({ form, state }: { form: FormControl; state: FormState }) {
  const { fields, form: texts, grants } = t();
  const { draft } = state;
  return (
    <section class="form-part">
      <Field label={fields.name} required problems={problemTexts(state, "name")} counter={counter(draft.name.trim(), LIMIT)}>
        {(control) => (
          <input
            class="input"
            type="text"
            autocomplete="off"
            {...control}
            value={draft.name}
            autofocus={!state.saved.id}
            onInput={(event) => form.edit({ ...draft, name: event.currentTarget.value })}
            onBlur={() => form.touch(fieldKey("name", null))}
          />
        )}
      </Field>
      <Field label={fields.description} problems={problemTexts(state, "description")} counter={counter(draft.description, LIMIT)}>
        {(control) => (
          <input
            class="input"
            type="text"
            autocomplete="off"
            {...control}
            value={draft.description}
            onInput={(event) => form.edit({ ...draft, description: event.currentTarget.value })}
          />
        )}
      </Field>
      {draft.details.type === "oauth2" && (
        <Field label={texts.grant} required>
          {(control) => (
            <Select
              control={control}
              value="client_credentials"
              options={[["client_credentials", grants.client_credentials]]}
              onChange={() => {}}
            />
          )}
        </Field>
      )}
    </section>
  );
}

interface TabsProps {
  form: FormControl;
  state: FormState;
  environment: Environment;
  onSelect: (environment: Environment) => void;
}

function EnvironmentTabs({ form, state, environment, onSelect }: TabsProps) {
  const { environments, form: texts } = t();
  return (
    <section class="form-part">
      <Tabs
        label={texts.environments}
        selected={environment}
        onSelect={onSelect}
        tabs={ENVIRONMENTS.map((key) => ({
          key,
          label: environments[key],
          state: <TabState status={statusOf(state, key)} />,
        }))}
      >
        {environment === "staging" && (
          <p class="tab-note">
            <Icon name="info" />
            {texts.staging_note}
          </p>
        )}
        {state.draft.details.type === "oauth2" ? (
          <ClientCredentialsFields key={environment} form={form} state={state} environment={environment} />
        ) : (
          <ApiKeyFields key={environment} form={form} state={state} environment={environment} />
        )}
      </Tabs>
    </section>
  );
}

function TabState({ status }: { status: EnvironmentStatus }) {
  const words = t().form.status[status];
  return (
    <span class={`tab-state tab-state-${status}`} title={words}>
      {status === "validated" && <Icon name="check" size={14} />}
      <span class="visually-hidden">{`, ${words}`}</span>
    </span>
  );
}

