// Whether a typed secret equals the stored one: only the core can say.
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import { core } from "../ipc";
import { ENVIRONMENTS, fieldsOf, secretKey, secretsOf } from "./fields";

/** A typed text that equals the stored secret. */
export interface Match {
  environment: Environment;
  key: string;
  text: string;
}

/** Finds the typed secrets that equal the stored ones. */
export async function compare(draft: Draft): Promise<Match[]> {
  const { id } = draft;
  if (id === null) return [];
  const asked = ENVIRONMENTS.flatMap((environment) =>
    secretsOf(fieldsOf(draft, environment)).map(async ({ field, input }): Promise<Match | null> => {
      if (input.kind !== "typed" || input.text === "") return null;
      // Where the vault is locked, nothing was sealed, or the secret is unreadable, the typed text counts as new.
      const matches = await core.secretMatches(id, environment, field, input.text).catch(() => false);
      return matches ? { environment, key: secretKey(field), text: input.text } : null;
    }),
  );
  return (await Promise.all(asked)).filter((found) => found !== null);
}
