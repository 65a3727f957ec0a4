// Options that only some servers need: Basic Auth encoding, audience, resources, extra parameters, what some do in their own way, network.
import type { JSX } from "preact";

import type { Field } from "../../bindings/Field";
import { grantOf } from "../../form/grants";
import { Disclosure } from "../../parts/Disclosure";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { ClientCertificate } from "./ClientAuthentication";
import { DpopFields } from "./DpopFields";
import { type OAuthProps, fieldProps } from "./fieldProps";
import { Extras } from "./Extras";
import { Network, hasOwnNetwork, isNetworkWrong } from "./NetworkFields";
import { goesOwnWay, isOwnWayAsked, isOwnWayWrong, OwnWay } from "./OwnWay";
import { Resources } from "./Resources";
import { SignInAdvanced, isSignInUsed } from "./SignInFields";

const HERE: ReadonlySet<Field> = new Set(["audience", "resource", "extra_body", "extra_headers", "extra_query", "dpop_key", "dpop_alg"]);
const CERTIFICATE: ReadonlySet<Field> = new Set(["client_cert", "client_key"]);
/** The methods whose client certificate is beside the method itself. */
const WITH_CERTIFICATE = new Set(["tls_client_auth", "self_signed_tls_client_auth"]);

export function Advanced(props: OAuthProps): JSX.Element {
  const { fields, controller, environment } = props;
  const problems = controller.form.value.check?.problems ?? [];
  const hasCertificate = WITH_CERTIFICATE.has(fields.client_authentication);
  const isHere = (field: Field) => HERE.has(field) || (!hasCertificate && CERTIFICATE.has(field));
  const wrong = isOwnWayWrong(props) || isNetworkWrong(props) || problems.some((problem) => problem.environment === environment && isHere(problem.field));
  const grant = grantOf(controller.form.value.draft);
  const used = isSignInUsed(props, grant) || fields.audience !== "" || fields.resources.length > 0 || fields.extras.length > 0 || fields.basic_encoding === "raw" || fields.dpop || goesOwnWay(fields) || hasOwnNetwork(fields) || (fields.client_certificate !== "" && !hasCertificate);
  return (
    <Disclosure closed={texts.value.form.advanced} aside={texts.value.form.optional} initially={used || wrong || isOwnWayAsked(props)}>
      {() => <AdvancedFields {...props} />}
    </Disclosure>
  );
}

function AdvancedFields({ fields, ...on }: OAuthProps): JSX.Element {
  const { form } = texts.value;
  const { controller, environment } = on;
  const isBasic = fields.client_authentication === "client_secret_basic";
  return (
    <div class="fields">
      <Select
        id={`${environment}-basic_encoding`}
        label={form.fields.basic_encoding}
        value={fields.basic_encoding}
        disabled={!isBasic}
        hint={isBasic ? form.basicEncodingHint : form.basicEncodingOff}
        options={[
          { value: "rfc6749", text: form.basicEncodings.rfc6749 },
          { value: "raw", text: form.basicEncodings.raw },
        ]}
        onChoose={(chosen) => controller.changeOAuth(environment, { basic_encoding: chosen })}
      />
      {!WITH_CERTIFICATE.has(fields.client_authentication) && <ClientCertificate fields={fields} {...on} />}
      <DpopFields fields={fields} {...on} />
      <TextField
        {...fieldProps(on, "audience")}
        label={form.fields.audience}
        aside={form.optional}
        mono
        value={fields.audience}
        onText={(audience) => controller.changeOAuth(environment, { audience })}
      />
      <Resources fields={fields} {...on} />
      <SignInAdvanced grant={grantOf(controller.form.value.draft)} fields={fields} {...on} />
      <Extras fields={fields} place="body" {...on} />
      <Extras fields={fields} place="header" {...on} />
      <Extras fields={fields} place="query" {...on} />
      <OwnWay fields={fields} {...on} />
      <Network fields={fields} {...on} />
    </div>
  );
}
