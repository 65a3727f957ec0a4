// Compares typed secrets with stored ones, which only the core can do.
import type { Draft } from "../bindings/Draft";
import type { Environment } from "../bindings/Environment";
import type { Failure } from "../bindings/Failure";
import { asFailure, core } from "../ipc";
import { ENVIRONMENTS, fieldsOf, secretKey, secretsOf } from "./fields";

/** A typed text that equals the stored secret. */
export interface SecretMatch {
  environment: Environment;
  key: string;
  text: string;
}

/** Finds the typed secrets that equal the stored ones. A secret that can't be compared counts as new; `failed` gets the reason. */
export async function findSecretMatches(draft: Draft, failed: (failure: Failure) => void): Promise<SecretMatch[]> {
  const { id } = draft;
  if (id === null) return [];
  const asked = ENVIRONMENTS.flatMap((environment) =>
    secretsOf(fieldsOf(draft, environment)).map(async ({ field, input }): Promise<SecretMatch | null> => {
      if (input.kind !== "typed" || input.text === "") return null;
      try {
        const matches = await core.secretMatches(id, environment, field, input.text);
        return matches ? { environment, key: secretKey(field), text: input.text } : null;
      } catch (error) {
        // For example, the vault is locked or the authorization was changed outside Keyfob.
        failed(asFailure(error));
        return null;
      }
    }),
  );
  return (await Promise.all(asked)).filter((found) => found !== null);
}
