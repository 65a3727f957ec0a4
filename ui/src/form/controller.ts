// Connects an open form to the core: checks it after each change, connects and saves. Every response becomes a new form value.
import { computed, effect, signal, untracked } from "@preact/signals";

import type { Authorization } from "../bindings/Authorization";
import type { Check } from "../bindings/Check";
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";
import type { PerEnvironment } from "../bindings/PerEnvironment";
import type { Preset } from "../bindings/Preset";
import type { ToEnter } from "../bindings/ToEnter";
import { asFailure, core } from "../ipc";
import { type SecretMatch, findSecretMatches } from "./secretMatches";
import { type Left, createConnections } from "./connections";
import { ENVIRONMENTS, type Fields, fieldsOf, isOAuth } from "./fields";
import { grantOf, signsIn } from "./grants";
import { latest } from "./latest";
import { merged } from "./merging";
import { type Form, asNewForm, perEnvironment, cleared, opened, put, savedAs, withFormFields } from "./model";
import { createOutsideChange, isLoss } from "./outsideChange";
import type { FilledIn } from "./presets";
import { createRepairs } from "./repairs";
import { createScopes } from "./scopes";
import { DATABASE_FAILURES, VAULT_FAILURES, fieldKey, isDirty, saveBlockers, withoutFailures } from "./state";
import { reportProblems, withReported } from "./reportedProblems";
import { createTokens } from "./tokens";

/** What the user has to enter after starting from a preset. It is only shown, and never stored. */
export interface Guide {
  preset: Preset;
  toEnter: readonly ToEnter[];
}

export type FormController = ReturnType<typeof createFormController>;

/** Whether two drafts have the same stored content. Another program may have changed it without a new revision. */
const isSameContent = (one: Draft, other: Draft): boolean => one.revision === other.revision && one.etag === other.etag;

/** Returns what the form keeps of a saved authorization besides its draft. */
const detailsOf = (authorization: Authorization): Pick<Form, "validatedAt" | "lastAttempts" | "lastRevealedAt" | "outsideChange" | "losses"> => ({
  validatedAt: authorization.validated_at_ms,
  lastAttempts: authorization.last_attempts,
  lastRevealedAt: authorization.last_revealed_at_ms,
  outsideChange: authorization.outside_change,
  losses: authorization.losses ?? [],
});

