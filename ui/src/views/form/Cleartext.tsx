// Consent to plain `http:`, beside the first address that needs it.
import type { JSX } from "preact";

import { type ConsentPlace, cleartextConsent } from "../../form/cleartext";
import { Checkbox } from "../../parts/Checkbox";
import { texts } from "../../texts";
import type { OAuthProps } from "./fieldProps";

export function Cleartext({ at, fields, controller, environment }: OAuthProps & { at: ConsentPlace }): JSX.Element | null {
  const consent = cleartextConsent(controller.form.value, fields, environment);
  if (consent?.at !== at) return null;
  const { form, signIn } = texts.value;
  return (
    <Checkbox
      id={`${environment}-accept_cleartext`}
      label={consent.risk === "secret" ? form.fields.accept_cleartext : signIn.acceptCleartext[consent.risk]}
      checked={fields.accept_cleartext}
      onCheck={(accept) => controller.changeOAuth(environment, { accept_cleartext: accept })}
    />
  );
}
