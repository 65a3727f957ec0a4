// The fields of OAuth 2.
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { announce } from "../../app/toasts";
import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import { fieldsOf, isOAuth } from "../../form/fields";
import { grantOf, signsIn } from "../../form/grants";
import { problemsOf } from "../../form/state";
import { TextField } from "../../parts/TextField";
import { texts, joinWords } from "../../texts";
import { Advanced } from "./Advanced";
import { Cleartext } from "./Cleartext";
import { ClientAuthentication, usesSecret } from "./ClientAuthentication";
import { type OAuthProps, fieldProps, tidyFieldAction } from "./fieldProps";
import { IssuerDialog } from "./IssuerDialog";
import { PresetDialog } from "./PresetDialog";
import { Scopes } from "./Scopes";
import { Secret } from "./Secret";
import { SignInFields } from "./SignInFields";

export function OAuthFields({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const put = (changes: Partial<OAuth2Draft>) => controller.changeOAuth(environment, changes);
  const grant = grantOf(controller.form.value.draft);
  // Without a secret, a client that a user signs in to is a public one.
  const isOptional = signsIn(grant) && fields.client_authentication !== "client_secret_jwt";
  return (
    <div class="fields">
      <SignInFields grant={grant} fields={fields} {...on} />
      <TokenUrl fields={fields} {...on} />
      <Cleartext at="token_url" fields={fields} {...on} />
      <TextField
        {...fieldProps(on, "client_id")}
        label={form.fields.client_id}
        required
        mono
        value={fields.client_id}
        action={tidyFieldAction(on, "client_id", form.fields.client_id, fields.client_id, (text) => put({ client_id: text }))}
        onText={(text) => put({ client_id: text })}
      />
      {usesSecret(fields.client_authentication) && (
        <Secret
          {...on}
          {...fieldProps(on, "client_secret")}
          label={form.fields.client_secret}
          required={!isOptional}
          aside={isOptional ? form.optional : undefined}
          hint={isOptional ? texts.value.signIn.secretHint : undefined}
          field={{ field: "client_secret" }}
          input={fields.client_secret}
        />
      )}
      <Scopes fields={fields} {...on} />
      <ClientAuthentication fields={fields} {...on} />
      <Advanced fields={fields} {...on} />
    </div>
  );
}

/** The Token URL, with a button that moves credentials out of its query. */
function TokenUrl({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  // The parameters that weren't moved, as long as the URL is the same.
  const [kept, setKept] = useState<{ url: string; names: string[] } | null>(null);
  const [dialog, setDialog] = useState<"issuer" | "preset" | null>(null);
  const problems = problemsOf(controller.form.value, environment);
  const isSecret = problems.some(({ field, code }) => field === "token_url" && code === "url_secret");
  const move = async () => {
    const names = await controller.repairs.moveUrlCredentials(environment);
    if (names === null) return;
    const now = fieldsOf(controller.form.peek().draft, environment);
    setKept(names.length > 0 && isOAuth(now) ? { url: now.token_url, names } : null);
    announce(names.length > 0 ? form.moveCredentials.kept(joinWords(names), names.length) : form.moveCredentials.done);
  };
  const own = fieldProps(on, "token_url");
  const stays = kept !== null && kept.url === fields.token_url ? form.moveCredentials.kept(joinWords(kept.names), kept.names.length) : null;
  return (
    <>
    <TextField
      {...own}
      label={form.fields.token_url}
      required
      mono
      hint={fields.token_url === "" ? form.tokenUrlHint : undefined}
      note={stays ?? own.note}
      action={
        isSecret
          ? { label: form.moveCredentials.label, onPress: () => void move().catch(() => undefined) }
          : { label: texts.value.discovery.open, isDialog: true, onPress: () => setDialog("issuer") }
      }
      secondAction={isSecret ? undefined : { label: texts.value.presets.open, isDialog: true, onPress: () => setDialog("preset") }}
      value={fields.token_url}
      onText={(text) => controller.changeOAuth(environment, { token_url: text })}
    />
      {dialog === "issuer" && <IssuerDialog fields={fields} {...on} onClose={() => setDialog(null)} />}
      {dialog === "preset" && <PresetDialog controller={controller} onClose={() => setDialog(null)} />}
    </>
  );
}
