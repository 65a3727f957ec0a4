// Certificates of the form, each with its subject and expiry.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { CertificateSeen } from "../../bindings/CertificateSeen";
import type { SecretInput } from "../../bindings/SecretInput";
import type { KeyPurpose } from "../../form/fields";
import { bytesOf, takeKey } from "../../form/keyFiles";
import { core } from "../../ipc";
import { Button } from "../../parts/Button";
import { FieldError } from "../../parts/FieldError";
import { FileButton } from "../../parts/FileButton";
import { day, texts } from "../../texts";
import { type KeySource, certificateFileText } from "../coreText";
import { useFileFailure } from "../fileFailure";
import { type EnvironmentProps, fieldProps } from "./fieldProps";
import { type Readable, useKeyReading } from "./keyReading";
import { sayWhereTaken } from "./whereTaken";

const DAY_MS = 86_400_000;
/** So long before it expires, a warning is shown. */
const WARNING_DAYS = 30;

interface Props extends EnvironmentProps {
  purpose: KeyPurpose;
  field: "key_cert" | "client_cert";
  pem: string;
  /** The key that the certificates belong to. */
  input: SecretInput;
  label: string;
  hint: string;
  required?: boolean;
}

export function Certificates({ purpose, field, pem, input, label, hint, required = false, ...on }: Props): JSX.Element {
  const { keys } = texts.value.form;
  const { controller, environment } = on;
  const found = useSignal<CertificateSeen[]>([]);
  const own = fieldProps(on, field);
  useEffect(() => {
    let isCurrent = true;
    if (pem === "") found.value = [];
    else {
      core.describeCertificates(pem).then(
        (certificates) => {
          if (isCurrent) found.value = certificates;
        },
        () => undefined,
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [pem]);
  const take = (read: Readable, source: KeySource) => {
    if (read.read === "unusable") return certificateFileText(read.why, source);
    if (read.read === "key" && read.certificates === "") return keys.noCertificate;
    // The certificate's own file may have the key as well; what a certificate is chosen for doesn't replace the key that signs.
    if (purpose === "client_key" || read.read !== "key") takeKey(controller, environment, purpose, read);
    else controller.changeOAuth(environment, { key_certificate: read.certificates });
    sayWhereTaken(environment, field, read);
    return null;
  };
  const failure = useFileFailure(pem, input);
  const { isBusy, read, dialog } = useKeyReading("certificate", take, failure.say);
  const choose = async (chosen: File) => {
    failure.say(null);
    failure.say(await read(await bytesOf(chosen), "file"));
  };
  // The key of a client certificate is of no use without it.
  const remove = () =>
    controller.changeOAuth(environment, field === "client_cert" ? { client_certificate: "", client_key: { kind: "blank" } } : { key_certificate: "" });
  const ids = [failure.text && `${own.id}-failure`, own.error && `${own.id}-error`, `${own.id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field" role="group" aria-labelledby={`${own.id}-label`} aria-describedby={ids}>
      <div class="field-label">
        <span id={`${own.id}-label`}>
          {label}
          {required && <span aria-hidden="true" class="field-star">{" *"}</span>}
        </span>
        {!required && <span class="field-aside">{texts.value.form.optional}</span>}
      </div>
      {found.value.length > 0 && (
        <ul class="certificates" aria-labelledby={`${own.id}-label`}>
          {found.value.map((certificate, index) => (
            <Certificate key={certificate.sha256} certificate={certificate} isOwn={index === 0} />
          ))}
        </ul>
      )}
      <div class="key-actions">
        <FileButton id={own.id} disabled={isBusy} reason={keys.busy} purpose={field} onFile={(chosen) => void choose(chosen)}>
          {keys.choose}
        </FileButton>
        {pem !== "" && (
          <Button weight="quiet" onClick={remove}>
            {keys.removeCertificate}
          </Button>
        )}
      </div>
      {failure.text !== null && <FieldError id={`${own.id}-failure`} text={failure.text} alert />}
      {own.error && <FieldError id={`${own.id}-error`} text={own.error} />}
      <p class="field-hint" id={`${own.id}-hint`}>
        {hint}
      </p>
      {dialog}
    </div>
  );
}

function Certificate({ certificate, isOwn }: { certificate: CertificateSeen; isOwn: boolean }): JSX.Element {
  const { network } = texts.value.settings;
  const { keys } = texts.value.form;
  const { subject, names, not_after_ms: until, sha256 } = certificate;
  const left = until - Date.now();
  const isExpired = left < 0;
  const expiresSoon = isOwn && !isExpired && left < WARNING_DAYS * DAY_MS;
  return (
    <li class="certificate-row">
      <span class="certificate-name">
        <span>{subject === "" ? sha256 : subject}</span>
        {names.length > 0 && <span class="secondary">{names.join(", ")}</span>}
        <span class={isExpired || expiresSoon ? "certificate-expired" : "secondary"}>
          {isExpired ? network.expired(day(until)) : expiresSoon ? keys.expiresSoon(day(until)) : network.validUntil(day(until))}
        </span>
      </span>
    </li>
  );
}
