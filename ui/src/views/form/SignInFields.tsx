// The fields of grant types with a user: where they sign in, and where the browser comes back to.
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import type { CodeChallengeMethod } from "../../bindings/CodeChallengeMethod";
import type { Field as FieldName } from "../../bindings/Field";
import type { GrantType } from "../../bindings/GrantType";
import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import type { RedirectHost } from "../../bindings/RedirectHost";
import { hasCode, redirectUrl, registeredUrl, usesField } from "../../form/grants";
import { IconButton } from "../../parts/Button";
import { Field, described } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { Cleartext } from "./Cleartext";
import { Extras } from "./Extras";
import { type OAuthProps, fieldProps } from "./fieldProps";

interface Props extends OAuthProps {
  grant: GrantType | null;
}

const HOSTS: readonly RedirectHost[] = ["127.0.0.1", "::1"];
const CHALLENGES: readonly CodeChallengeMethod[] = ["S256", "plain"];
const ADVANCED: ReadonlySet<FieldName> = new Set(["redirect_host", "redirect_port", "device_url", "extra_authorization"]);

/** Whether any of the advanced fields is filled in, or breaks a rule. */
export function isSignInUsed({ fields, controller, environment }: OAuthProps, grant: GrantType | null): boolean {
  if (!hasCode(grant)) return false;
  const { check } = controller.form.value;
  const isFilledIn = fields.redirect_port !== "" || fields.redirect_host !== "127.0.0.1" || fields.device_url !== "";
  return isFilledIn || (check?.problems ?? []).some((problem) => problem.environment === environment && ADVANCED.has(problem.field));
}

/** What is needed to sign in; nothing if no user does. */
export function SignInFields({ grant, fields, ...on }: Props): JSX.Element {
  const { form, signIn } = texts.value;
  const put = (changes: Partial<OAuth2Draft>) => on.controller.changeOAuth(on.environment, changes);
  return (
    <>
      {hasCode(grant) && <RedirectUrl fields={fields} {...on} />}
      {hasCode(grant) && (
        <TextField
          {...fieldProps(on, "authorization_url")}
          label={form.fields.authorization_url}
          required
          mono
          hint={fields.authorization_url === "" ? signIn.authorizationUrlHint : undefined}
          value={fields.authorization_url}
          onText={(text) => put({ authorization_url: text })}
        />
      )}
      <Cleartext at="authorization_url" fields={fields} {...on} />
      {usesField(grant, "code_challenge_method") && grant !== null && (
        <Select
          id={`${on.environment}-code_challenge_method`}
          label={form.fields.code_challenge_method}
          hint={signIn.challengeHint[fields.code_challenge_method]}
          value={fields.code_challenge_method}
          options={CHALLENGES.map((value) => ({ value, text: signIn.challenges[value] }))}
          onChoose={(chosen) => put({ code_challenge_method: chosen })}
        />
      )}
      {grant === "device_code" && <DeviceUrl fields={fields} {...on} hint={fields.device_url === "" ? signIn.deviceUrlHint : undefined} required />}
      <Cleartext at="device_url" fields={fields} {...on} />
    </>
  );
}

/** What only some servers need: the parts of the Redirect URL, another device, more parameters. */
export function SignInAdvanced({ grant, fields, ...on }: Props): JSX.Element | null {
  const { form, signIn } = texts.value;
  const { controller, environment } = on;
  if (!hasCode(grant)) return null;
  return (
    <>
      <fieldset class="group sign-in-group">
        <legend class="group-title">
          {signIn.title} <span class="field-aside">{form.optional}</span>
        </legend>
        <div class="field-pair">
          <Select
            id={`${environment}-redirect_host`}
            label={form.fields.redirect_host}
            value={fields.redirect_host}
            options={HOSTS.map((value) => ({ value, text: value }))}
            onChoose={(chosen) => controller.changeOAuth(environment, { redirect_host: chosen })}
          />
          <TextField
            {...fieldProps(on, "redirect_port")}
            label={form.fields.redirect_port}
            mono
            hint={signIn.portHint}
            value={fields.redirect_port}
            onText={(text) => controller.changeOAuth(environment, { redirect_port: text })}
          />
        </div>
        <DeviceUrl fields={fields} {...on} hint={signIn.deviceUrlOptional} />
      </fieldset>
      <Extras fields={fields} place="authorization" hint={signIn.parametersHint} {...on} />
    </>
  );
}

/** Locked: only its port and host can be chosen. */
function RedirectUrl({ fields, environment }: OAuthProps): JSX.Element {
  const { signIn } = texts.value;
  const registered = registeredUrl(fields);
  const field = { id: `${environment}-redirect_url`, label: signIn.redirectUrl, hint: fields.redirect_port.trim() === "" ? signIn.redirectHintFree(registered) : signIn.redirectHint };
  return (
    <Field {...field}>
      <div class="joined">
        <input id={field.id} class="input mono is-locked" readOnly value={redirectUrl(fields, signIn.freePort)} spellcheck={false} aria-describedby={described(field)} />
        <IconButton icon="copy" label={signIn.copyRedirect} onClick={() => void copy(registered)} />
      </div>
    </Field>
  );
}

function DeviceUrl({ fields, hint, required = false, ...on }: OAuthProps & { hint: string | undefined; required?: boolean }): JSX.Element {
  return (
    <TextField
      {...fieldProps(on, "device_url")}
      label={texts.value.form.fields.device_url}
      required={required}
      mono
      hint={hint}
      value={fields.device_url}
      onText={(text) => on.controller.changeOAuth(on.environment, { device_url: text })}
    />
  );
}
