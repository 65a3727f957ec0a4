// What a failure takes back of what was proved before.
import type { Environment } from "../bindings/Environment";
import type { Stage } from "../bindings/Stage";
import { type Fields, fieldsOf, same } from "./fields";
import { type Form, put } from "./model";

/** The stages at which the server itself shows that a configuration doesn't work. An outage shows nothing about it. */
const DISPROVING: ReadonlySet<Stage> = new Set(["oauth", "http", "token"]);

/** The form after a request with these fields failed at a stage: what the response disproves is no longer proved. */
export function invalidated(form: Form, environment: Environment, fields: Fields, stage: Stage): Form {
  if (!DISPROVING.has(stage)) return form;
  const matches = form.matches[environment];
  const success = form.successes[environment];
  const next = success !== null && same(success.fields, fields, matches) ? put(form, "successes", environment, null) : form;
  if (!same(fields, fieldsOf(form.baseline, environment), matches)) return next;
  return { ...next, validatedAt: { ...next.validatedAt, [environment]: null } };
}
