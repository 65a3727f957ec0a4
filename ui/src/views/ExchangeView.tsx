// *Show exchange*: request and answer as on the wire, masked; the time of each stage as a bar; the encryption; two ways to copy it.
import type { Exchange } from "../bindings/Exchange";
import type { HeaderLine } from "../bindings/HeaderLine";
import type { Timings } from "../bindings/Timings";
import type { TlsSeen } from "../bindings/TlsSeen";
import { Button } from "../parts/Button";
import { toast } from "../parts/toasts";
import { t } from "../texts";
import { date, duration, list } from "../texts/format";

const STAGES = ["dns_ms", "connect_ms", "tls_ms", "first_byte_ms", "body_ms"] as const;

export function ExchangeView({ exchange }: { exchange: Exchange }) {
  const texts = t().exchange;
  const { request, response } = exchange;
  return (
    <details class="exchange">
      <summary>{t().connect.show_exchange}</summary>
      <p class="hint">{texts.note}</p>
      <h4>{texts.request}</h4>
      <Wire first={`${request.method} ${request.target} HTTP/1.1`} headers={request.headers} body={request.body} />
      <h4>{texts.response}</h4>
      {response ? (
        <>
          <Wire first={`${response.version} ${response.status} ${response.reason}`} headers={response.headers} body={response.body} />
          {response.cut && <p class="hint">{texts.cut}</p>}
        </>
      ) : (
        <p class="hint">{texts.no_response}</p>
      )}
      <h4>{texts.times}</h4>
      <Times timings={exchange.timings} />
      {exchange.remote_address && (
        <p class="hint">
          {texts.address}: <span class="mono">{exchange.remote_address}</span>
        </p>
      )}
      {exchange.tls && <Encryption tls={exchange.tls} />}
      <div class="exchange-actions">
        <Button icon="copy" onClick={() => void copy(exchange.curl)}>
          {texts.copy_curl}
        </Button>
        <Button icon="copy" onClick={() => void copy(exchange.support)}>
          {texts.copy_support}
        </Button>
      </div>
    </details>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t().exchange.copied);
  } catch {
    toast(t().exchange.not_copied);
  }
}

function Wire({ first, headers, body }: { first: string; headers: readonly HeaderLine[]; body: string }) {
  const lines = [first, ...headers.map((header) => `${header.name}: ${header.value}`)];
  return (
    <pre class="wire" tabIndex={0}>
      <bdi>{lines.join("\n")}</bdi>
      {body !== "" && <bdi>{`\n\n${body}`}</bdi>}
    </pre>
  );
}

function Times({ timings }: { timings: Timings }) {
  const texts = t().exchange;
  const shown = STAGES.flatMap((stage) => {
    const took = timings[stage];
    return took === null ? [] : [{ stage, took }];
  });
  const total = Math.max(timings.total_ms, 0.001);
  let passed = 0;
  return (
    <table class="times">
      <tbody>
        {shown.map(({ stage, took }) => {
          const from = Math.min(100, (passed / total) * 100);
          passed += took;
          const width = Math.min(100 - from, Math.max(0.5, (took / total) * 100));
          return (
            <tr key={stage}>
              <th scope="row">{texts[stage]}</th>
              <td class="times-bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                  <rect x={from} y="0" width={width} height="8" rx="1" />
                </svg>
              </td>
              <td class="times-took">{duration(took)}</td>
            </tr>
          );
        })}
        <tr class="times-total">
          <th scope="row">{texts.total}</th>
          <td />
          <td class="times-took">{duration(timings.total_ms)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Encryption({ tls }: { tls: TlsSeen }) {
  const texts = t().exchange;
  return (
    <>
      <h4>{texts.tls}</h4>
      <p class="mono">
        {tls.version} · {tls.cipher}
      </p>
      <ol class="certificates">
        {tls.certificates.map((certificate) => (
          <li key={certificate.sha256}>
            <bdi class="breakable">{certificate.subject}</bdi>
            <dl>
              <dt>{texts.issuer}</dt>
              <dd>
                <bdi class="breakable">{certificate.issuer}</bdi>
              </dd>
              <dt>{texts.valid}</dt>
              <dd>
                {date(certificate.not_before_ms)} – {date(certificate.not_after_ms)}
              </dd>
              {certificate.names.length > 0 && (
                <>
                  <dt>{texts.names}</dt>
                  <dd>
                    <bdi class="breakable">{list(certificate.names)}</bdi>
                  </dd>
                </>
              )}
              <dt>{texts.fingerprint}</dt>
              <dd class="mono breakable">{certificate.sha256}</dd>
            </dl>
          </li>
        ))}
      </ol>
    </>
  );
}
