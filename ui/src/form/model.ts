// The form as an immutable value: the draft, the core's check, what is saved and what was connected. The views only render it.
import type { Alternative } from "../bindings/Alternative";
import type { Authorization } from "../bindings/Authorization";
import type { Check } from "../bindings/Check";
import type { ConnectFailure } from "../bindings/ConnectFailure";
import type { Connection } from "../bindings/Connection";
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import type { LastAttempt } from "../bindings/LastAttempt";
import type { Loss } from "../bindings/Loss";
import type { OutsideChange } from "../bindings/OutsideChange";
import type { PerEnvironment } from "../bindings/PerEnvironment";
import type { Problem } from "../bindings/Problem";
import type { ScopeProblem } from "../bindings/ScopeProblem";
import type { SignInWaiting } from "../bindings/SignInWaiting";
import { type Data, ENVIRONMENTS, type Fields, type Matches, dataOf, fieldsOf, mapSecrets, same, withFields, secretKey, secretsOf } from "./fields";
import { grantOf } from "./grants";

/** A successful connection and the data that it was made with. */
export interface Success extends Data {
  connection: Connection;
  /** Whether the fields had been changed by the time of the response. */
  late: boolean;
}

/** An alternative that was tried, and its result. */
export interface Tried {
  alternative: Alternative;
  outcome: { worked: true; success: Success } | { worked: false; code: string };
}

/** The state of CONNECT in an environment. */
export type Run =
  | { state: "idle" }
  | (Data & { state: "running"; attempt: number; startedAt: number; waiting: SignInWaiting | null; before: Failed | null })
  | Failed
  | (Data & { state: "refused"; failure: Failure });

/** A failed request, the data that it was made with, and the alternatives that were tried since. */
export interface Failed extends Data {
  state: "failed";
  failure: ConnectFailure;
  /** Whether the fields had been changed by the time of the response. */
  late: boolean;
  tried: Tried[];
}

/** The text in the scopes field that isn't a tag yet. */
export interface ScopeText {
  text: string;
  refused: ScopeProblem[];
  /** Values over the limit, which were left out. They aren't in the text, which would keep the form from being saved. */
  surplus: readonly ScopeProblem[];
  /** Completed texts that the core is reading, in order. */
  reading: readonly { text: string }[];
}

/** Problems that a save or a connection found, and the draft that it was given. */
export interface ReportedProblems {
  draft: Draft;
  problems: Problem[];
}

/** The state of the form. */
export interface Form {
  /** An empty draft of the type, for *Clear this environment*. */
  blank: Draft;
  /** The saved draft; the empty one for a new authorization. */
  baseline: Draft;
  /** Which environments are saved. */
  saved: PerEnvironment<boolean>;
  validatedAt: PerEnvironment<number | null>;
  /** The result of the last token request with the saved data, which is stored with it. */
  lastAttempts: PerEnvironment<LastAttempt | null>;
  /** When a secret of each environment was last shown. */
  lastRevealedAt: PerEnvironment<number | null>;
  /** A change by another program outside Keyfob, until the user decides which version is right. */
  outsideChange: OutsideChange | null;
  /** What couldn't be recovered from a damaged database, as long as the authorization wasn't saved since. */
  losses: readonly Loss[];
  draft: Draft;
  /** The core's last check. */
  check: Check | null;
  /** Problems that the last save or CONNECT found beyond those of the check. */
  reported: ReportedProblems | null;
  matches: PerEnvironment<Matches>;
  successes: PerEnvironment<Success | null>;
  runs: PerEnvironment<Run>;
  scopes: PerEnvironment<ScopeText>;
  tab: Environment;
  /** Fields that were left at least once, as `environment/field/index`. */
  left: ReadonlySet<string>;
  /** Whether SAVE was pressed: then every missing field is marked. */
  saveRequested: boolean;
  saving: boolean;
  /** Why the last save failed. */
  failure: Failure | null;
  /** Whether another program saved or deleted the authorization in the meantime. */
  elsewhere: "changed" | "deleted" | null;
}

/** Returns a value for each environment. */
export const perEnvironment = <T>(make: (environment: Environment) => T): PerEnvironment<T> => ({
  staging: make("staging"),
  production: make("production"),
});

export const NO_SCOPE_TEXT: ScopeText = { text: "", refused: [], surplus: [], reading: [] };

