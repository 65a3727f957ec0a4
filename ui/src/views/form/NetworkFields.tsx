// How an environment's requests travel, where that differs from the defaults in Settings.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { CertificateSeen } from "../../bindings/CertificateSeen";
import type { OAuth2Draft } from "../../bindings/OAuth2Draft";
import type { EnvironmentProxyChoice } from "../../bindings/EnvironmentProxyChoice";
import type { Field } from "../../bindings/Field";
import { core } from "../../ipc";
import { Checkbox } from "../../parts/Checkbox";
import { Disclosure } from "../../parts/Disclosure";
import { Select } from "../../parts/Select";
import { TextField } from "../../parts/TextField";
import { texts } from "../../texts";
import { CaCertificates } from "../CaCertificates";
import { type OAuthProps, fieldProps } from "./fieldProps";
import { Secret } from "./Secret";

const CHOICES: readonly EnvironmentProxyChoice[] = ["default", "system", "none", "address"];

const HERE: ReadonlySet<Field> = new Set(["proxy", "proxy_address", "proxy_user", "proxy_password", "ca", "timeout", "insecure_skip_verify"]);

/** Whether an environment's requests travel otherwise than the defaults say. */
export const hasOwnNetwork = ({ proxy, ca_certificates, timeout_s, skip_verification }: OAuth2Draft): boolean =>
  proxy !== "default" || ca_certificates !== "" || timeout_s !== "" || skip_verification;

/** Whether any of the fields breaks a rule. */
export const isNetworkWrong = ({ controller, environment }: Omit<OAuthProps, "fields">): boolean =>
  (controller.form.value.check?.problems ?? []).some((problem) => problem.environment === environment && HERE.has(problem.field));

export function Network({ fields, ...on }: OAuthProps): JSX.Element {
  return (
    <Disclosure closed={texts.value.form.network.title} initially={hasOwnNetwork(fields) || isNetworkWrong(on)}>
      {() => <NetworkFields fields={fields} {...on} />}
    </Disclosure>
  );
}

function NetworkFields({ fields, ...on }: OAuthProps): JSX.Element {
  const { form, settings } = texts.value;
  const { network: words } = form;
  const { controller, environment } = on;
  const put = (changes: Partial<OAuth2Draft>) => controller.changeOAuth(environment, changes);
  const certificates = useDescribed(fields.ca_certificates);
  const { proxy } = fields;
  return (
    <div class="fields">
      <Select
        {...fieldProps(on, "proxy")}
        label={form.fields.proxy}
        hint={proxy === "none" ? undefined : words.proxyHints[proxy]}
        value={proxy}
        options={CHOICES.map((choice) => ({ value: choice, text: words.proxies[choice] }))}
        onChoose={(chosen) => put({ proxy: chosen })}
      />
      {proxy === "address" && (
        <>
          <TextField
            {...fieldProps(on, "proxy_address")}
            label={form.fields.proxy_address}
            required
            mono
            hint={settings.network.addressHint}
            value={fields.proxy_address}
            onText={(text) => put({ proxy_address: text })}
          />
          <div class="proxy-user">
            <TextField
              {...fieldProps(on, "proxy_user")}
              label={form.fields.proxy_user}
              aside={form.optional}
              value={fields.proxy_username}
              onText={(text) => put({ proxy_username: text })}
            />
            <Secret {...on} {...fieldProps(on, "proxy_password")} label={form.fields.proxy_password} aside={form.optional} field={{ field: "proxy_password" }} input={fields.proxy_password} />
          </div>
        </>
      )}
      <CaCertificates
        id={`${environment}-ca`}
        hint={words.certificatesHint}
        pem={fields.ca_certificates}
        certificates={certificates}
        error={fieldProps(on, "ca").error}
        onPem={(pem) => put({ ca_certificates: pem })}
      />
      <div class="short-field">
        <TextField
          {...fieldProps(on, "timeout")}
          label={form.fields.timeout}
          aside={form.optional}
          hint={words.timeLimitHint}
          value={fields.timeout_s}
          onText={(text) => put({ timeout_s: text })}
        />
      </div>
      <Checkbox
        id={fieldProps(on, "insecure_skip_verify").id}
        label={form.fields.insecure_skip_verify}
        hint={words.skipHint}
        checked={fields.skip_verification}
        onCheck={(skips) => put({ skip_verification: skips })}
      />
    </div>
  );
}

/** What certificates are, once the core has described them. */
function useDescribed(pem: string): readonly CertificateSeen[] {
  const found = useSignal<{ pem: string; certificates: CertificateSeen[] }>({ pem: "", certificates: [] });
  useEffect(() => {
    if (pem === "") return;
    core.describeCertificates(pem).then(
      (certificates) => (found.value = { pem, certificates }),
      () => undefined,
    );
  }, [pem, found]);
  return found.value.pem === pem ? found.value.certificates : [];
}
