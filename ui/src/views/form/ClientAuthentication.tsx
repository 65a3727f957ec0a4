// How the client authenticates: the method, and the fields that it needs.
import type { JSX } from "preact";

import type { AssertionAlgorithm } from "../../bindings/AssertionAlgorithm";
import type { ClientAuthentication as Method } from "../../bindings/ClientAuthentication";
import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import { grantOf, signsIn } from "../../form/grants";
import { notesOf } from "../../form/state";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { noteText } from "../coreText";
import { Certificates } from "./Certificates";
import { type OAuthProps, fieldProps } from "./fieldProps";
import { useKeyDescription } from "./keyDescription";
import { KeyField } from "./KeyField";

/** The reference's methods, then the others. */
const METHODS: readonly Method[] = ["client_secret_basic", "client_secret_post"];
const MORE_METHODS: readonly Method[] = ["none", "client_secret_jwt", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"];
const HMAC: readonly AssertionAlgorithm[] = ["HS256", "HS384", "HS512"];
const SIGNING: readonly AssertionAlgorithm[] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** Whether a method uses Client Secret. */
export const usesSecret = (method: Method): boolean => METHODS.includes(method) || method === "client_secret_jwt";
const needsCertificate = (method: Method): boolean => method === "tls_client_auth" || method === "self_signed_tls_client_auth";

export function ClientAuthentication({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const method = fields.client_authentication;
  const hints: Partial<Record<Method, string>> = form.clientAuthenticationHints;
  const option = (value: Method, group?: string) => ({ value, text: form.clientAuthentications[value], group });
  return (
    <>
      <Select
        id={`${environment}-client_authentication`}
        label={form.fields.client_auth}
        hint={method === "none" && signsIn(grantOf(controller.form.value.draft)) ? texts.value.signIn.publicClient : hints[method]}
        note={noteText(notesOf(controller.form.value, environment, "client_auth", null))}
        value={method}
        options={[...METHODS.map((value) => option(value)), ...MORE_METHODS.map((value) => option(value, form.moreMethods))]}
        onChoose={(chosen) => controller.changeOAuth(environment, changed(fields, chosen))}
      />
      {method === "client_secret_jwt" && <AssertionFields fields={fields} algorithms={HMAC} {...on} />}
      {method === "private_key_jwt" && <PrivateKeyFields fields={fields} {...on} />}
      {needsCertificate(method) && <ClientCertificate fields={fields} required {...on} />}
    </>
  );
}

/** An algorithm of another method can't stay. */
function changed(fields: OAuth2Draft, method: Method): Partial<OAuth2Draft> {
  const { assertion_algorithm: chosen } = fields;
  const fits = chosen === null || (method === "client_secret_jwt" ? HMAC : SIGNING).includes(chosen);
  return fits ? { client_authentication: method } : { client_authentication: method, assertion_algorithm: null };
}

function PrivateKeyFields({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const description = useKeyDescription(on, fields, "private_key");
  return (
    <>
      <KeyField {...on} fields={fields} purpose="private_key" description={description} label={form.fields.private_key} hint={form.keys.hint} required />
      <AssertionFields fields={fields} algorithms={description?.algorithms ?? SIGNING} usual={description?.algorithms[0]} {...on} />
      <Certificates {...on} purpose="private_key" field="key_cert" pem={fields.key_certificate} input={fields.private_key} label={form.fields.key_cert} hint={form.keys.certificateHint} />
    </>
  );
}

interface AssertionProps extends OAuthProps {
  /** The algorithms on offer, and the one that is used unless one is chosen. */
  algorithms: readonly AssertionAlgorithm[];
  usual?: AssertionAlgorithm | undefined;
}

function AssertionFields({ fields, algorithms, usual = algorithms === HMAC ? "HS256" : undefined, ...on }: AssertionProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const chosen = fields.assertion_algorithm;
  const offered = chosen === null || algorithms.includes(chosen) ? algorithms : [...algorithms, chosen];
  const own = fieldProps(on, "key_alg");
  return (
    <>
      <div class="field-pair">
        <Select<AssertionAlgorithm | "">
          id={own.id}
          label={form.fields.key_alg}
          error={own.error}
          value={chosen ?? ""}
          options={[{ value: "" as const, text: form.keys.usual(usual) }, ...offered.map((value) => ({ value, text: value }))]}
          onChoose={(value) => controller.changeOAuth(environment, { assertion_algorithm: value === "" ? null : value })}
        />
        <TextField
          {...fieldProps(on, "key_id")}
          label={form.fields.key_id}
          aside={form.optional}
          mono
          value={fields.key_id}
          onText={(text) => controller.changeOAuth(environment, { key_id: text })}
        />
      </div>
      <TextField
        {...fieldProps(on, "assertion_audience")}
        label={form.fields.assertion_audience}
        aside={form.optional}
        mono
        hint={form.assertionAudienceHint}
        value={fields.assertion_audience}
        onText={(text) => controller.changeOAuth(environment, { assertion_audience: text })}
      />
    </>
  );
}

/** The TLS client certificate with its key. */
export function ClientCertificate({ fields, required = false, ...on }: OAuthProps & { required?: boolean }): JSX.Element {
  const { form } = texts.value;
  const description = useKeyDescription(on, fields, "client_key");
  const hasAny = required || fields.client_certificate !== "" || fields.client_key.kind !== "blank";
  return (
    <>
      <Certificates {...on} purpose="client_key" field="client_cert" pem={fields.client_certificate} input={fields.client_key} label={form.fields.client_cert} hint={form.keys.clientCertificateHint} required={required} />
      {hasAny && (
        <KeyField {...on} fields={fields} purpose="client_key" description={description} label={form.fields.client_key} hint={form.keys.clientKeyHint} required />
      )}
    </>
  );
}
