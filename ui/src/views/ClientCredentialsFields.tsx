// The fields of an environment for Client Credentials.
import { useRef, useState } from "preact/hooks";

import type { ClientCredentialsDraft } from "../bindings/ClientCredentialsDraft";
import type { Environment } from "../bindings/Environment";
import type { RefusedScope } from "../bindings/RefusedScope";
import { tell } from "../app";
import { fieldKey, fieldsOf, type FormState, problemsOf } from "../form/model";
import { codeText, problemTexts } from "../form/problemText";
import type { FormControl } from "../form/useForm";
import * as ipc from "../ipc";
import { Field } from "../parts/Field";
import { Select } from "../parts/Select";
import { TagField } from "../parts/TagField";
import { t } from "../texts";
import { Advanced } from "./Advanced";
import { ClearEnvironment } from "./ClearEnvironment";
import { Connect } from "./Connect";
import { SecretControl } from "./SecretControl";

export interface FieldsProps {
  form: FormControl;
  state: FormState;
  environment: Environment;
}

export function ClientCredentialsFields({ form, state, environment }: FieldsProps) {
  const fields = fieldsOf(state.draft, environment) as ClientCredentialsDraft;
  const before = fieldsOf(state.saved, environment) as ClientCredentialsDraft;
  const edit = (change: Partial<ClientCredentialsDraft>) => form.editFields<ClientCredentialsDraft>(environment, change);
  const touch = (field: "token_url" | "client_id" | "client_secret") => form.touch(fieldKey(field, environment));
  const { fields: names, form: texts, authentications } = t();
  return (
    <>
      <TokenUrl form={form} state={state} environment={environment} />
      <Field label={names.client_id} required problems={problemTexts(state, "client_id", environment)}>
        {(control) => (
          <input
            class="input mono"
            type="text"
            autocomplete="off"
            spellcheck={false}
            {...control}
            value={fields.client_id}
            onInput={(event) => edit({ client_id: event.currentTarget.value })}
            onBlur={() => touch("client_id")}
          />
        )}
      </Field>
      <Field label={names.client_secret} required problems={problemTexts(state, "client_secret", environment)}>
        {(control) => (
          <SecretControl
            control={control}
            label={names.client_secret}
            form={form}
            environment={environment}
            field={{ field: "client_secret" }}
            value={fields.client_secret}
            isStored={before.client_secret.kind === "stored"}
            onChange={(value) => edit({ client_secret: value })}
            onBlur={() => touch("client_secret")}
          />
        )}
      </Field>
      <Scopes form={form} state={state} environment={environment} />
      <Field label={texts.authentication}>
        {(control) => (
          <Select
            control={control}
            value={fields.client_authentication}
            options={[
              ["client_secret_basic", authentications.client_secret_basic],
              ["client_secret_post", authentications.client_secret_post],
            ]}
            onChange={(value) => edit({ client_authentication: value })}
          />
        )}
      </Field>
      <Advanced form={form} state={state} environment={environment} />
      <Connect form={form} state={state} environment={environment} />
      <ClearEnvironment form={form} state={state} environment={environment} />
    </>
  );
}

function TokenUrl({ form, state, environment }: FieldsProps) {
  const fields = fieldsOf(state.draft, environment) as ClientCredentialsDraft;
  const { fields: names, form: texts } = t();
  const refused = problemsOf(state, "token_url", environment).some((problem) => problem.code === "cleartext_refused");
  return (
    <>
      <Field label={names.token_url} required problems={problemTexts(state, "token_url", environment)}>
        {(control) => (
          <input
            class="input mono"
            type="text"
            inputMode="url"
            autocomplete="off"
            spellcheck={false}
            {...control}
            value={fields.token_url}
            onInput={(event) => form.editFields<ClientCredentialsDraft>(environment, { token_url: event.currentTarget.value })}
            onBlur={() => form.touch(fieldKey("token_url", environment))}
          />
        )}
      </Field>
      {(refused || fields.accept_cleartext) && (
        <label class="check field-aside">
          <input
            type="checkbox"
            checked={fields.accept_cleartext}
            onChange={(event) =>
              form.editFields<ClientCredentialsDraft>(environment, { accept_cleartext: event.currentTarget.checked })
            }
          />
          {texts.accept_cleartext}
        </label>
      )}
    </>
  );
}

/** Tags to show at most by their own problem; the rest is summed up in the list of problems. */
const SHOWN_REFUSALS = 5;

function Scopes({ form, state, environment }: FieldsProps) {
  const [refused, setRefused] = useState<readonly RefusedScope[]>([]);
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const fields = fieldsOf(state.draft, environment) as ClientCredentialsDraft;
  const { fields: names, form: texts, problem_of } = t();
  const problems = problemsOf(state, "scopes", environment);
  const current = () => (form.state.value ? (fieldsOf(form.state.value.draft, environment) as ClientCredentialsDraft).scopes : []);
  const set = (scopes: string[]) => form.editFields<ClientCredentialsDraft>(environment, { scopes });
  // Texts are read one after the other, in the order in which they were typed.
  const take = (text: string): Promise<string> => {
    const taken = turn.current.then(async () => {
      try {
        const answer = await ipc.readScopes(text, current());
        if (answer.added.length > 0) set([...current(), ...answer.added]);
        setRefused(answer.refused);
        // A duplicate stands there already; what is wrong stays, to be mended.
        return answer.refused.filter((scope) => scope.code !== "duplicate").map((scope) => scope.value).join(" ");
      } catch (error) {
        tell(error);
        return text;
      }
    });
    turn.current = taken;
    return taken;
  };
  const messages = [
    ...refused.slice(0, SHOWN_REFUSALS).map((scope) => problem_of(shorten(scope.value), codeText(scope))),
    ...problems.filter((problem) => problem.index === null).map(codeText),
    ...problems
      .filter((problem) => problem.index !== null)
      .slice(0, SHOWN_REFUSALS)
      .map((problem) => problem_of(shorten(fields.scopes[problem.index ?? 0] ?? ""), codeText(problem))),
  ];
  const wrong = new Set(problems.flatMap((problem) => (problem.index === null ? [] : [problem.index])));
  return (
    <Field label={names.scopes} hint={texts.scopes_hint} problems={[...new Set(messages)]}>
      {(control) => (
        <TagField
          control={control}
          tags={fields.scopes}
          names={{ remove: texts.remove_scope, removeAll: texts.remove_scopes }}
          wrong={wrong}
          onText={take}
          onRemove={(index) => {
            setRefused([]);
            set(current().filter((_, at) => at !== index));
          }}
          onRemoveAll={() => {
            setRefused([]);
            set([]);
          }}
        />
      )}
    </Field>
  );
}

function shorten(value: string): string {
  const characters = [...value];
  return characters.length > 40 ? `${characters.slice(0, 40).join("")}…` : value;
}
