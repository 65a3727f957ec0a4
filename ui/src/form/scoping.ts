// The scopes fields: what was typed is read by the core, in order; what it refuses stays in the field with the reason.
import type { ReadonlySignal } from "@preact/signals";

import type { Environment } from "../bindings/Environment";
import { core } from "../ipc";
import { type Fields, fieldsOf, isOAuth } from "./fields";
import { type Form, put } from "./model";

/** Drives the scopes fields of a form. */
export function scoping(
  form: ReadonlySignal<Form>,
  set: (form: Form) => void,
  changeFields: (environment: Environment, fields: Fields) => void,
) {
  let queue: Promise<void> = Promise.resolve();

  const present = (environment: Environment): string[] => {
    const fields = fieldsOf(form.peek().draft, environment);
    return isOAuth(fields) ? fields.scopes : [];
  };

  const replace = (environment: Environment, scopes: string[]) => {
    const fields = fieldsOf(form.peek().draft, environment);
    if (isOAuth(fields)) changeFields(environment, { ...fields, scopes });
  };

  async function read(environment: Environment, text: string): Promise<void> {
    const { added, refused } = await core.readScopes(text, present(environment));
    if (added.length > 0) replace(environment, [...present(environment), ...added]);
    // A duplicate stands there already: nothing is lost when it leaves the field.
    const kept = refused.filter((scope) => scope.code !== "duplicate").map((scope) => scope.value);
    const typedSince = form.peek().scopes[environment].text;
    set(put(form.peek(), "scopes", environment, { text: [...kept, typedSince].filter(Boolean).join(" "), refused }));
  }

  return {
    /** Takes what stands in the field. */
    type(environment: Environment, text: string): void {
      set(put(form.peek(), "scopes", environment, { text, refused: [] }));
    },
    /** Ends the value, or the values, that stand in the field. */
    end(environment: Environment, text = form.peek().scopes[environment].text): void {
      set(put(form.peek(), "scopes", environment, { text: "", refused: [] }));
      if (text.trim() === "") return;
      queue = queue
        .then(() => read(environment, text))
        .catch(() => set(put(form.peek(), "scopes", environment, { text, refused: [] })));
    },
    remove(environment: Environment, index: number): void {
      replace(environment, present(environment).toSpliced(index, 1));
    },
    removeAll(environment: Environment): void {
      set(put(form.peek(), "scopes", environment, { text: "", refused: [] }));
      replace(environment, []);
    },
    settled: () => queue,
  };
}
