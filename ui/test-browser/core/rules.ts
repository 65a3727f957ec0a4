// A small copy of the core's rules, enough for the page's tests. The core's own tests cover the real ones.
import type { ApiKeyDraft } from "../../src/bindings/ApiKeyDraft";
import type { Authorization } from "../../src/bindings/Authorization";
import type { AuthorizationType } from "../../src/bindings/AuthorizationType";
import type { Check } from "../../src/bindings/Check";
import type { OAuth2Draft } from "../../src/bindings/OAuth2Draft";
import type { Completeness } from "../../src/bindings/Completeness";
import type { Draft } from "../../src/bindings/Draft";
import type { Environment } from "../../src/bindings/Environment";
import type { Field } from "../../src/bindings/Field";
import type { ListRow } from "../../src/bindings/ListRow";
import type { MovedCredentials } from "../../src/bindings/MovedCredentials";
import type { NetworkProblemCode } from "../../src/bindings/NetworkProblemCode";
import type { Note } from "../../src/bindings/Note";
import type { Position } from "../../src/bindings/Position";
import type { Problem } from "../../src/bindings/Problem";
import type { ProblemCode } from "../../src/bindings/ProblemCode";
import type { ScopeProblem } from "../../src/bindings/ScopeProblem";
import type { ScopesRead } from "../../src/bindings/ScopesRead";
import type { SecretInput } from "../../src/bindings/SecretInput";
import type { GrantType } from "../../src/bindings/GrantType";
import { grantOf, hasCode, signsIn } from "../../src/form/grants";
import { becomesPublic, checkSignIn, dropped } from "./signIn";
import { BLANK_DRAFTS } from "../../src/bindings/fields";

const LOOPBACK = /^http:\/\/(localhost|127\.|\[::1\])/iu;
const isBlank = (input: SecretInput) => input.kind === "blank" || (input.kind === "typed" && input.text === "");

export const blankFields = (type: AuthorizationType): ApiKeyDraft | OAuth2Draft => structuredClone(BLANK_DRAFTS[type].details.environments.staging);

function text(value: string, most: number, required: boolean): ProblemCode | null {
  const found = [...value].length;
  if (required && value.trim() === "") return { code: "required" };
  if (found > most) return { code: "too_long", limit: most, found };
  return null;
}

