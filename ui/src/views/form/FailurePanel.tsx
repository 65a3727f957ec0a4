// Why CONNECT failed: in words first, then the server's own, then what to try. Everything from the server is plain text.
import type { JSX } from "preact";

import type { Alternative } from "../../bindings/Alternative";
import type { ConnectError } from "../../bindings/ConnectError";
import type { Environment } from "../../bindings/Environment";
import type { FormController } from "../../form/controller";
import { fieldsOf, isOAuth } from "../../form/fields";
import type { Failed, Tried } from "../../form/model";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { texts } from "../../texts";
import { ExchangeView } from "./ExchangeView";
import { RedirectTarget, isAddress } from "./RedirectTarget";

interface Props {
  controller: FormController;
  environment: Environment;
  run: Failed;
  /** Whether another way of sending is being tried right now. */
  trying: boolean;
}

export function FailurePanel({ controller, environment, run, trying }: Props): JSX.Element {
  const { connect } = texts.value;
  const { error } = run;
  return (
    <section class="failure" aria-label={connect.failed}>
      <div role="alert">
        <h2 class="failure-title">
          <Icon name="alert" /> <span>{title(error)}</span>
        </h2>
        <Facts error={error} />
        <Quote label={connect.serverWords} text={error.server_words} />
        <Quote label={connect.redirectTarget} text={error.redirect_target} />
        <Quote label={connect.errorUri} text={error.error_uri} />
        <p class="failure-next">
          <strong>{connect.next}</strong> {connect.hints[error.hint]}
        </p>
      </div>
      {error.code === "redirect_refused" && isAddress(error.redirect_target) && (
        <RedirectTarget controller={controller} environment={environment} target={error.redirect_target} />
      )}
      {error.alternatives.length > 0 && <Alternatives controller={controller} environment={environment} run={run} trying={trying} />}
      {error.exchange !== null && <ExchangeView exchange={error.exchange} />}
    </section>
  );
}

/** What happened, by code, else by stage. */
function title({ code, stage }: ConnectError): string {
  const { connect } = texts.value;
  const known = Object.hasOwn(connect.codes, code) ? connect.codes[code] : undefined;
  return known ?? connect.stageWords[stage];
}

function Facts({ error }: { error: ConnectError }): JSX.Element {
  const { connect } = texts.value;
  return (
    <dl class="facts">
      <div>
        <dt>{connect.stage}</dt>
        <dd>{connect.stages[error.stage]}</dd>
      </div>
      <div>
        <dt>{connect.code}</dt>
        <dd class="mono wrap">
          <bdi>{error.code}</bdi>
        </dd>
      </div>
      {error.http_status !== null && (
        <div>
          <dt>{connect.status}</dt>
          <dd class="figures">{error.http_status}</dd>
        </div>
      )}
    </dl>
  );
}

function Quote({ label, text }: { label: string; text: string | null }): JSX.Element | null {
  if (text === null || text === "") return null;
  return (
    <figure class="quote">
      <figcaption>{label}</figcaption>
      <blockquote class="mono">
        <bdi>{text}</bdi>
      </blockquote>
    </figure>
  );
}

type Way = "basic" | "body" | "raw" | "rfc6749" | "basicRaw";

/** What an alternative changes, seen from the way that failed. */
function wayOf(controller: FormController, environment: Environment, alternative: Alternative): Way {
  const fields = fieldsOf(controller.form.value.draft, environment);
  if (alternative.client_authentication === "client_secret_post") return "body";
  const moves = isOAuth(fields) && fields.client_authentication !== alternative.client_authentication;
  if (moves) return alternative.basic_encoding === "raw" ? "basicRaw" : "basic";
  return alternative.basic_encoding === "raw" ? "raw" : "rfc6749";
}

const isOf = (tried: Tried, { client_authentication: where, basic_encoding: how }: Alternative) =>
  tried.alternative.client_authentication === where && tried.alternative.basic_encoding === how;

function Alternatives({ controller, environment, run, trying }: Props): JSX.Element {
  const { connect } = texts.value;
  return (
    <ul class="alternatives">
      {run.error.alternatives.map((alternative) => {
        const way = wayOf(controller, environment, alternative);
        const tried = run.tried.findLast((one) => isOf(one, alternative));
        return (
          <li key={way}>
            {tried === undefined ? (
              <Button disabled={trying} onClick={() => void controller.connections.tryOther(environment, alternative)}>{connect.tries[way]}</Button>
            ) : (
              <Result controller={controller} environment={environment} tried={tried} way={way} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Result({ controller, environment, tried, way }: { controller: FormController; environment: Environment; tried: Tried; way: Way }): JSX.Element {
  const { connect } = texts.value;
  if (!tried.outcome.worked) {
    return (
      <p class="tried" role="status">
        <Icon name="close" /> <bdi class="wrap">{connect.workedToo(connect.ways[way], tried.outcome.code)}</bdi>
      </p>
    );
  }
  return (
    <div class="tried is-good" role="status">
      <Icon name="check" />
      <span>
        {connect.worked(connect.ways[way])} <span class="secondary">{connect.keptHint}</span>
      </span>
      <Button weight="main" onClick={() => controller.connections.keep(environment, tried)}>
        {connect.keep}
      </Button>
    </div>
  );
}
