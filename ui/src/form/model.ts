// The form's state and what follows from it: pure, so that views only draw. The rules themselves are the core's (`check`).
import type { ApiKeyDraft } from "../bindings/ApiKeyDraft";
import type { Authorization } from "../bindings/Authorization";
import type { Check } from "../bindings/Check";
import type { ClientCredentialsDraft } from "../bindings/ClientCredentialsDraft";
import type { Connection } from "../bindings/Connection";
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";
import type { PerEnvironment } from "../bindings/PerEnvironment";
import type { Problem } from "../bindings/Problem";

export const ENVIRONMENTS: readonly Environment[] = ["staging", "production"];

export type Fields = ClientCredentialsDraft | ApiKeyDraft;

/** A configuration that was connected in this form, as it was then. */
export interface Proof {
  fields: string;
  connection: Connection;
}

export interface FormState {
  /** As it was read, or blank. */
  saved: Draft;
  /** As it is typed. */
  draft: Draft;
  /** When each environment was validated, as it was read. */
  validatedAt: PerEnvironment<number | null>;
  /** What the core said of the draft last; null before it answered. */
  check: Check | null;
  /** Fields that were left once, by {@link fieldKey}: only those are told that they are required. */
  touched: ReadonlySet<string>;
  proofs: PerEnvironment<readonly Proof[]>;
}

export type EnvironmentStatus = "not_configured" | "incomplete" | "unsaved" | "saved" | "validated";

export function begin(draft: Draft, validatedAt: PerEnvironment<number | null> = { staging: null, production: null }): FormState {
  return { saved: draft, draft, validatedAt, check: null, touched: new Set(), proofs: { staging: [], production: [] } };
}

/** After a save: what was saved is what stands there now; proofs stay. */
export function saved(state: FormState, authorization: Authorization): FormState {
  return {
    ...begin(authorization.draft, authorization.validated_at_ms),
    check: state.check,
  };
}

export function fieldsOf(draft: Draft, environment: Environment): Fields {
  return draft.details.environments[environment];
}

export function withFields(draft: Draft, environment: Environment, fields: Fields): Draft {
  const environments = { ...draft.details.environments, [environment]: fields };
  return { ...draft, details: { ...draft.details, environments } as Draft["details"] };
}

/** Fields as a text that is equal exactly where they are. */
export function fingerprint(fields: Fields): string {
  return JSON.stringify(canonical(fields));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, canonical(member)]));
}

export function isEnvironmentDirty(state: FormState, environment: Environment): boolean {
  return fingerprint(fieldsOf(state.draft, environment)) !== fingerprint(fieldsOf(state.saved, environment));
}

export function isDirty(state: FormState): boolean {
  const { draft, saved: before } = state;
  return (
    draft.name !== before.name ||
    draft.description !== before.description ||
    JSON.stringify(canonical(draft.details)) !== JSON.stringify(canonical(before.details))
  );
}

/** What proves that the environment, exactly as it is typed, works: a connection of this form, or the saved time. */
export function proofOf(state: FormState, environment: Environment): { connection: Connection | null; at: number } | null {
  const now = fingerprint(fieldsOf(state.draft, environment));
  const proof = state.proofs[environment].findLast((candidate) => candidate.fields === now);
  if (proof) return { connection: proof.connection, at: proof.connection.received_at_ms };
  const at = state.validatedAt[environment];
  return at !== null && !isEnvironmentDirty(state, environment) ? { connection: null, at } : null;
}

export function connected(state: FormState, environment: Environment, fields: Fields, connection: Connection): FormState {
  const proofs = [...state.proofs[environment], { fields: fingerprint(fields), connection }].slice(-10);
  return { ...state, proofs: { ...state.proofs, [environment]: proofs } };
}

/** A configuration that failed proves nothing any more. */
export function disconnected(state: FormState, environment: Environment, fields: Fields): FormState {
  const failed = fingerprint(fields);
  const proofs = state.proofs[environment].filter((proof) => proof.fields !== failed);
  const asSaved = failed === fingerprint(fieldsOf(state.saved, environment));
  const validatedAt = asSaved ? { ...state.validatedAt, [environment]: null } : state.validatedAt;
  return { ...state, validatedAt, proofs: { ...state.proofs, [environment]: proofs } };
}

export function statusOf(state: FormState, environment: Environment): EnvironmentStatus {
  const completeness = state.check?.completeness[environment] ?? "not_configured";
  if (completeness === "incomplete") return "incomplete";
  if (isEnvironmentDirty(state, environment)) return "unsaved";
  if (completeness === "not_configured") return "not_configured";
  return proofOf(state, environment) ? "validated" : "saved";
}

export function fieldKey(field: Field, environment: Environment | null): string {
  return `${environment ?? "general"}.${field}`;
}

export function touch(state: FormState, keys: Iterable<string>): FormState {
  return { ...state, touched: new Set([...state.touched, ...keys]) };
}

/** The problems to show beside a field: that it is required only once it was left, anything else at once. */
export function problemsOf(state: FormState, field: Field, environment: Environment | null): Problem[] {
  const left = state.touched.has(fieldKey(field, environment));
  const all = state.check?.problems ?? [];
  return all.filter(
    (problem) => problem.field === field && problem.environment === environment && (left || problem.code !== "required"),
  );
}

/** Problems that keep an environment from being connected. */
export function environmentProblems(state: FormState, environment: Environment): Problem[] {
  return (state.check?.problems ?? []).filter((problem) => problem.environment === environment);
}

export type SaveLock =
  | { why: "unchanged" }
  | { why: "checking" }
  | { why: "general"; fields: Field[] }
  | { why: "nothing_configured" }
  | { why: "half_filled"; environment: Environment; fields: Field[] };

/** Why SAVE is locked; nothing where it is not. */
export function saveLocks(state: FormState): SaveLock[] {
  if (!isDirty(state)) return [{ why: "unchanged" }];
  const { check } = state;
  if (!check) return [{ why: "checking" }];
  const locks: SaveLock[] = [];
  const general = fieldsWithProblems(check, null);
  if (general.length > 0) locks.push({ why: "general", fields: general });
  for (const environment of ENVIRONMENTS) {
    if (check.completeness[environment] === "incomplete") {
      locks.push({ why: "half_filled", environment, fields: fieldsWithProblems(check, environment) });
    }
  }
  if (ENVIRONMENTS.every((environment) => check.completeness[environment] === "not_configured")) {
    locks.push({ why: "nothing_configured" });
  }
  return locks;
}

function fieldsWithProblems(check: Check, environment: Environment | null): Field[] {
  return [...new Set(check.problems.filter((problem) => problem.environment === environment).map((problem) => problem.field))];
}