function url(value: string, accepted: boolean): ProblemCode | null {
  if (value.trim() === "") return { code: "required" };
  if (/[?&]client_secret=/iu.test(value)) return { code: "url_secret", name: "client_secret" };
  const placeholder = /\{\w+\}/u.exec(value);
  if (placeholder !== null) return { code: "url_placeholder", text: placeholder[0] };
  if (value.trim().includes(" ")) return { code: "space" };
  if (!/^https?:\/\/[^/]/iu.test(value)) return { code: "not_a_url" };
  if (value.includes("#")) return { code: "url_fragment" };
  if (/^https?:\/\/[^/]*@/iu.test(value)) return { code: "url_credentials" };
  const odd = /[^\w\-.~:/?[\]@!$&'()*+,;=%]/u.exec(value.trim());
  if (odd !== null) return { code: "url_character", character: odd[0] };
  if (/^http:/iu.test(value) && !LOOPBACK.test(value) && !accepted) return { code: "cleartext_refused" };
  return null;
}

function checkFields(fields: ApiKeyDraft | OAuth2Draft, grant: GrantType | null, keep: (field: Field, code: ProblemCode | null, index?: number) => void): void {
  if (!("token_url" in fields)) {
    keep("key", text(fields.key, 250, true));
    keep("value", isBlank(fields.value) ? { code: "required" } : null);
    return;
  }
  keep("token_url", url(fields.token_url, fields.accept_cleartext));
  if (grant !== null) checkSignIn(fields, grant, url, keep);
  keep("client_id", text(fields.client_id, 65_536, true));
  const { client_authentication: method } = fields;
  const required = (input: SecretInput): ProblemCode | null => (isBlank(input) ? { code: "required" } : null);
  const isTls = method === "tls_client_auth" || method === "self_signed_tls_client_auth";
  if (method !== "none" && method !== "private_key_jwt" && !isTls && (!signsIn(grant) || method === "client_secret_jwt")) keep("client_secret", required(fields.client_secret));
  if (method === "private_key_jwt") keep("private_key", required(fields.private_key));
  if (isTls || fields.client_certificate !== "" || !isBlank(fields.client_key)) {
    keep("client_cert", fields.client_certificate === "" ? { code: "required" } : null);
    keep("client_key", required(fields.client_key));
  }
  if (fields.dpop) keep("dpop_key", required(fields.dpop_key));
  for (const [index, resource] of fields.resources.entries()) keep("resource", resource.includes("#") ? { code: "resource_fragment" } : text(resource, 8_000, true), index);
  const network = (field: Field, problem: NetworkProblemCode | null) => keep(field, problem && { code: "network", problem });
  if (fields.proxy === "address") {
    const address = fields.proxy_address;
    network("proxy_address", address === "" ? { code: "proxy_required" } : address.includes("@") ? { code: "proxy_credentials" } : null);
  }
  const seconds = Number(fields.timeout_s);
  const isTime = fields.timeout_s === "" || (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600);
  network("timeout", isTime ? null : { code: "timeout_range", limit: 3600 });
  const counts = { body: 0, header: 0, query: 0, authorization: 0 };
  const names = { body: "extra_body", header: "extra_headers", query: "extra_query", authorization: "extra_authorization" } as const;
  for (const extra of fields.extras) {
    if (extra.place === "authorization" && !hasCode(grant)) continue;
    keep(names[extra.place], extra.name === "" ? { code: "required" } : null, counts[extra.place]);
    counts[extra.place] += 1;
  }
}

/** Returns notes on leading and trailing spaces, on resources that aren't URIs, and on secrets in a URL. */
function notesOf(fields: ApiKeyDraft | OAuth2Draft, environment: Environment): Note[] {
  const typed = (input: SecretInput) => (input.kind === "typed" ? input.text : "");
  const credentials: [Field, string][] =
    "token_url" in fields ? [["client_id", fields.client_id], ["client_secret", typed(fields.client_secret)]] : [["value", typed(fields.value)]];
  const note = (field: Field, position: Position): Note => ({ field, environment, index: null, code: "space", position });
  const starts = credentials.filter(([, value]) => value.startsWith(" ")).map(([field]) => note(field, "start"));
  const ends = credentials.filter(([, value]) => value.endsWith(" ")).map(([field]) => note(field, "end"));
  const resources = "token_url" in fields ? fields.resources : [];
  const names = resources.flatMap((value, index): Note[] =>
    value === "" || /^\w+:/u.test(value) ? [] : [{ field: "resource", environment, index, code: "not_a_uri" }],
  );
  const drops = "token_url" in fields && fields.client_authentication === "private_key_jwt" && fields.client_secret.kind === "stored";
  const dropped: Note[] = drops ? [{ field: "client_auth", environment, index: null, code: "drops_secret", secret: "client_secret" }] : [];
  const inUrl = "token_url" in fields && fields.request_format === "get" && fields.client_authentication === "client_secret_post";
  const logged: Note[] = inUrl ? [{ field: "request_format", environment, index: null, code: "secret_in_url" }] : [];
  return [...starts, ...ends, ...names, ...dropped, ...logged];
}

/** Moves the credentials of a Token URL into their fields, if these are blank. */
export function moveUrlCredentials(fields: OAuth2Draft): MovedCredentials {
  const [before = "", query = ""] = fields.token_url.split("?");
  const parameters = new URLSearchParams(query);
  const [id, secret] = [parameters.get("client_id"), parameters.get("client_secret")];
  const kept = fields.client_secret.kind === "blank" ? [] : ["client_secret"];
  for (const name of ["client_id", "client_secret", "grant_type"]) if (!kept.includes(name)) parameters.delete(name);
  const rest = parameters.toString();
  const url = rest === "" ? before : `${before}?${rest}`;
  return { token_url: url, client_id: fields.client_id === "" ? id : null, client_secret: kept.length > 0 ? null : secret, scopes: [], extras: [], kept };
}

/** Which environments accept any server certificate; `undefined` if none does. */
export function unverified({ draft }: Authorization): ListRow["skips_verification"] {
  const skips = (environment: Environment) => {
    const fields = draft.details.environments[environment];
    return "token_url" in fields && fields.skip_verification;
  };
  const both = { staging: skips("staging"), production: skips("production") };
  return both.staging || both.production ? both : undefined;
}

/** Checks a draft. */
export function check(draft: Draft, isTaken: (name: string) => boolean): Check {
  const problems: Problem[] = [];
  const general = (field: Field, code: ProblemCode | null) => code && problems.push({ field, environment: null, index: null, ...code });
  general("name", text(draft.name, 1_024, true) ?? (isTaken(draft.name) ? { code: "name_taken" } : null));
  general("description", text(draft.description, 1_024, false));
  const grant = grantOf(draft);
  const completeness = (environment: Environment): Completeness => {
    const fields = draft.details.environments[environment];
    const found: Problem[] = [];
    checkFields(fields, grant, (field, code, index) => code && found.push({ field, environment, index: index ?? null, ...code }));
    problems.push(...found);
    if (JSON.stringify(fields) === JSON.stringify(blankFields(draft.details.type))) return "not_configured";
    return found.length === 0 ? "complete" : "incomplete";
  };
  const notes = (["staging", "production"] as const).flatMap((environment) => {
    const fields = draft.details.environments[environment];
    const drops = grant !== null && "token_url" in fields ? [...dropped(fields, grant, environment), ...becomesPublic(fields, grant, environment)] : [];
    return notesOf(fields, environment).concat(drops);
  });
  const ends_sign_in = { staging: false, production: false };
  return { problems, notes, ends_sign_in, completeness: { staging: completeness("staging"), production: completeness("production") } };
}

/** Splits a text into scopes. */
export function readScopes(typed: string, present: string[]): ScopesRead {
  const added: string[] = [];
  const refused: ScopeProblem[] = [];
  for (const value of typed.split(/[\s,]+/u).filter(Boolean)) {
    const odd = /[^\x21\x23-\x5B\x5D-\x7E]/u.exec(value);
    if (value.length > 250) refused.push({ value, code: "too_long", limit: 250, found: value.length });
    else if (odd !== null) refused.push({ value, code: "scope_character", character: odd[0] });
    else if (present.includes(value) || added.includes(value)) refused.push({ value, code: "duplicate" });
    else if (present.length + added.length >= 500) refused.push({ value, code: "too_many", limit: 500, found: 501 });
    else added.push(value);
  }
  return { added, refused };
}
