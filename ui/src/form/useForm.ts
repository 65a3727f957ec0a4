// The form's life: reading, checking after each change, saving. What follows from its state is in `model`.
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";

import type { Authorization } from "../bindings/Authorization";
import type { AuthorizationId } from "../bindings/AuthorizationId";
import type { AuthorizationType } from "../bindings/AuthorizationType";
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import { changes, setUnsaved, tell } from "../app";
import * as ipc from "../ipc";
import * as model from "./model";

export interface FormControl {
  state: Signal<model.FormState | null>;
  failure: Signal<Failure | null>;
  /** What somebody else saved, where a save met it; `gone` where it was deleted. */
  stale: Signal<Authorization | "gone" | null>;
  saving: Signal<boolean>;
  changedElsewhere: Signal<boolean>;
  /** Counts what must make shown secrets hide: a save, another version. */
  generation: Signal<number>;
  edit: (draft: Draft) => void;
  editFields: <F extends model.Fields>(environment: Environment, change: Partial<F>) => void;
  touch: (...keys: string[]) => void;
  update: (change: (state: model.FormState) => model.FormState) => void;
  save: () => Promise<Authorization | null>;
  replace: (authorization: Authorization) => void;
}

export function useForm(type: AuthorizationType | null, id: AuthorizationId | null): FormControl {
  const state = useSignal<model.FormState | null>(null);
  const failure = useSignal<Failure | null>(null);
  const stale = useSignal<Authorization | "gone" | null>(null);
  const saving = useSignal(false);
  const changedElsewhere = useSignal(false);
  const generation = useSignal(0);
  const checks = useRef({ asked: 0, running: false });

  const control = useMemo<FormControl>(() => {
    const update: FormControl["update"] = (change) => {
      if (state.value) set(change(state.value));
    };
    const set = (next: model.FormState) => {
      state.value = next;
      setUnsaved(model.isDirty(next));
    };
    // One check at a time; while one runs, only the newest draft waits: a late answer never speaks of an older one.
    const check = async () => {
      checks.current.asked += 1;
      if (checks.current.running) return;
      checks.current.running = true;
      try {
        for (let answered = -1; answered !== checks.current.asked && state.value; ) {
          answered = checks.current.asked;
          const answer = await ipc.check(state.value.draft);
          if (answered === checks.current.asked) update((now) => ({ ...now, check: answer }));
        }
      } catch (error) {
        tell(error);
      } finally {
        checks.current.running = false;
      }
    };
    const replace = (authorization: Authorization) => {
      const before = state.value;
      set(before ? model.saved(before, authorization) : model.begin(authorization.draft, authorization.validated_at_ms));
      generation.value += 1;
      changedElsewhere.value = false;
      void check();
    };
    const edit = (draft: Draft) => {
      update((now) => ({ ...now, draft }));
      void check();
    };
    return {
      state,
      failure,
      stale,
      saving,
      changedElsewhere,
      generation,
      edit,
      editFields: (environment, change) => {
        if (!state.value) return;
        const { draft } = state.value;
        edit(model.withFields(draft, environment, { ...model.fieldsOf(draft, environment), ...change } as model.Fields));
      },
      touch: (...keys) => update((now) => model.touch(now, keys)),
      update,
      replace,
      save: async () => {
        if (!state.value || saving.value) return null;
        saving.value = true;
        failure.value = null;
        try {
          const authorization = await ipc.save(state.value.draft);
          replace(authorization);
          return authorization;
        } catch (error) {
          const refused = ipc.asFailure(error);
          if (id && (refused.kind === "stale" || refused.kind === "not_found")) {
            stale.value = await ipc.read(id).catch(() => "gone" as const);
          } else {
            failure.value = refused;
            void check();
          }
          return null;
        } finally {
          saving.value = false;
        }
      },
    };
  }, []);

  useEffect(() => {
    const begin = id ? ipc.read(id) : type ? ipc.blank(type) : null;
    begin?.then(
      (read) => {
        const authorization = "draft" in read ? read : null;
        if (authorization) control.replace(authorization);
        else {
          state.value = model.begin(read as Draft);
          control.edit(read as Draft);
        }
      },
      (error: unknown) => {
        failure.value = ipc.asFailure(error);
      },
    );
    return () => setUnsaved(false);
  }, []);

  const seen = changes.value;
  useEffect(() => {
    const open = state.peek();
    if (!id || seen === 0 || !open) return;
    void ipc.read(id).then(
      (authorization) => {
        if (authorization.draft.revision === open.saved.revision) return;
        if (model.isDirty(open)) changedElsewhere.value = true;
        else control.replace(authorization);
      },
      () => {
        changedElsewhere.value = true;
      },
    );
  }, [seen]);

  return control;
}
