// The scopes fields: the core reads what was typed, in order. What it refuses stays in the field with the reason.
import type { ReadonlySignal } from "@preact/signals";

import type { Environment } from "../bindings/Environment";
import { core } from "../ipc";
import { type Fields, fieldsOf, isOAuth } from "./fields";
import { type Form, NO_SCOPE_TEXT, type ScopeText, put } from "./model";

const joined = (...texts: string[]): string => texts.filter(Boolean).join(" ");

/** Creates the actions of a form's scopes fields. */
export function createScopes(
  form: ReadonlySignal<Form>,
  set: (form: Form) => void,
  changeFields: (environment: Environment, fields: Fields) => void,
) {
  let queue: Promise<void> = Promise.resolve();

  const now = (environment: Environment): ScopeText => form.peek().scopes[environment];
  const become = (environment: Environment, changes: Partial<ScopeText>) =>
    set(put(form.peek(), "scopes", environment, { ...now(environment), ...changes }));

  const present = (environment: Environment): string[] => {
    const fields = fieldsOf(form.peek().draft, environment);
    return isOAuth(fields) ? fields.scopes : [];
  };

  const replace = (environment: Environment, scopes: string[]) => {
    const fields = fieldsOf(form.peek().draft, environment);
    if (isOAuth(fields)) changeFields(environment, { ...fields, scopes });
  };

  /** Reads a completed text, unless the field was emptied in the meantime. */
  async function read(environment: Environment, left: { text: string }): Promise<void> {
    if (!now(environment).reading.includes(left)) return;
    const answer = await core.readScopes(left.text, present(environment)).catch(() => null);
    const { reading, text, surplus } = now(environment);
    if (!reading.includes(left)) return;
    const rest = reading.filter((other) => other !== left);
    if (answer === null) {
      become(environment, { text: joined(left.text, text), reading: rest });
      return;
    }
    if (answer.added.length > 0) replace(environment, [...present(environment), ...answer.added]);
    const over = answer.refused.filter((scope) => scope.code === "too_many");
    const refused = answer.refused.filter((scope) => scope.code !== "too_many");
    // A duplicate is already in the list, so it can be dropped from the field.
    const kept = refused.filter((scope) => scope.code !== "duplicate").map((scope) => scope.value);
    become(environment, { text: joined(...kept, text), refused, surplus: [...surplus, ...over], reading: rest });
  }

  return {
    /** Sets the text in the field. */
    type(environment: Environment, text: string): void {
      become(environment, { text, refused: [] });
    },
    /** Completes the value or values in the field. */
    end(environment: Environment, text = now(environment).text): void {
      become(environment, { text: "", refused: [] });
      if (text.trim() === "") return;
      const left = { text };
      become(environment, { reading: [...now(environment).reading, left] });
      queue = queue.then(() => read(environment, left));
    },
    remove(environment: Environment, index: number): void {
      replace(environment, present(environment).toSpliced(index, 1));
    },
    removeAll(environment: Environment): void {
      set(put(form.peek(), "scopes", environment, NO_SCOPE_TEXT));
      replace(environment, []);
    },
    /** Forgets the values over the limit. */
    dropSurplus: (environment: Environment) => become(environment, { surplus: [] }),
    settled: () => queue,
  };
}
