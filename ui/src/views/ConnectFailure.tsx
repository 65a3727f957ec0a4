// The error panel: what failed, in words first; the server's own words as plain text; what to try; details folded.
import type { ConnectError } from "../bindings/ConnectError";
import type { ConnectControl, Tried } from "../form/useConnect";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { t } from "../texts";
import { ExchangeView } from "./ExchangeView";

interface Props {
  connect: ConnectControl;
  error: ConnectError;
  /** Whether the fields are still those that failed. */
  current: boolean;
}

export function ConnectFailure({ connect, error, current }: Props) {
  const { connect: texts, stages, codes, hints } = t();
  const untried = error.alternatives.filter(
    (alternative) => !connect.tried.value.some((tried) => JSON.stringify(tried.alternative) === JSON.stringify(alternative)),
  );
  return (
    <section class={current ? "failure" : "failure failure-old"} role="alert">
      <h3>
        <Icon name="alert" />
        {Object.hasOwn(codes, error.code) ? codes[error.code] : stages[error.stage]}
      </h3>
      <p class="failure-facts">
        <code class="code">
          <bdi>{error.code}</bdi>
        </code>
        {error.http_status !== null && <span>{texts.status(error.http_status)}</span>}
      </p>
      {error.server_words && (
        <figure class="server-words">
          <figcaption>{texts.server_says}</figcaption>
          <blockquote>
            <bdi>{error.server_words}</bdi>
          </blockquote>
        </figure>
      )}
      {error.error_uri && (
        <p>
          {texts.more}: <bdi class="mono breakable">{error.error_uri}</bdi>
        </p>
      )}
      {error.redirect_target && (
        <p>
          {texts.redirect_target}: <bdi class="mono breakable">{error.redirect_target}</bdi>
        </p>
      )}
      {error.stage === "input" && <p>{error.message}</p>}
      <p>
        <strong>{texts.next}:</strong> {hints[error.hint]}
      </p>
      {current && untried.length > 0 && (
        <div class="alternatives">
          {untried.map((alternative) => (
            <Button
              key={JSON.stringify(alternative)}
              disabled={connect.running.value}
              onClick={() => void connect.tryOther(alternative)}
            >
              {texts.try(alternative)}
            </Button>
          ))}
        </div>
      )}
      {connect.tried.value.map((tried) => (
        <TriedOther key={JSON.stringify(tried.alternative)} connect={connect} tried={tried} />
      ))}
      {error.exchange && <ExchangeView exchange={error.exchange} />}
    </section>
  );
}

function TriedOther({ connect, tried }: { connect: ConnectControl; tried: Tried }) {
  const { connect: texts } = t();
  const worked = !("stage" in tried.result);
  return (
    <div class={worked ? "tried tried-worked" : "tried"} role="status">
      <p>
        <strong>{texts.try(tried.alternative)}:</strong> {worked ? texts.worked : texts.did_not_work}{" "}
        {"stage" in tried.result && (
          <code class="code">
            <bdi>{tried.result.code}</bdi>
          </code>
        )}
      </p>
      {worked && (
        <Button kind="ok" icon="check" onClick={() => connect.keep(tried)}>
          {texts.keep}
        </Button>
      )}
    </div>
  );
}