/** Creates the controller of a form. */
export function createFormController(start: Form) {
  const form = signal<Form>(start);
  const set = (next: Form) => {
    form.value = next;
  };

  const checks = latest(
    (draft: Draft) => core.check(draft),
    (check, draft) => set({ ...form.peek(), check: withReported(check, form.peek().reported, draft) }),
  );
  const outside = createOutsideChange(form, set, (authorization, change) => (isLoss(change) ? reopenMerged(authorization) : reopen(authorization)));
  const matching = latest((draft: Draft) => findSecretMatches(draft, outside.note), (found: SecretMatch[], draft: Draft) => {
    // An answer for another revision is about another stored secret.
    if (!isSameContent(draft, form.peek().draft)) return;
    for (const { environment, key, text } of found) {
      const { matches } = form.peek();
      set(put(form.peek(), "matches", environment, { ...matches[environment], [key]: text }));
    }
  });

  /** Applies a change and has the core check the new draft. */
  function change(next: Form): void {
    const before = form.peek().draft;
    set({ ...next, failure: null });
    if (next.draft === before) return;
    checks.about(next.draft);
    if (next.draft.id !== null) matching.about(next.draft);
  }

  const changeFields = (environment: Environment, fields: Fields) => change(withFormFields(form.peek(), environment, fields));
  /** Completes the text in the scopes fields and waits for all pending checks. */
  const settled = async (...environments: Environment[]) => {
    for (const environment of environments) scopes.end(environment);
    await scopes.settled();
    await checks.settled();
  };
  const scopes = createScopes(form, set, changeFields);
  const repairs = createRepairs(form, changeFields);
  const connections = createConnections(form, set, changeFields, settled, outside.toFailure);
  const tokens = createTokens(form);

  /** Checks the draft again and drops reported problems, which may be outdated. */
  function recheck(): void {
    set({ ...form.peek(), reported: null });
    checks.about(form.peek().draft);
  }

  async function save(): Promise<boolean> {
    set({ ...form.peek(), saveRequested: true });
    if (form.peek().reported !== null) recheck();
    await settled(...ENVIRONMENTS);
    const sent = form.peek().draft;
    if (form.peek().saving || saveBlockers(form.peek()).length > 0) return false;
    set({ ...form.peek(), saving: true, failure: null });
    try {
      const authorization = await core.save(sent);
      const check = await core.check(authorization.draft).catch(() => null);
      accept(savedAs(form.peek(), sent, authorization, check));
      return true;
    } catch (error) {
      const failure = await outside.toFailure(error);
      set(reportProblems({ ...form.peek(), saving: false, failure }, sent, failure.problems));
      if (failure.kind === "not_found") becomeNew();
      return false;
    }
  }

  /** The authorization was deleted elsewhere: nothing of it is stored, connected or validated any more. */
  function becomeNew(): void {
    const { failure, saveRequested } = form.peek();
    connections.cancelAll();
    set({ ...asNewForm(form.peek()), failure, saveRequested, elsewhere: "deleted" });
    checks.about(form.peek().draft);
  }

  function accept(next: Form): void {
    set(next);
    if (next.draft !== next.baseline) checks.about(next.draft);
  }

  /** Replaces the form's content with what is saved. */
  async function reopen(authorization: Authorization): Promise<void> {
    const [check, blank] = await Promise.all([core.check(authorization.draft), blankFor(authorization)]);
    take(authorization, check, blank);
  }

  /** Replaces what the form is based on, and keeps what was typed. */
  async function reopenMerged(authorization: Authorization): Promise<void> {
    const [check, blank] = await Promise.all([core.check(authorization.draft), blankFor(authorization)]);
    const { blank: before, baseline, draft: mine, scopes: texts, left } = form.peek();
    take(authorization, check, blank);
    if (blank !== before) return;
    const draft = merged(blank, baseline, mine, authorization.draft);
    set({ ...form.peek(), draft, scopes: texts, left });
    checks.about(draft);
    matching.about(draft);
  }

  /** Returns an empty draft of the authorization's type. Only another program can change the type. */
  async function blankFor({ draft: { details } }: Authorization): Promise<Draft> {
    const { blank } = form.peek();
    return details.type === blank.details.type ? blank : core.blank(details.type);
  }

  function take(authorization: Authorization, check: Check, blank: Draft): void {
    const { tab } = form.peek();
    connections.cancelAll();
    set({ ...opened(blank, authorization, check), tab });
  }

  /** Loads what another program saved, unless that would discard unsaved changes. */
  async function readAgain(id: string): Promise<void> {
    const { baseline } = form.peek();
    const authorization = await core.read(id);
    const [check, blank] = await Promise.all([core.check(authorization.draft), blankFor(authorization)]);
    // The form may have changed while the core responded. A running save updates the form itself.
    const now = form.peek();
    const { draft, outside_change: outsideChange } = authorization;
    const isOlder = (draft.revision ?? 0) < (now.baseline.revision ?? 0);
    // An older revision was read before the form loaded a newer one, unless another program restored it.
    if (now.saving || (isOlder && now.baseline !== baseline)) return;
    if (isSameContent(draft, now.baseline)) set({ ...now, ...detailsOf(authorization) });
    else if (!isDirty(now)) take(authorization, check, blank);
    // A change from outside can't be merged with unsaved changes: the user decides first which version is right.
    else if (outsideChange !== null) set({ ...now, outsideChange });
    else set({ ...now, elsewhere: "changed" });
  }

  const unreport = effect(() => void core.unsaved(isDirty(form.value)).catch(() => undefined));
  // Which sign-in a save ends depends on what is kept, too: after a CONNECT, a Forget or an expiry it may be another.
  const unfollow = effect(() => {
    void tokens.statuses.value;
    untracked(() => {
      const { draft, baseline } = form.peek();
      if (signsIn(grantOf(baseline)) && isDirty(form.peek())) checks.about(draft);
    });
  });

  return {
    form,
    guide: signal<Guide | null>(null),
    /** What presets have filled in. */
    filledIn: signal<PerEnvironment<FilledIn>>({ staging: {}, production: {} }),
    dirty: computed(() => isDirty(form.value)),
    blockers: computed(() => saveBlockers(form.value)),
    scopes,
    connections,
    tokens,
    outside,
    repairs,
    change,
    changeFields,
    changeOAuth(environment: Environment, changes: Partial<Extract<Fields, { token_url: string }>>): void {
      const fields = fieldsOf(form.peek().draft, environment);
      if (isOAuth(fields)) changeFields(environment, { ...fields, ...changes });
    },
    leave(environment: Environment | null, field: Field, index: number | null = null): void {
      const key = fieldKey(environment, field, index);
      if (!form.peek().left.has(key)) set({ ...form.peek(), left: new Set([...form.peek().left, key]) });
    },
    clear(environment: Environment): void {
      connections.cancel(environment);
      change(cleared(form.peek(), environment));
    },
    show: (tab: Environment) => set({ ...form.peek(), tab }),
    save,
    reopen,
    /** Clears the failure of the last save and the notice about another program's change. */
    dismissFailure: () => set({ ...form.peek(), failure: null, elsewhere: null }),
    /** Forgets what failed because the vault couldn't be opened: now it is open. */
    forgetVaultFailures: () => set(withoutFailures(form.peek(), VAULT_FAILURES)),
    /** Forgets what failed because the database file was gone: now it is in its place. */
    forgetDatabaseFailures: () => set(withoutFailures(form.peek(), DATABASE_FAILURES)),
    /** Saves the form as a new authorization, after the original was deleted. Its stored secrets are reported as missing. */
    saveAsNew(): Promise<boolean> {
      connections.cancelAll();
      set(asNewForm(form.peek()));
      checks.about(form.peek().draft);
      return save();
    },
    /** Saves my version where both versions changed the same field, and merges the other program's remaining changes. */
    async keepMine(theirs: Authorization): Promise<boolean> {
      const now = form.peek();
      const draft = merged(now.blank, now.baseline, now.draft, theirs.draft);
      // The matches are about the secret that was stored before.
      const matches = perEnvironment(() => ({}));
      set({ ...now, ...detailsOf(theirs), draft, baseline: theirs.draft, matches, failure: null, elsewhere: null });
      matching.about(draft);
      if (await save()) return true;
      const { failure } = form.peek();
      // Nothing was saved, so the versions still differ. What has to be corrected first is corrected in the merged version.
      if (failure !== null && failure.kind !== "invalid_input") {
        const { draft: mine, baseline, matches: before } = now;
        // The notice offers to compare a third version.
        const why = failure.kind === "stale" ? null : failure;
        set({ ...form.peek(), draft: mine, baseline, matches: before, failure: why, elsewhere: "changed" });
        recheck();
      }
      return false;
    },
    /** Updates the form after another program changed the database. */
    async refresh(): Promise<void> {
      // A name may have been taken or become free, for a new authorization too.
      recheck();
      const { id } = form.peek().baseline;
      if (id === null) return;
      void tokens.load();
      try {
        await readAgain(id);
      } catch (error) {
        // A running save finds out by itself.
        if (asFailure(error).kind === "not_found" && !form.peek().saving) becomeNew();
      }
    },
    /** Ends the form when it is closed. A running request with the saved data goes on, because its result is stored; others are cancelled. */
    dispose(): { environment: Environment; result: Promise<Left> }[] {
      unreport();
      unfollow();
      tokens.stop();
      void core.unsaved(false).catch(() => undefined);
      return connections.leave();
    },
  };
}
