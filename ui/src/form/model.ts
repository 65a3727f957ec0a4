// The form as a value: what is typed, what the core said of it, what is saved and what was proved. Views only draw it.
import type { Alternative } from "../bindings/Alternative";
import type { Authorization } from "../bindings/Authorization";
import type { Check } from "../bindings/Check";
import type { ConnectFailure } from "../bindings/ConnectFailure";
import type { Connection } from "../bindings/Connection";
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import type { LastAttempt } from "../bindings/LastAttempt";
import type { OutsideChange } from "../bindings/OutsideChange";
import type { PerEnvironment } from "../bindings/PerEnvironment";
import type { Problem } from "../bindings/Problem";
import type { RefusedScope } from "../bindings/RefusedScope";
import { ENVIRONMENTS, type Fields, type Matches, fieldsOf, mapSecrets, same, withFields } from "./fields";

/** A connection that was made, and the fields that it proves. */
export interface Success {
  fields: Fields;
  connection: Connection;
  /** Whether the fields had been changed by the time of the response. */
  late: boolean;
}

/** Another way of sending that was tried, and what came of it. */
export interface Tried {
  alternative: Alternative;
  outcome: { worked: true; success: Success } | { worked: false; code: string };
}

/** What CONNECT is doing or has last done in an environment. */
export type Run =
  | { state: "idle" }
  | { state: "running"; attempt: number; fields: Fields; before: Failed | null }
  | Failed
  | { state: "refused"; fields: Fields; failure: Failure };

/** A request that brought no token, the fields that it was made with, and the other ways that were tried since. */
export interface Failed {
  state: "failed";
  fields: Fields;
  failure: ConnectFailure;
  /** Whether the fields had been changed by the time of the response. */
  late: boolean;
  tried: Tried[];
}

/** What stands in the scopes field and is no tag yet. */
export interface ScopeText {
  text: string;
  refused: RefusedScope[];
  /** What left the field and waits for the core's word, in order. */
  reading: readonly { text: string }[];
}

/** Problems that a save or a connection found, and the draft that it was given. */
export interface ReportedProblems {
  draft: Draft;
  problems: Problem[];
}

/** Everything the form knows. */
export interface Form {
  /** An empty draft of the type, which *Clear this environment* goes back to. */
  blank: Draft;
  /** What is saved; the empty draft for a new one. */
  baseline: Draft;
  /** Which environments are saved. */
  saved: PerEnvironment<boolean>;
  validatedAt: PerEnvironment<number | null>;
  /** What came of the last token request with the saved data, as remembered with it. */
  lastAttempts: PerEnvironment<LastAttempt | null>;
  /** When a secret of each environment was last shown. */
  lastRevealedAt: PerEnvironment<number | null>;
  /** How another program changed what is saved, until the user decides what is right. */
  outsideChange: OutsideChange | null;
  draft: Draft;
  /** What the rules said last. */
  check: Check | null;
  /** What the last save or connection found wrong beyond the rules. */
  reported: ReportedProblems | null;
  matches: PerEnvironment<Matches>;
  successes: PerEnvironment<Success | null>;
  runs: PerEnvironment<Run>;
  scopes: PerEnvironment<ScopeText>;
  tab: Environment;
  /** Fields that were left once, by `environment/field/index`. */
  left: ReadonlySet<string>;
  /** Whether SAVE was asked for in vain: then everything that is missing is said. */
  asked: boolean;
  saving: boolean;
  /** Why the last save failed. */
  failure: Failure | null;
  /** What another program saved meanwhile, or that it deleted. */
  elsewhere: "changed" | "deleted" | null;
}

/** A value for each environment. */
export const perEnvironment = <T>(make: (environment: Environment) => T): PerEnvironment<T> => ({
  staging: make("staging"),
  production: make("production"),
});

export const NO_SCOPE_TEXT: ScopeText = { text: "", refused: [], reading: [] };

