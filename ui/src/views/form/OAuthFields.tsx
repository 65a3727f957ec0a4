// The fields of OAuth 2 Client Credentials.
import type { JSX } from "preact";

import type { ClientCredentialsDraft } from "../../bindings/ClientCredentialsDraft";
import { acceptsCleartext } from "../../form/fields";
import { Checkbox } from "../../parts/Checkbox";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { Advanced } from "./Advanced";
import { type Bound, bound } from "./bound";
import { Scopes } from "./Scopes";
import { Secret } from "./Secret";

export interface OAuthProps extends Bound {
  fields: ClientCredentialsDraft;
}

export function OAuthFields({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const put = (changes: Partial<ClientCredentialsDraft>) => controller.changeOAuth(environment, changes);
  return (
    <div class="fields">
      <TextField
        {...bound(on, "token_url")}
        label={form.fields.token_url}
        required
        mono
        hint={fields.token_url === "" ? form.tokenUrlHint : undefined}
        value={fields.token_url}
        onText={(text) => put({ token_url: text })}
      />
      <Cleartext fields={fields} {...on} />
      <TextField
        {...bound(on, "client_id")}
        label={form.fields.client_id}
        required
        mono
        value={fields.client_id}
        onText={(text) => put({ client_id: text })}
      />
      <Secret
        {...on}
        {...bound(on, "client_secret")}
        label={form.fields.client_secret}
        required
        field={{ field: "client_secret" }}
        input={fields.client_secret}
      />
      <Scopes fields={fields} {...on} />
      <Select
        id={`${environment}-client_authentication`}
        label={form.clientAuthentication}
        value={fields.client_authentication}
        options={[
          { value: "client_secret_basic", text: form.clientAuthentications.client_secret_basic },
          { value: "client_secret_post", text: form.clientAuthentications.client_secret_post },
        ]}
        onChoose={(chosen) => put({ client_authentication: chosen })}
      />
      <Advanced fields={fields} {...on} />
    </div>
  );
}

/** Offered where the core refuses plain `http:`, and as long as it was accepted for such an address. */
function Cleartext({ fields, controller, environment }: OAuthProps): JSX.Element | null {
  const problems = controller.form.value.check?.problems ?? [];
  const refused = problems.some((problem) => problem.environment === environment && problem.code === "cleartext_refused");
  if (!refused && !acceptsCleartext(fields)) return null;
  return (
    <Checkbox
      id={`${environment}-accept_cleartext`}
      label={texts.value.form.cleartext}
      checked={fields.accept_cleartext}
      onCheck={(accept) => controller.changeOAuth(environment, { accept_cleartext: accept })}
    />
  );
}
