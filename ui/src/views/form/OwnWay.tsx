// Servers that go their own way: how the request is written and where the token is, where a server doesn't follow RFC 6749.
import type { JSX } from "preact";
import { useLayoutEffect } from "preact/hooks";

import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import { grantOf, usesField } from "../../form/grants";
import { askedField } from "../../form/askedField";
import { OWN_WAY } from "../../form/ownWay";
import { Checkbox } from "../../parts/Checkbox";
import { Disclosure } from "../../parts/Disclosure";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { type OAuthProps, fieldProps } from "./fieldProps";

/** The Content-Type of each format with a body. */
const CONTENT_TYPES = { form: "application/x-www-form-urlencoded", json: "application/json" } as const;

/** Whether any of the fields differs from what RFC 6749 has. */
export const goesOwnWay = (fields: OAuth2Draft): boolean =>
  fields.request_format !== "form" ||
  (fields.client_id_in_body && fields.client_authentication === "client_secret_basic") ||
  fields.scope_separator !== "space" ||
  fields.grant_type_value !== "" ||
  fields.content_type !== "" ||
  fields.token_member !== "";

/** Whether any of the fields breaks a rule. */
export const isOwnWayWrong = ({ controller, environment }: Omit<OAuthProps, "fields">): boolean =>
  (controller.form.value.check?.problems ?? []).some((problem) => problem.environment === environment && OWN_WAY.has(problem.field));

/** Whether the failure panel leads to one of the fields. */
export const isOwnWayAsked = ({ environment }: Omit<OAuthProps, "fields">): boolean => askedField.value?.environment === environment && OWN_WAY.has(askedField.value.field);

export function OwnWay({ fields, ...on }: OAuthProps): JSX.Element {
  return (
    <Disclosure closed={texts.value.form.ownWay.title} initially={goesOwnWay(fields) || isOwnWayWrong(on) || isOwnWayAsked(on)}>
      {() => <OwnWayFields fields={fields} {...on} />}
    </Disclosure>
  );
}

function OwnWayFields({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const put = (changes: Partial<OAuth2Draft>) => controller.changeOAuth(environment, changes);
  const { request_format: format } = fields;
  const ofFormat = fieldProps(on, "request_format");
  const asked = askedField.value;
  useLayoutEffect(() => {
    if (asked?.environment !== environment || !OWN_WAY.has(asked.field)) return;
    document.querySelector<HTMLElement>(`#${environment}-${asked.field}`)?.focus();
    askedField.value = null;
  }, [asked, environment]);
  return (
    <div class="fields">
      <p class="field-hint">{form.ownWay.lead}</p>
      <Select
        id={ofFormat.id}
        label={form.fields.request_format}
        value={format}
        hint={ofFormat.note === null ? form.ownWay.requestFormatHint[format] : undefined}
        note={ofFormat.note}
        options={(["form", "json", "get"] as const).map((value) => ({ value, text: form.requestFormats[value] }))}
        onChoose={(chosen) => put({ request_format: chosen })}
      />
      {usesField(grantOf(controller.form.value.draft), "grant_type_value") && (
        <TextField
          {...fieldProps(on, "grant_type_value")}
          label={form.fields.grant_type_value}
          aside={form.optional}
          mono
          hint={form.ownWay.grantTypeHint}
          value={fields.grant_type_value}
          onText={(text) => put({ grant_type_value: text })}
        />
      )}
      {format !== "get" && (
        <TextField
          {...fieldProps(on, "content_type")}
          label={form.fields.content_type}
          aside={form.optional}
          mono
          hint={form.ownWay.contentTypeHint(CONTENT_TYPES[format])}
          value={fields.content_type}
          onText={(text) => put({ content_type: text })}
        />
      )}
      <TextField
        {...fieldProps(on, "token_member")}
        label={form.fields.token_member}
        aside={form.optional}
        mono
        hint={form.ownWay.tokenMemberHint}
        value={fields.token_member}
        onText={(text) => put({ token_member: text })}
      />
      <Select
        id={`${environment}-scope_separator`}
        label={form.fields.scope_separator}
        value={fields.scope_separator}
        options={(["space", "comma"] as const).map((value) => ({ value, text: form.scopeSeparators[value] }))}
        onChoose={(chosen) => put({ scope_separator: chosen })}
      />
      {fields.client_authentication === "client_secret_basic" && (
        <Checkbox
          id={`${environment}-client_id_in_body`}
          label={form.fields.client_id_in_body}
          hint={form.ownWay.clientIdInBodyHint}
          checked={fields.client_id_in_body}
          onCheck={(isOn) => put({ client_id_in_body: isOn })}
        />
      )}
    </div>
  );
}
