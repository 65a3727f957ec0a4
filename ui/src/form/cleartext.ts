// Consent to plain `http:`, one for all addresses of an environment: where it is in the form, and what is at risk.
import type { Environment } from "../bindings/Environment";
import type { OAuth2Draft } from "../bindings/OAuth2Draft";
import { acceptsCleartext, isCleartext } from "./fields";
import { grantOf, hasCode, signsIn } from "./grants";
import type { Form } from "./model";

/** A field with an address that is beside the consent. */
export type ConsentPlace = "authorization_url" | "device_url" | "token_url";

/** Returns where the consent is and what is at risk; `null` if the core doesn't require it, and it wasn't given. */
export function cleartextConsent(form: Form, fields: OAuth2Draft, environment: Environment): { at: ConsentPlace; risk: "secret" | "signIn" | "both" } | null {
  const grant = grantOf(form.draft);
  const isRefused = (form.check?.problems ?? []).some((problem) => problem.environment === environment && problem.code === "cleartext_refused");
  if (!isRefused && !acceptsCleartext(fields, grant)) return null;
  const isAtPage = hasCode(grant) && isCleartext(fields.authorization_url);
  // The address for devices of a grant type with a code has the origin of the Token URL, and is one of the advanced fields.
  const at = isAtPage ? "authorization_url" : grant === "device_code" && isCleartext(fields.device_url) ? "device_url" : "token_url";
  if (!signsIn(grant)) return { at, risk: "secret" };
  const isOnlyPage = isAtPage && !isCleartext(fields.token_url) && !isCleartext(fields.device_url);
  return { at, risk: isOnlyPage ? "signIn" : "both" };
}
