// What a failure takes back of what was proved before.
import type { Environment } from "../bindings/Environment";
import { type Fields, fieldsOf, same } from "./fields";
import { type Form, put } from "./model";

/** The form after a request with these fields failed: neither an earlier success nor a remembered one proves them any more. */
export function disproved(form: Form, environment: Environment, fields: Fields): Form {
  const matches = form.matches[environment];
  const proof = form.proofs[environment];
  const next = proof !== null && same(proof.fields, fields, matches) ? put(form, "proofs", environment, null) : form;
  if (!same(fields, fieldsOf(form.baseline, environment), matches)) return next;
  return { ...next, validatedAt: { ...next.validatedAt, [environment]: null } };
}
