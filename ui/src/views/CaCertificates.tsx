// Additional CA certificates: each with its subject and expiry, and a button that adds those of a file.
import type { JSX } from "preact";

import { addCertificates, withoutCertificate } from "../app/network";
import type { CertificateSeen } from "../bindings/CertificateSeen";
import { asFailure } from "../ipc";
import { IconButton } from "../parts/Button";
import { FieldError } from "../parts/FieldError";
import { FileButton } from "../parts/FileButton";
import { day, texts } from "../texts";
import { failureText, networkProblemText } from "./coreText";
import { useFileFailure } from "./fileFailure";

interface Props {
  id: string;
  hint: string;
  /** The certificates as PEM, each a block, and what they are. */
  pem: string;
  certificates: readonly CertificateSeen[];
  /** What is wrong with them. */
  error?: string | null;
  /** Changes when what is typed is discarded. */
  version?: unknown;
  onPem: (pem: string) => void;
}

export function CaCertificates({ id, hint, pem, certificates, error = null, version, onPem }: Props): JSX.Element {
  const { network: words } = texts.value.settings;
  const failure = useFileFailure(pem, version);
  const add = async (file: File) => {
    failure.say(null);
    try {
      const added = await addCertificates(file, pem);
      if ("pem" in added) onPem(added.pem);
      else failure.say(networkProblemText(added.problem));
    } catch (failed) {
      failure.say(failureText(asFailure(failed)));
    }
  };
  const ids = [failure.text && `${id}-failure`, error && `${id}-error`, `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <p class="field-label" id={`${id}-label`}>
        {words.certificates}
      </p>
      {certificates.length > 0 && (
        <ul class="certificates" aria-labelledby={`${id}-label`}>
          {certificates.map(({ subject, not_after_ms: until, sha256 }, index) => (
            <li key={sha256} class="certificate-row">
              <span class="certificate-name">
                <span>{subject === "" ? sha256 : subject}</span>
                <span class={until < Date.now() ? "certificate-expired" : "secondary"}>
                  {until < Date.now() ? words.expired(day(until)) : words.validUntil(day(until))}
                </span>
              </span>
              <IconButton icon="remove" label={words.remove(subject)} onClick={() => onPem(withoutCertificate(pem, index))} />
            </li>
          ))}
        </ul>
      )}
      <div>
        <FileButton
          id={id}
          icon="plus"
          purpose={id}
          accept=".pem,.crt,.cer,.der,.p7b,.p7c"
          aria-describedby={ids}
          onFile={(file) => void add(file)}
        >
          {words.addCertificates}
        </FileButton>
      </div>
      {failure.text !== null && <FieldError id={`${id}-failure`} text={failure.text} alert />}
      {error !== null && <FieldError id={`${id}-error`} text={error} alert />}
      <p class="field-hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