/** A form on an empty draft, or on a saved authorization with what the rules say of it. */
export function opened(blank: Draft, authorization: Authorization | null, check: Check | null): Form {
  const draft = authorization?.draft ?? blank;
  return {
    blank,
    baseline: draft,
    saved: perEnvironment((e) => authorization !== null && check?.completeness[e] !== "not_configured"),
    validatedAt: authorization?.validated_at_ms ?? perEnvironment(() => null),
    lastAttempts: authorization?.last_attempts ?? perEnvironment(() => null),
    lastRevealedAt: authorization?.last_revealed_at_ms ?? perEnvironment(() => null),
    outsideChange: authorization?.outside_change ?? null,
    draft,
    check,
    reported: null,
    matches: perEnvironment(() => ({})),
    successes: perEnvironment(() => null),
    runs: perEnvironment(() => ({ state: "idle" })),
    scopes: perEnvironment(() => NO_SCOPE_TEXT),
    tab: authorization !== null && check?.completeness.staging === "not_configured" ? "production" : "staging",
    left: new Set(),
    asked: false,
    saving: false,
    failure: null,
    elsewhere: null,
  };
}

/** The form with a part that belongs to an environment replaced. */
export function put<K extends "lastAttempts" | "matches" | "successes" | "runs" | "scopes">(
  form: Form,
  part: K,
  environment: Environment,
  value: Form[K][Environment],
): Form {
  return { ...form, [part]: { ...form[part], [environment]: value } };
}

/** The form with an environment's fields replaced. */
export const withFormFields = (form: Form, environment: Environment, fields: Fields): Form => ({
  ...form,
  draft: withFields(form.draft, environment, fields),
});

/** The form with an environment emptied. */
export function cleared(form: Form, environment: Environment): Form {
  const empty = put(withFormFields(form, environment, fieldsOf(form.blank, environment)), "runs", environment, { state: "idle" });
  const left = new Set([...form.left].filter((field) => !field.startsWith(`${environment}/`)));
  return { ...put(empty, "scopes", environment, NO_SCOPE_TEXT), left };
}

/** The form after a save of `sent`; what was typed meanwhile stays. */
export function savedAs(form: Form, sent: Draft, authorization: Authorization, check: Check | null): Form {
  const now = authorization.draft;
  let draft: Draft = { ...form.draft, id: now.id, revision: now.revision, etag: now.etag };
  if (form.draft.name === sent.name) draft = { ...draft, name: now.name };
  if (form.draft.description === sent.description) draft = { ...draft, description: now.description };
  for (const e of ENVIRONMENTS) draft = withFields(draft, e, rebased(fieldsOf(form.draft, e), fieldsOf(sent, e), fieldsOf(now, e)));
  const successes = perEnvironment((e): Success | null => {
    const success = form.successes[e];
    const holds = success !== null && same(success.fields, fieldsOf(sent, e), form.matches[e]);
    return holds ? { ...success, fields: fieldsOf(now, e) } : null;
  });
  const runs = perEnvironment((e) => rerun(form.runs[e], (fields) => (same(fields, fieldsOf(sent, e), form.matches[e]) ? fieldsOf(now, e) : fields)));
  const fresh = opened(form.blank, authorization, check);
  return { ...fresh, draft, successes, runs, scopes: form.scopes, tab: form.tab, left: form.left };
}

/** The form of an authorization that was deleted, as one of a new one: what was only stored is gone, and must be typed again. */
export function asNewForm(form: Form): Form {
  let draft: Draft = { ...form.draft, id: null, revision: null, etag: null };
  for (const e of ENVIRONMENTS) {
    draft = withFields(draft, e, mapSecrets(fieldsOf(draft, e), (input) => (input.kind === "stored" ? { kind: "blank" } : input)));
  }
  return { ...opened(form.blank, null, null), draft, successes: form.successes, scopes: form.scopes, tab: form.tab, left: form.left };
}

/** A run with the fields that it is about replaced. */
function rerun(run: Run, map: (fields: Fields) => Fields): Run {
  if (run.state === "idle") return run;
  if (run.state !== "running") return { ...run, fields: map(run.fields) };
  return { ...run, fields: map(run.fields), before: run.before && { ...run.before, fields: map(run.before.fields) } };
}

/** Fields as they stand after a save: secrets that were sealed are only *stored* now. */
function rebased(current: Fields, sent: Fields, saved: Fields): Fields {
  if (current === sent) return saved;
  const sealed: unknown[] = [];
  mapSecrets(sent, (input) => (sealed.push(input), input));
  return mapSecrets(current, (input) => (sealed.includes(input) ? { kind: "stored" } : input));
}
