// A failed CONNECT ends an earlier validation if the server's response disproves it.
import type { Environment } from "../bindings/Environment";
import type { Stage } from "../bindings/Stage";
import { type Data, dataOf, same } from "./fields";
import { type Form, put } from "./model";

/** The stages at which a response shows that a configuration doesn't work. An outage doesn't show that. */
const DISPROVING: ReadonlySet<Stage> = new Set(["oauth", "http", "token"]);

/** Returns the form after a request with this data failed at a stage, without the validation that the failure disproves. */
export function invalidated(form: Form, environment: Environment, data: Data, stage: Stage): Form {
  if (!DISPROVING.has(stage)) return form;
  const matches = form.matches[environment];
  const success = form.successes[environment];
  const next = success !== null && same(success, data, matches) ? put(form, "successes", environment, null) : form;
  if (!same(data, dataOf(form.baseline, environment), matches)) return next;
  return { ...next, validatedAt: { ...next.validatedAt, [environment]: null } };
}
