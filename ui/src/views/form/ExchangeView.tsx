// Show exchange: request and answer as on the wire, masked; the time of each stage; the encryption.
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import type { Exchange } from "../../bindings/Exchange";
import type { HeaderLine } from "../../bindings/HeaderLine";
import { Button } from "../../parts/Button";
import { Disclosure } from "../../parts/Disclosure";
import { count, texts } from "../../texts";
import { Security } from "./ExchangeSecurity";
import { Times } from "./ExchangeTimes";

export function ExchangeView({ exchange }: { exchange: Exchange }): JSX.Element {
  const words = texts.value.connect.exchange;
  return (
    <Disclosure closed={words.show} open={words.hide}>
      {() => <Shown exchange={exchange} />}
    </Disclosure>
  );
}

function Shown({ exchange }: { exchange: Exchange }): JSX.Element {
  const words = texts.value.connect.exchange;
  const { request, response } = exchange;
  return (
    <div class="exchange">
      <h2 class="unseen">{words.title}</h2>
      <div class="exchange-head">
        <p class="secondary">{words.masked}</p>
        <Button icon="copy" onClick={() => void copy(exchange.curl)}>
          {words.copyCurl}
        </Button>
        <Button icon="copy" onClick={() => void copy(exchange.support)}>
          {words.copySupport}
        </Button>
      </div>
      <h3 class="exchange-title">{words.request}</h3>
      <Message first={`${request.method} ${request.target} HTTP/1.1`} headers={request.headers} body={request.body} label={words.request} />
      <h3 class="exchange-title">{words.response}</h3>
      {response === null ? (
        <p class="secondary">{words.noResponse}</p>
      ) : (
        <>
          <Message
            first={`${response.version} ${response.status} ${response.reason}`}
            headers={response.headers}
            body={response.body}
            label={words.response}
          />
          {response.cut && <p class="secondary">{words.cut(count(response.body_bytes))}</p>}
        </>
      )}
      <h3 class="exchange-title">{words.timings}</h3>
      <Times timings={exchange.timings} />
      <h3 class="exchange-title">{words.security}</h3>
      <Security tls={exchange.tls} address={exchange.remote_address} />
    </div>
  );
}

/** A message as it went: one text node, so that nothing in it can be anything but text. */
function Message({ first, headers, body, label }: { first: string; headers: HeaderLine[]; body: string; label: string }): JSX.Element {
  const lines = [first, ...headers.map(({ name, value }) => `${name}: ${value}`), "", body];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <pre class="wire mono" tabIndex={0} role="region" aria-label={label} dir="ltr">
      {lines.join("\n")}
    </pre>
  );
}
