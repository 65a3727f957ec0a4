// A small copy of the core's rules, enough to walk the page; the core's own tests prove the real ones.
import type { ApiKeyDraft } from "../../src/bindings/ApiKeyDraft";
import type { Check } from "../../src/bindings/Check";
import type { ClientCredentialsDraft } from "../../src/bindings/ClientCredentialsDraft";
import type { Completeness } from "../../src/bindings/Completeness";
import type { Draft } from "../../src/bindings/Draft";
import type { Environment } from "../../src/bindings/Environment";
import type { Field } from "../../src/bindings/Field";
import type { Problem } from "../../src/bindings/Problem";
import type { ProblemCode } from "../../src/bindings/ProblemCode";
import type { RefusedScope } from "../../src/bindings/RefusedScope";
import type { ScopesRead } from "../../src/bindings/ScopesRead";
import type { SecretInput } from "../../src/bindings/SecretInput";

const LOOPBACK = /^http:\/\/(localhost|127\.|\[::1\])/iu;
const isBlank = (input: SecretInput) => input.kind === "blank" || (input.kind === "typed" && input.text === "");

export function blankFields(type: "api-key" | "oauth2"): ApiKeyDraft | ClientCredentialsDraft {
  if (type === "api-key") return { key: "", in: "header", value: { kind: "blank" } };
  return {
    token_url: "",
    accept_cleartext: false,
    client_id: "",
    client_secret: { kind: "blank" },
    scopes: [],
    client_authentication: "client_secret_basic",
    basic_encoding: "rfc6749",
    audience: "",
    resources: [],
    extras: [],
  };
}

function text(value: string, most: number, required: boolean): ProblemCode | null {
  const found = [...value].length;
  if (required && value.trim() === "") return { code: "required" };
  if (found > most) return { code: "too_long", limit: most, found };
  return null;
}

function url(value: string, accepted: boolean): ProblemCode | null {
  if (value.trim() === "") return { code: "required" };
  if (!/^https?:\/\/[^/]/iu.test(value)) return { code: "not_a_url" };
  if (value.includes("#")) return { code: "url_fragment" };
  if (/^https?:\/\/[^/]*@/iu.test(value)) return { code: "url_credentials" };
  const odd = /[^\w\-.~:/?[\]@!$&'()*+,;=%]/u.exec(value);
  if (odd !== null) return { code: "url_character", character: odd[0] };
  if (/^http:/iu.test(value) && !LOOPBACK.test(value) && !accepted) return { code: "cleartext_refused" };
  return null;
}

function checkFields(fields: ApiKeyDraft | ClientCredentialsDraft, keep: (field: Field, code: ProblemCode | null, index?: number) => void): void {
  if (!("token_url" in fields)) {
    keep("key", text(fields.key, 250, true));
    keep("value", isBlank(fields.value) ? { code: "required" } : null);
    return;
  }
  keep("token_url", url(fields.token_url, fields.accept_cleartext));
  keep("client_id", text(fields.client_id, 65_536, true));
  keep("client_secret", isBlank(fields.client_secret) ? { code: "required" } : null);
  for (const [index, resource] of fields.resources.entries()) keep("resource", /^\w+:[^#]+$/u.test(resource) ? null : { code: "not_a_uri" }, index);
  const counts = { body: 0, header: 0, query: 0 };
  const names = { body: "extra_body", header: "extra_headers", query: "extra_query" } as const;
  for (const extra of fields.extras) {
    keep(names[extra.place], extra.name === "" ? { code: "required" } : null, counts[extra.place]);
    counts[extra.place] += 1;
  }
}

/** What the rules say of a draft. */
export function check(draft: Draft, isTaken: (name: string) => boolean): Check {
  const problems: Problem[] = [];
  const general = (field: Field, code: ProblemCode | null) => code && problems.push({ field, environment: null, index: null, ...code });
  general("name", text(draft.name, 1_024, true) ?? (isTaken(draft.name) ? { code: "name_taken" } : null));
  general("description", text(draft.description, 1_024, false));
  const completeness = (environment: Environment): Completeness => {
    const fields = draft.details.environments[environment];
    const found: Problem[] = [];
    checkFields(fields, (field, code, index) => code && found.push({ field, environment, index: index ?? null, ...code }));
    problems.push(...found);
    if (JSON.stringify(fields) === JSON.stringify(blankFields(draft.details.type))) return "not_configured";
    return found.length === 0 ? "complete" : "incomplete";
  };
  return { problems, completeness: { staging: completeness("staging"), production: completeness("production") } };
}

/** Splits a text into scopes. */
export function readScopes(typed: string, present: string[]): ScopesRead {
  const added: string[] = [];
  const refused: RefusedScope[] = [];
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
