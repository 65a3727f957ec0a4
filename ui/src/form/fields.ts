// Access to the fields of a draft of any type, and the equality that recognizes a change that was undone.
import type { ApiKeyDraft } from "../bindings/ApiKeyDraft";
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Details } from "../bindings/Details";
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { FieldDescription } from "../bindings/FieldDescription";
import type { SecretField } from "../bindings/SecretField";
import type { SecretInput } from "../bindings/SecretInput";
import type { GrantType } from "../bindings/GrantType";
import { FIELDS } from "../bindings/fields";
import { grantOf, usesField } from "./grants";

/** The fields of one environment, of any type. */
export type Fields = ApiKeyDraft | OAuth2Draft;

/** Typed texts that are known to equal the stored secret, by the secret's key. */
export type Matches = Readonly<Record<string, string>>;

export const ENVIRONMENTS: readonly Environment[] = ["staging", "production"];

export const isOAuth = (fields: Fields): fields is OAuth2Draft => "token_url" in fields;

/** The descriptions of an environment's fields. */
export const describe = (fields: Fields): readonly FieldDescription[] => FIELDS[isOAuth(fields) ? "oauth2" : "api-key"];

/** The value of a described field. */
export const valueOf = (fields: Fields, { member }: FieldDescription): unknown => (fields as unknown as Record<string, unknown>)[member];

export const fieldsOf = (draft: Draft, environment: Environment): Fields => draft.details.environments[environment];

/** What a token depends on: an environment's fields and the grant type, which is `null` for an API key. */
export interface Data {
  fields: Fields;
  grant: GrantType | null;
}

export const dataOf = (draft: Draft, environment: Environment): Data => ({ fields: fieldsOf(draft, environment), grant: grantOf(draft) });

/** The draft with an environment's fields replaced. */
export function withFields(draft: Draft, environment: Environment, fields: Fields): Draft {
  const environments = { ...draft.details.environments, [environment]: fields };
  return { ...draft, details: { ...draft.details, environments } as Details };
}

/** The name under which a secret is compared and revealed. */
export const secretKey = (field: SecretField): string =>
  field.field === "extra" ? `extra:${field.slot}` : field.field;

/** Whether a field's value is a secret. */
export const isSecret = ({ kind }: FieldDescription): boolean => kind === "secret" || kind === "private_key";

/** The secret fields of an environment, each with the name under which its value is sealed; extra parameters aren't among them. */
const ownSecrets = (fields: Fields): { member: string; field: SecretField }[] =>
  describe(fields)
    .filter(isSecret)
    .map(({ member, field }) => ({ member, field: { field } as SecretField }));

/** Each private key with what belongs to it and means nothing for another key. */
export const privateKeys = ({ private_key, key_id, assertion_algorithm, key_certificate, client_key, client_certificate, dpop_key, dpop_algorithm }: OAuth2Draft) => ({
  private_key: { private_key, key_id, assertion_algorithm, key_certificate },
  client_key: { client_key, client_certificate },
  dpop_key: { dpop_key, dpop_algorithm },
});

/** Which key it is: the one that signs client assertions, that of the TLS client certificate, or the one that tokens are bound to. */
export type KeyPurpose = keyof ReturnType<typeof privateKeys>;

/** The secrets of an environment. */
export function secretsOf(fields: Fields): { field: SecretField; input: SecretInput }[] {
  const values = fields as unknown as Record<string, SecretInput>;
  const own = ownSecrets(fields).map(({ member, field }) => ({ field, input: values[member] as SecretInput }));
  if (!isOAuth(fields)) return own;
  const extras = fields.extras.flatMap((extra) =>
    extra.value.kind === "secret"
      ? [{ field: { field: "extra", slot: extra.slot } as const, input: extra.value.input }]
      : [],
  );
  return [...own, ...extras];
}

/** The fields with each secret replaced. */
export function mapSecrets(fields: Fields, map: (input: SecretInput, field: SecretField) => SecretInput): Fields {
  const values = fields as unknown as Record<string, SecretInput>;
  const own = Object.fromEntries(ownSecrets(fields).map(({ member, field }) => [member, map(values[member] as SecretInput, field)]));
  if (!isOAuth(fields)) return { ...fields, ...own };
  const extras = fields.extras.map((extra): ExtraDraft => {
    if (extra.value.kind === "plain") return extra;
    return { ...extra, value: { kind: "secret", input: map(extra.value.input, { field: "extra", slot: extra.slot }) } };
  });
  return { ...fields, ...own, extras };
}

