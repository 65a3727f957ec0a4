// What only some servers want: how Basic is written, audience, resources, extra parameters.
import type { JSX } from "preact";

import type { Field } from "../../bindings/Field";
import { Button, IconButton } from "../../parts/Button";
import { Disclosure } from "../../parts/Disclosure";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { count, texts } from "../../texts";
import { bound } from "./bound";
import { Extras } from "./Extras";
import type { OAuthProps } from "./OAuthFields";

const HERE: ReadonlySet<Field> = new Set(["audience", "resource", "extra_body", "extra_headers", "extra_query"]);

export function Advanced(props: OAuthProps): JSX.Element {
  const { fields, controller, environment } = props;
  const problems = controller.form.value.check?.problems ?? [];
  const wrong = problems.some((problem) => problem.environment === environment && HERE.has(problem.field));
  const used = fields.audience !== "" || fields.resources.length > 0 || fields.extras.length > 0 || fields.basic_encoding === "raw";
  return (
    <Disclosure closed={texts.value.form.advanced} aside={texts.value.form.optional} initially={used || wrong}>
      {() => <AdvancedFields {...props} />}
    </Disclosure>
  );
}

function AdvancedFields({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const isBasic = fields.client_authentication === "client_secret_basic";
  return (
    <div class="fields">
      <Select
        id={`${environment}-basic_encoding`}
        label={form.basicEncoding}
        value={fields.basic_encoding}
        disabled={!isBasic}
        hint={isBasic ? form.basicEncodingHint : form.basicEncodingOff}
        options={[
          { value: "rfc6749", text: form.basicEncodings.rfc6749 },
          { value: "raw", text: form.basicEncodings.raw },
        ]}
        onChoose={(chosen) => controller.changeOAuth(environment, { basic_encoding: chosen })}
      />
      <TextField
        {...bound(on, "audience")}
        label={form.fields.audience}
        aside={form.optional}
        mono
        value={fields.audience}
        onText={(audience) => controller.changeOAuth(environment, { audience })}
      />
      <Resources fields={fields} {...on} />
      <Extras fields={fields} place="body" {...on} />
      <Extras fields={fields} place="header" {...on} />
      <Extras fields={fields} place="query" {...on} />
    </div>
  );
}

function Resources({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const put = (resources: string[]) => controller.changeOAuth(environment, { resources });
  return (
    <fieldset class="group">
      <legend class="group-title">
        {form.fields.resource} <span class="field-aside">{form.optional}</span>
      </legend>
      <p class="field-hint">{form.resourceHint}</p>
      {fields.resources.map((resource, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a resource is nothing but its place in the list
        <div class="group-row" key={index}>
          <TextField
            {...bound(on, "resource", index, resource === "")}
            label={form.resourceNumber(count(index + 1))}
            mono
            value={resource}
            onText={(text) => put(fields.resources.with(index, text))}
          />
          <IconButton icon="remove" label={form.removeResource(count(index + 1))} onClick={() => put(fields.resources.toSpliced(index, 1))} />
        </div>
      ))}
      <Button weight="quiet" icon="plus" onClick={() => put([...fields.resources, ""])}>
        {form.addResource}
      </Button>
    </fieldset>
  );
}
