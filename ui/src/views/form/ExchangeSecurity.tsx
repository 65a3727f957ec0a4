// The encryption of an exchange: version and the chain of certificates.
import type { JSX } from "preact";

import type { TlsSeen } from "../../bindings/TlsSeen";
import { day, texts } from "../../texts";

export function Security({ tls, address }: { tls: TlsSeen | null; address: string | null }): JSX.Element {
  const labels = texts.value.connect.exchange;
  return (
    <>
      <p>
        {tls === null ? labels.noTls : tls.version}
        {address !== null && <span class="secondary mono">{` · ${labels.remote} ${address}`}</span>}
      </p>
      {tls !== null && (
        <ol class="chain" aria-label={labels.chain}>
          {tls.certificates.map((certificate) => (
            <li key={certificate.sha256}>
              <p class="mono wrap">
                <bdi>{certificate.subject}</bdi>
              </p>
              <p class="secondary wrap">
                {labels.issuer} <bdi>{certificate.issuer}</bdi>
              </p>
              {certificate.names.length > 0 && (
                <p class="secondary wrap">
                  {labels.names}: <bdi>{certificate.names.join(", ")}</bdi>
                </p>
              )}
              <p class="secondary">{labels.valid(day(certificate.not_before_ms), day(certificate.not_after_ms))}</p>
              <p class="secondary mono wrap">{`${labels.fingerprint} ${certificate.sha256}`}</p>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
