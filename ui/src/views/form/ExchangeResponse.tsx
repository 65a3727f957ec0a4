// The response as far as it may be shown: status line, headers, and the body as a tree or in words.
import type { JSX } from "preact";

import type { ResponseShown } from "../../bindings/ResponseShown";
import type { ShownHeader } from "../../bindings/ShownHeader";
import { texts } from "../../texts";
import { type Branch, bodyText, branches, sizeText } from "./bodyTree";
import { hiddenHeader, hiddenValue } from "./hiddenValues";
import { RawResponse } from "./RawResponse";

export function Response({ response }: { response: ResponseShown }): JSX.Element {
  const labels = texts.value.connect.exchange;
  const { version, status, reason, headers, body, raw } = response;
  return (
    <>
      <div class="wire response mono">
        <p class="response-status">
          <bdi>{[version, status, reason].join(" ").trimEnd()}</bdi>
        </p>
        <Headers headers={headers} />
      </div>
      <h4 class="exchange-title">{labels.body}</h4>
      {body === null || body.lines.length === 0 ? (
        <p class="wrap">
          <bdi>{bodyText(response)}</bdi>
        </p>
      ) : (
        <>
          <p class="secondary">{sizeText(response)}</p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
          <div class="wire tree mono" tabIndex={0} role="region" aria-label={labels.body} dir="ltr">
            <Branches all={branches(body.lines)} />
          </div>
          {body.cut && <p class="secondary">{labels.cut}</p>}
        </>
      )}
      {raw !== null && <RawResponse id={raw} />}
    </>
  );
}

function Headers({ headers }: { headers: readonly ShownHeader[] }): JSX.Element | null {
  if (headers.length === 0) return null;
  return (
    <dl class="headers" aria-label={texts.value.connect.exchange.headers}>
      {headers.map(({ name, value, shown }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a server may send a header twice
        <div key={index}>
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd class={shown ? "" : "is-hidden"}>
            <bdi>{shown ? value : hiddenHeader(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Branches({ all }: { all: readonly Branch[] }): JSX.Element {
  return (
    <ul>
      {all.map(({ line, inside }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a body's lines keep their order
        <li key={index}>
          {line.name !== null && (
            <>
              <bdi class="tree-name">{line.name}</bdi>
              {": "}
            </>
          )}
          <bdi class={line.shown ? "" : "is-hidden"}>{line.shown ? line.value : hiddenValue(line.value)}</bdi>
          {inside.length > 0 && <Branches all={inside} />}
        </li>
      ))}
    </ul>
  );
}
