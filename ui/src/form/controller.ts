// An open form and its talk with the core: asks after each change, connects, saves; every answer becomes a new form value.
import { computed, effect, signal } from "@preact/signals";

import type { Authorization } from "../bindings/Authorization";
import type { AuthorizationType } from "../bindings/AuthorizationType";
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Field } from "../bindings/Field";
import { asFailure, core } from "../ipc";
import { connecting } from "./connecting";
import { ENVIRONMENTS, type Fields, fieldsOf, isOAuth, secretKey, secretsOf } from "./fields";
import { latest } from "./latest";
import { type Form, cleared, opened, put, savedAs, typed } from "./model";
import { scoping } from "./scoping";
import { fieldKey, isDirty, saveLocks } from "./state";

export type FormController = ReturnType<typeof control>;

/** Opens an empty form of a type. */
export async function begin(type: AuthorizationType): Promise<FormController> {
  const blank = await core.blank(type);
  return control(opened(blank, null, await core.check(blank)));
}

/** Opens a saved authorization. */
export async function open(id: string): Promise<FormController> {
  const authorization = await core.read(id);
  const [blank, check] = await Promise.all([core.blank(authorization.draft.details.type), core.check(authorization.draft)]);
  return control(opened(blank, authorization, check));
}

/** Drives a form. */
export function control(start: Form) {
  const form = signal<Form>(start);
  const set = (next: Form) => {
    form.value = next;
  };

  const checks = latest(
    (draft: Draft) => core.check(draft),
    (check) => set({ ...form.peek(), check }),
  );
  const comparing = latest(compare, (found: { environment: Environment; key: string; text: string }[]) => {
    for (const { environment, key, text } of found) {
      const { matches } = form.peek();
      set(put(form.peek(), "matches", environment, { ...matches[environment], [key]: text }));
    }
  });

  /** Takes a new draft and asks the core about it. */
  function change(next: Form): void {
    const before = form.peek().draft;
    set({ ...next, failure: null });
    if (next.draft === before) return;
    checks.about(next.draft);
    if (next.draft.id !== null) comparing.about(next.draft);
  }

  const changeFields = (environment: Environment, fields: Fields) => change(typed(form.peek(), environment, fields));
  const settled = async () => {
    await scopes.settled();
    await checks.settled();
  };
  const scopes = scoping(form, set, changeFields);
  const connections = connecting(form, set, changeFields, settled);

  async function save(): Promise<boolean> {
    for (const environment of ENVIRONMENTS) scopes.end(environment);
    set({ ...form.peek(), asked: true });
    await settled();
    const sent = form.peek().draft;
    if (form.peek().saving || saveLocks(form.peek()).length > 0) return false;
    set({ ...form.peek(), saving: true, failure: null });
    try {
      const authorization = await core.save(sent);
      const check = await core.check(authorization.draft).catch(() => null);
      accept(savedAs(form.peek(), sent, authorization, check));
      return true;
    } catch (error) {
      set({ ...form.peek(), saving: false, failure: asFailure(error) });
      return false;
    }
  }

  function accept(next: Form): void {
    set(next);
    if (next.draft !== next.baseline) checks.about(next.draft);
  }

  /** Takes what is saved and forgets what was typed. */
  async function reopen(authorization: Authorization): Promise<void> {
    const check = await core.check(authorization.draft);
    const { blank, tab } = form.peek();
    set({ ...opened(blank, authorization, check), tab });
  }

  const stop = effect(() => void core.unsaved(isDirty(form.value)).catch(() => undefined));

  return {
    form,
    dirty: computed(() => isDirty(form.value)),
    locks: computed(() => saveLocks(form.value)),
    scopes,
    connections,
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
      change(cleared(form.peek(), environment));
    },
    show: (tab: Environment) => set({ ...form.peek(), tab }),
    save,
    reopen,
    /** Forgets why the last save failed and that somebody else saved: the person has seen both. */
    forgive: () => set({ ...form.peek(), failure: null, elsewhere: null }),
    /** Saves over what another program saved. */
    async keepMine(theirs: Authorization): Promise<boolean> {
      const now = form.peek();
      const draft = { ...now.draft, id: theirs.draft.id, revision: theirs.draft.revision };
      set({ ...now, draft, baseline: theirs.draft, validatedAt: theirs.validated_at_ms, failure: null, elsewhere: null });
      return save();
    },
    /** Hears that another program changed the data. */
    async refresh(): Promise<void> {
      const { id, revision } = form.peek().baseline;
      if (id === null) return;
      try {
        const authorization = await core.read(id);
        if (authorization.draft.revision === revision) return;
        if (isDirty(form.peek())) set({ ...form.peek(), elsewhere: "changed" });
        else await reopen(authorization);
      } catch (error) {
        if (asFailure(error).kind === "not_found") set({ ...form.peek(), elsewhere: "deleted" });
      }
    },
    /** Ends what is under way; the form is left. */
    dispose(): void {
      stop();
      connections.cancelAll();
      void core.unsaved(false).catch(() => undefined);
    },
  };
}

/** Finds the typed secrets that equal the stored ones. */
async function compare(draft: Draft) {
  const { id } = draft;
  if (id === null) return [];
  const asked = ENVIRONMENTS.flatMap((environment) =>
    secretsOf(fieldsOf(draft, environment)).map(async ({ field, input }) => {
      if (input.kind !== "typed" || input.text === "") return null;
      // Where the vault is locked, nothing was sealed, or the secret is unreadable, the typed text counts as new.
      const matches = await core.secretMatches(id, environment, field, input.text).catch(() => false);
      return matches ? { environment, key: secretKey(field), text: input.text } : null;
    }),
  );
  return (await Promise.all(asked)).filter((found) => found !== null);
}