/** Returns the form of an empty draft, or of a saved authorization with its check. */
export function opened(blank: Draft, authorization: Authorization | null, check: Check | null): Form {
  const draft = authorization?.draft ?? blank;
  const lost = authorization?.losses?.find(({ environment }) => environment !== null)?.environment ?? null;
  return {
    blank,
    baseline: draft,
    saved: perEnvironment((e) => authorization !== null && check?.completeness[e] !== "not_configured"),
    validatedAt: authorization?.validated_at_ms ?? perEnvironment(() => null),
    lastAttempts: authorization?.last_attempts ?? perEnvironment(() => null),
    lastRevealedAt: authorization?.last_revealed_at_ms ?? perEnvironment(() => null),
    outsideChange: authorization?.outside_change ?? null,
    losses: authorization?.losses ?? [],
    draft,
    check,
    reported: null,
    matches: perEnvironment(() => ({})),
    successes: perEnvironment(() => null),
    runs: perEnvironment(() => ({ state: "idle" })),
    scopes: perEnvironment(() => NO_SCOPE_TEXT),
    // What was lost is what has to be entered.
    tab: lost ?? (authorization !== null && check?.completeness.staging === "not_configured" ? "production" : "staging"),
    left: new Set(),
    saveRequested: false,
    saving: false,
    failure: null,
    elsewhere: null,
  };
}

/** Returns the form with one part of an environment replaced. */
export function put<K extends "lastAttempts" | "matches" | "successes" | "runs" | "scopes">(
  form: Form,
  part: K,
  environment: Environment,
  value: Form[K][Environment],
): Form {
  return { ...form, [part]: { ...form[part], [environment]: value } };
}

/** Returns the form with an environment's fields replaced. */
export const withFormFields = (form: Form, environment: Environment, fields: Fields): Form => ({
  ...form,
  draft: withFields(form.draft, environment, fields),
});

/** Returns the form with an environment cleared. */
export function cleared(form: Form, environment: Environment): Form {
  const empty = put(withFormFields(form, environment, fieldsOf(form.blank, environment)), "runs", environment, { state: "idle" });
  const left = new Set([...form.left].filter((field) => !field.startsWith(`${environment}/`)));
  return { ...put(empty, "scopes", environment, NO_SCOPE_TEXT), left };
}

/** Returns the form after `sent` was saved. What was typed in the meantime is kept. */
export function savedAs(form: Form, sent: Draft, authorization: Authorization, check: Check | null): Form {
  const now = authorization.draft;
  let draft: Draft = { ...form.draft, id: now.id, revision: now.revision, etag: now.etag };
  if (form.draft.name === sent.name) draft = { ...draft, name: now.name };
  if (form.draft.description === sent.description) draft = { ...draft, description: now.description };
  for (const e of ENVIRONMENTS) {
    draft = withFields(draft, e, afterSave(fieldsOf(form.draft, e), fieldsOf(sent, e), fieldsOf(now, e), grantOf(form.draft) === grantOf(sent)));
  }
  const successes = perEnvironment((e): Success | null => {
    const success = form.successes[e];
    const holds = success !== null && same(success, dataOf(sent, e), form.matches[e]);
    return holds ? { ...success, ...dataOf(now, e) } : null;
  });
  const runs = perEnvironment((e) => mapRun(form.runs[e], (data) => (same(data, dataOf(sent, e), form.matches[e]) ? dataOf(now, e) : data)));
  const fresh = opened(form.blank, authorization, check);
  return { ...fresh, draft, successes, runs, scopes: form.scopes, tab: form.tab, left: form.left };
}

/** Returns the form of a deleted authorization as that of a new one. Its stored secrets are gone and must be typed again. */
export function asNewForm(form: Form): Form {
  let draft: Draft = { ...form.draft, id: null, revision: null, etag: null };
  for (const e of ENVIRONMENTS) {
    draft = withFields(draft, e, mapSecrets(fieldsOf(draft, e), (input) => (input.kind === "stored" ? { kind: "blank" } : input)));
  }
  return { ...opened(form.blank, null, null), draft, successes: form.successes, scopes: form.scopes, tab: form.tab, left: form.left };
}

/** Returns a run with its data replaced. */
function mapRun(run: Run, map: (data: Data) => Data): Run {
  if (run.state === "idle") return run;
  const changed = <D extends Data>(data: D): D => {
    const { fields, grant } = map(data);
    return { ...data, fields, grant };
  };
  return run.state === "running" ? { ...changed(run), before: run.before && changed(run.before) } : changed(run);
}

/**
 * Returns the current fields after a save: secrets that weren't changed since are what the save made of them, *stored* or nothing. With another
 * grant type by now, what the save dropped may count again.
 */
function afterSave(current: Fields, sent: Fields, saved: Fields, isSameGrant: boolean): Fields {
  if (current === sent && isSameGrant) return saved;
  const of = (fields: Fields) => new Map(secretsOf(fields).map(({ field, input }) => [secretKey(field), input]));
  const [before, now] = [of(sent), of(saved)];
  return mapSecrets(current, (input, field) => (before.get(secretKey(field)) === input ? (now.get(secretKey(field)) ?? { kind: "blank" }) : input));
}