/** The fields with one secret replaced. */
export const withSecret = (fields: Fields, field: SecretField, input: SecretInput): Fields =>
  mapSecrets(fields, (old, at) => (secretKey(at) === secretKey(field) ? input : old));

/** An address of this machine, for which consent to cleartext has no effect. Only for display: the core decides. */
const LOOPBACK = /^[\s\p{Cf}]*http:\/\/([^/?#@]*\.)?(localhost\.?|127(\.\d+){3}|\[::1\])(:\d*)?([/?#\s\p{Cf}]|$)/iu;

/** Whether a request to an address would be sent unencrypted over a network. */
export const isCleartext = (url: string): boolean => /^[\s\p{Cf}]*http:/iu.test(url) && !LOOPBACK.test(url);

/** Whether something would be sent unencrypted with the user's consent: for an encrypted connection the consent has no effect. */
export const acceptsCleartext = ({ accept_cleartext: accepts, token_url, authorization_url, device_url }: OAuth2Draft, grant: GrantType | null = null): boolean =>
  accepts &&
  (isCleartext(token_url) || (usesField(grant, "authorization_url") && isCleartext(authorization_url)) || (usesField(grant, "device_url") && isCleartext(device_url)));

/**
 * Whether a field counts with the other fields as they are. What a choice hides is neither sent nor stored (the core's
 * `OAuth2Draft::uses`), so it is no change; it stays in the draft, and is there again when the user goes back to the choice.
 */
export function isUsed(fields: Fields, field: Field): boolean {
  if (!isOAuth(fields)) return true;
  const { client_authentication: method, dpop, request_format: format, proxy } = fields;
  switch (field) {
    case "client_secret":
      return method === "client_secret_basic" || method === "client_secret_post" || method === "client_secret_jwt";
    case "private_key":
    case "key_cert":
      return method === "private_key_jwt";
    case "key_alg":
    case "key_id":
    case "assertion_audience":
      return method === "client_secret_jwt" || method === "private_key_jwt";
    case "dpop_key":
    case "dpop_alg":
      return dpop;
    case "client_id_in_body":
      return method === "client_secret_basic";
    case "content_type":
      return format !== "get";
    case "proxy_address":
    case "proxy_user":
    case "proxy_password":
      return proxy === "address";
    default:
      return true;
  }
}

function secretMark(field: SecretField, input: SecretInput, matches: Matches): unknown {
  if (input.kind === "stored") return { stored: secretKey(field) };
  if (input.kind === "held") return { held: input.id };
  if (input.kind === "blank" || input.text === "") return null;
  return matches[secretKey(field)] === input.text ? { stored: secretKey(field) } : { typed: input.text };
}

/** The last mark of each object of fields. Fields are never changed in place, so a mark is made once per change. */
const marks = new WeakMap<Fields, { grant: GrantType | null; matches: Matches; mark: string }>();

/**
 * Identifies the data of an environment: equal marks are equal data, however they were typed. What the grant type doesn't use doesn't count,
 * and everything counts without one.
 */
export function markOf({ fields, grant }: Data, matches: Matches): string {
  const known = marks.get(fields);
  if (known?.matches === matches && known.grant === grant) return known.mark;
  const mark = makeMark(fields, grant, matches);
  marks.set(fields, { grant, matches, mark });
  return mark;
}

function makeMark(fields: Fields, grant: GrantType | null, matches: Matches): string {
  const values = { ...fields } as unknown as Record<string, unknown>;
  for (const { field, member } of describe(fields)) if (!usesField(grant, field)) delete values[member];
  for (const { member, field } of ownSecrets(fields)) values[member] = secretMark(field, values[member] as SecretInput, matches);
  for (const { member, field } of describe(fields)) if (!isUsed(fields, field)) values[member] = null;
  if (isOAuth(fields)) {
    values["accept_cleartext"] = acceptsCleartext(fields, grant);
    const extras = fields.extras.filter(({ place }) => place !== "authorization" || usesField(grant, "extra_authorization"));
    values["extras"] = extras.map(({ slot, place, name, value }) => [
      place,
      name,
      value.kind === "plain" ? value.text : secretMark({ field: "extra", slot }, value.input, matches),
    ]);
  }
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether two environments hold the same data. */
export const same = (one: Data, other: Data, matches: Matches): boolean =>
  one.grant === other.grant && (one.fields === other.fields || markOf(one, matches) === markOf(other, matches));
