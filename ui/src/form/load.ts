// Loads the forms that can be opened, with their first check.
import type { AuthorizationType } from "../bindings/AuthorizationType";
import { core } from "../ipc";
import { type Form, opened } from "./model";

/** Returns an empty form for a type. */
export async function loadBlank(type: AuthorizationType): Promise<Form> {
  const blank = await core.blank(type);
  return opened(blank, null, await core.check(blank));
}

/** Returns the form of a saved authorization. */
export async function loadSaved(id: string): Promise<Form> {
  const authorization = await core.read(id);
  const [blank, check] = await Promise.all([core.blank(authorization.draft.details.type), core.check(authorization.draft)]);
  return opened(blank, authorization, check);
}
