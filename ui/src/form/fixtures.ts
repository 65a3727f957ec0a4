// Drafts for the tests of the form's model.
import type { Authorization } from "../bindings/Authorization";
import type { Check } from "../bindings/Check";
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Completeness } from "../bindings/Completeness";
import type { Draft } from "../bindings/Draft";
import type { GrantType } from "../bindings/GrantType";
import type { OutsideChange } from "../bindings/OutsideChange";
import type { Problem } from "../bindings/Problem";
import { BLANK_DRAFTS } from "../bindings/fields";
import { fieldsOf, withFields } from "./fields";
import { type Form, opened } from "./model";

export const filled = (changes: Partial<OAuth2Draft> = {}): OAuth2Draft => ({
  ...blankFields(),
  token_url: "https://a.example/token",
  client_id: "id",
  client_secret: { kind: "stored" },
  ...changes,
});

/** The same, with the grant type. */
export const data = (changes: Partial<OAuth2Draft> = {}): { fields: OAuth2Draft; grant: GrantType } => ({ fields: filled(changes), grant: "client_credentials" });

export const blank = (): Draft => structuredClone(BLANK_DRAFTS.oauth2);

export const blankFields = (): OAuth2Draft => fieldsOf(blank(), "staging") as OAuth2Draft;

export const check = (staging: Completeness, production: Completeness, problems: Problem[] = []): Check => ({
  problems,
  notes: [],
  completeness: { staging, production },
  ends_sign_in: { staging: false, production: false },
});

export const problem = (field: Problem["field"], environment: Problem["environment"], code: "required" | "not_a_url" = "required"): Problem => ({
  field,
  environment,
  index: null,
  code,
});

/** A saved authorization's metadata, as if it was never connected, revealed or changed outside. */
export const unused = (): Omit<Authorization, "draft" | "updated_at_ms"> => ({
  validated_at_ms: { staging: null, production: null },
  last_attempts: { staging: null, production: null },
  last_revealed_at_ms: { staging: null, production: null },
  outside_change: null,
});

/** The form of a saved authorization that has only Staging. */
export function saved(changes: Partial<OAuth2Draft> = {}, validatedAt: number | null = 1): Form {
  const draft = withFields({ ...blank(), id: "1", revision: 1, etag: "1", name: "billing" }, "staging", filled(changes));
  const authorization = { ...unused(), draft, validated_at_ms: { staging: validatedAt, production: null }, updated_at_ms: 1 };
  return opened(blank(), authorization, check("complete", "not_configured"));
}

/** A change to Staging by another program. */
export const outsideChange = (form: Form, changes: Partial<OAuth2Draft>, more: Partial<OutsideChange> = {}): OutsideChange => ({
  id: form.baseline.id ?? "",
  sealed: form.baseline,
  found: { ...withFields(form.baseline, "staging", filled(changes)), etag: "found" },
  is_unreadable: false,
  secrets: [],
  token: "token",
  ...more,
});
