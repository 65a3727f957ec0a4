// What the core repairs on request: credentials in the Token URL move into their fields, and a typed text loses what its notes name.
import type { ReadonlySignal } from "@preact/signals";

import type { ClientCredentialsDraft } from "../bindings/ClientCredentialsDraft";
import type { Environment } from "../bindings/Environment";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { MovedCredentials } from "../bindings/MovedCredentials";
import { core } from "../ipc";
import { type Fields, fieldsOf, isOAuth } from "./fields";
import type { Form } from "./model";

/** The fields after credentials were moved out of the Token URL. */
export function withMovedCredentials(fields: ClientCredentialsDraft, moved: MovedCredentials): ClientCredentialsDraft {
  const extras = moved.extras.map(
    ({ place, name, value, secret }): ExtraDraft => ({
      slot: crypto.randomUUID(),
      place,
      name,
      value: secret ? { kind: "secret", input: { kind: "typed", text: value } } : { kind: "plain", text: value },
    }),
  );
  return {
    ...fields,
    token_url: moved.token_url,
    client_id: moved.client_id ?? fields.client_id,
    client_secret: moved.client_secret === null ? fields.client_secret : { kind: "typed", text: moved.client_secret },
    scopes: [...fields.scopes, ...moved.scopes],
    extras: [...fields.extras, ...extras],
  };
}

/** Repairs the fields of a form. */
export function createRepairs(form: ReadonlySignal<Form>, changeFields: (environment: Environment, fields: Fields) => void) {
  return {
    /** Moves credentials out of the Token URL; answers the parameters that stay in it because of what is in their fields, or `null` if nothing was done. */
    async moveUrlCredentials(environment: Environment): Promise<string[] | null> {
      const { draft } = form.peek();
      const moved = await core.moveUrlCredentials(draft, environment);
      const fields = fieldsOf(form.peek().draft, environment);
      // What was typed meanwhile is newer than the answer.
      if (moved === null || !isOAuth(fields) || fields !== fieldsOf(draft, environment)) return null;
      changeFields(environment, withMovedCredentials(fields, moved));
      return moved.kept;
    },
    /** Tidies a text; `put` takes it unless the field was changed meanwhile. */
    async tidy(environment: Environment, text: string, put: (tidied: string) => void): Promise<void> {
      const before = fieldsOf(form.peek().draft, environment);
      const tidied = await core.tidy(text);
      if (fieldsOf(form.peek().draft, environment) === before) put(tidied);
    },
  };
}
