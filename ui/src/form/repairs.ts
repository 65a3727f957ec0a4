// Repairs on request: moves credentials from the Token URL to their fields, and removes unusual characters from a text.
import type { ReadonlySignal } from "@preact/signals";

import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import type { Environment } from "../bindings/Environment";
import type { ExtraDraft } from "../bindings/ExtraDraft";
import type { MovedCredentials } from "../bindings/MovedCredentials";
import { core } from "../ipc";
import { type Fields, fieldsOf, isOAuth } from "./fields";
import type { Form } from "./model";

/** Returns the fields with the credentials that were in the Token URL. */
export function withMovedCredentials(fields: OAuth2Draft, moved: MovedCredentials): OAuth2Draft {
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

/** Creates the repair actions of a form. */
export function createRepairs(form: ReadonlySignal<Form>, changeFields: (environment: Environment, fields: Fields) => void) {
  return {
    /** Moves credentials out of the Token URL. Returns the parameters that stay in it because their fields are in use, or `null` if nothing was done. */
    async moveUrlCredentials(environment: Environment): Promise<string[] | null> {
      const { draft } = form.peek();
      const moved = await core.moveUrlCredentials(draft, environment);
      const fields = fieldsOf(form.peek().draft, environment);
      // What was typed in the meantime is newer than the response.
      if (moved === null || !isOAuth(fields) || fields !== fieldsOf(draft, environment)) return null;
      changeFields(environment, withMovedCredentials(fields, moved));
      return moved.kept;
    },
    /** Removes unusual characters from a text and passes it to `put`, unless the field has changed in the meantime. */
    async tidy(environment: Environment, text: string, put: (tidied: string) => void): Promise<void> {
      const before = fieldsOf(form.peek().draft, environment);
      const tidied = await core.tidy(text);
      if (fieldsOf(form.peek().draft, environment) === before) put(tidied);
    },
  };
}
