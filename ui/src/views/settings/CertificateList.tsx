// The additional CA certificates: each with its subject and expiry, and a button that adds those of a file.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { addCertificates, networkCheck, removeCertificate } from "../../app/network";
import { asFailure } from "../../ipc";
import { Button, IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { day, texts } from "../../texts";
import { failureText, networkProblemText } from "../coreText";

export function CertificateList(): JSX.Element {
  const { network: words } = texts.value.settings;
  const input = useRef<HTMLInputElement>(null);
  const error = useSignal<string | null>(null);
  const add = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const problem = await addCertificates(file);
      error.value = problem && networkProblemText(problem);
    } catch (failed) {
      error.value = failureText(asFailure(failed));
    }
  };
  const { certificates } = networkCheck.value;
  return (
    <div class="field">
      <p class="field-label" id="certificates-label">
        {words.certificates}
      </p>
      {certificates.length > 0 && (
        <ul class="certificates" aria-labelledby="certificates-label">
          {certificates.map(({ subject, not_after_ms: until, sha256 }, index) => (
            <li key={sha256} class="certificate-row">
              <span class="certificate-name">
                <span>{subject === "" ? sha256 : subject}</span>
                <span class={until < Date.now() ? "certificate-expired" : "secondary"}>
                  {until < Date.now() ? words.expired(day(until)) : words.validUntil(day(until))}
                </span>
              </span>
              <IconButton icon="remove" label={words.remove(subject)} onClick={() => void removeCertificate(index)} />
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button id="add-certificates" icon="plus" aria-describedby={error.value === null ? "certificates-hint" : "certificates-error certificates-hint"} onClick={() => input.current?.click()}>
          {words.addCertificates}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept=".pem,.crt,.cer,.der,.p7b,.p7c"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            // The same file can be chosen again.
            void add(file).then(() => {
              if (input.current !== null) input.current.value = "";
            });
          }}
        />
      </div>
      {error.value !== null && (
        <p class="field-error" id="certificates-error" role="alert">
          <Icon name="alert" /> <span>{error.value}</span>
        </p>
      )}
      <p class="field-hint" id="certificates-hint">
        {words.certificatesHint}
      </p>
    </div>
  );
}
