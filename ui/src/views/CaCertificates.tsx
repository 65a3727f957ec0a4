// Additional CA certificates: each with its subject and expiry, and a button that adds those of a file.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { addCertificates, withoutCertificate } from "../app/network";
import type { CertificateSeen } from "../bindings/CertificateSeen";
import { asFailure } from "../ipc";
import { IconButton } from "../parts/Button";
import { FileButton } from "../parts/FileButton";
import { Icon } from "../parts/Icon";
import { day, texts } from "../texts";
import { failureText, networkProblemText } from "./coreText";

interface Props {
  id: string;
  hint: string;
  /** The certificates as PEM, each a block, and what they are. */
  pem: string;
  certificates: readonly CertificateSeen[];
  /** What is wrong with them. */
  error?: string | null;
  onPem: (pem: string) => void;
}

export function CaCertificates({ id, hint, pem, certificates, error = null, onPem }: Props): JSX.Element {
  const { network: words } = texts.value.settings;
  const failure = useSignal<string | null>(null);
  const add = async (file: File) => {
    try {
      const added = await addCertificates(file, pem);
      failure.value = "problem" in added ? networkProblemText(added.problem) : null;
      if ("pem" in added) onPem(added.pem);
    } catch (failed) {
      failure.value = failureText(asFailure(failed));
    }
  };
  const shown = failure.value ?? error;
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
          aria-describedby={shown === null ? `${id}-hint` : `${id}-error ${id}-hint`}
          onFile={(file) => void add(file)}
        >
          {words.addCertificates}
        </FileButton>
      </div>
      {shown !== null && (
        <p class="field-error" id={`${id}-error`} role="alert">
          <Icon name="alert" /> <span>{shown}</span>
        </p>
      )}
      <p class="field-hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
