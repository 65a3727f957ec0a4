// Request and response: what was sent and received, redacted; the time of each stage; the encryption.
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import type { Exchange } from "../../bindings/Exchange";
import type { RequestShown } from "../../bindings/RequestShown";
import type { Warning } from "../../bindings/Warning";
import { Button } from "../../parts/Button";
import { Disclosure } from "../../parts/Disclosure";
import { CodeText } from "../../parts/CodeText";
import { texts } from "../../texts";
import { Response } from "./ExchangeResponse";
import { Security } from "./ExchangeSecurity";
import { Times } from "./ExchangeTimes";

interface Props {
  exchange: Exchange;
  /** What is unusual about the response and nothing that the user can act on. */
  notes?: readonly Warning[];
}

export function ExchangeView(props: Props): JSX.Element {
  const labels = texts.value.connect.exchange;
  return (
    <Disclosure closed={labels.show} open={labels.hide}>
      {() => <Shown {...props} />}
    </Disclosure>
  );
}

function Shown({ exchange, notes }: Props): JSX.Element {
  const labels = texts.value.connect.exchange;
  const { request, response } = exchange;
  return (
    <div class="exchange">
      <h3 class="visually-hidden">{labels.title}</h3>
      <div class="exchange-head">
        <p class="secondary">{labels.masked}</p>
        <Button icon="copy" onClick={() => void copy(exchange.curl)}>
          {labels.copyCurl}
        </Button>
        <Button icon="copy" onClick={() => void copy(exchange.support)}>
          {labels.copySupport}
        </Button>
      </div>
      <h4 class="exchange-title">{labels.request}</h4>
      <Request request={request} version={response?.version === "HTTP/2" ? "HTTP/2" : "HTTP/1.1"} />
      <h4 class="exchange-title">{labels.response}</h4>
      {response === null ? <p class="secondary">{labels.noResponse}</p> : <Response response={response} />}
      {notes !== undefined && notes.length > 0 && <Notes notes={notes} />}
      <h4 class="exchange-title">{labels.timings}</h4>
      <Times timings={exchange.timings} />
      <h4 class="exchange-title">{labels.security}</h4>
      <Security tls={exchange.tls} address={exchange.remote_address} />
    </div>
  );
}

/** The request as it went: one text node, so that nothing in it can be anything but text. */
function Request({ request, version }: { request: RequestShown; version: string }): JSX.Element {
  const { method, target, headers, body } = request;
  const lines = [`${method} ${target} ${version}`, ...headers.map(({ name, value }) => `${name}: ${value}`), "", body];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <pre class="wire mono" tabIndex={0} role="region" aria-label={texts.value.connect.exchange.request} dir="ltr">
      {lines.join("\n")}
    </pre>
  );
}

function Notes({ notes }: { notes: readonly Warning[] }): JSX.Element {
  const { connect, messages } = texts.value;
  return (
    <>
      <h4 class="exchange-title">{connect.exchange.notes}</h4>
      <ul class="exchange-notes">
        {notes.map((note) => (
          <li key={note}>
            <CodeText text={messages.warnings[note]} />
          </li>
        ))}
      </ul>
    </>
  );
}
