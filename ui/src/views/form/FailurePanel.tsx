// Why CONNECT failed: what happened, the details, the server's message, and what to try next. Everything from the server is plain text.
import type { JSX } from "preact";

import type { Alternative } from "../../bindings/Alternative";
import type { ConnectFailure } from "../../bindings/ConnectFailure";
import type { Environment } from "../../bindings/Environment";
import type { FormController } from "../../form/controller";
import { fieldsOf, isOAuth } from "../../form/fields";
import type { Failed, Tried } from "../../form/model";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { CodeText } from "../../parts/CodeText";
import { texts } from "../../texts";
import { filling } from "../coreText";
import { ExchangeView } from "./ExchangeView";
import { FailureNotes } from "./FailureNotes";
import { RedirectTarget, isAddress } from "./RedirectTarget";
import { Remedies } from "./Remedies";

interface Props {
  controller: FormController;
  environment: Environment;
  run: Failed;
  /** Whether an alternative is being tried. */
  trying: boolean;
}

export function FailurePanel({ controller, environment, run, trying }: Props): JSX.Element {
  const { connect, messages } = texts.value;
  const { failure } = run;
  return (
    <section class={`failure ${failure.notes.length > 0 ? "has-notes" : ""}`} aria-label={connect.failed}>
      <div role="alert">
        <div class="failure-reason">
          <h3 class="failure-title">
            <Icon name="alert" /> <span>{titleOf(failure)}</span>
          </h3>
          <Facts failure={failure} />
          <Details failure={failure} />
          <Quote label={connect.serverMessage} text={failure.server_message} />
          <Quote label={connect.redirectTarget} text={failure.redirect_target} />
          <Quote label={connect.errorUri} text={failure.error_uri} />
        </div>
        <p class="failure-next">
          <strong>{connect.next}</strong> <CodeText text={messages.hints[failure.hint]} />
        </p>
      </div>
      <FailureNotes controller={controller} environment={environment} notes={failure.notes} />
      {failure.code === "redirect_refused" && isAddress(failure.redirect_target) && (
        <RedirectTarget controller={controller} environment={environment} target={failure.redirect_target} />
      )}
      <Remedies controller={controller} environment={environment} failure={failure} />
      {failure.alternatives.length > 0 && <Alternatives controller={controller} environment={environment} run={run} trying={trying} />}
      {failure.exchange !== null && <ExchangeView exchange={failure.exchange} />}
    </section>
  );
}

/** Returns the title from the catalogue. */
export function titleOf({ title }: Pick<ConnectFailure, "title">): string {
  const { titles } = texts.value.messages;
  const known: Readonly<Partial<Record<string, string>>> = titles;
  return (Object.hasOwn(titles, title) ? known[title] : undefined) ?? titles.oauth_error;
}

/** The details of the failure, in sentences. */
function Details({ failure }: { failure: ConnectFailure }): JSX.Element | null {
  const { details } = texts.value.messages;
  if (failure.details.length === 0) return null;
  return (
    <p class="failure-details">
      {failure.details.map((detail, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the details of a failure keep their order
        <span key={index}>
          <CodeText text={details[detail.kind]} fill={filling(detail)} />{" "}
        </span>
      ))}
    </p>
  );
}

function Facts({ failure }: { failure: ConnectFailure }): JSX.Element {
  const { connect } = texts.value;
  return (
    <dl class="facts">
      <div>
        <dt>{connect.stage}</dt>
        <dd>{connect.stages[failure.stage]}</dd>
      </div>
      <div>
        <dt>{connect.code}</dt>
        <dd class="mono wrap">
          <bdi>{failure.code}</bdi>
        </dd>
      </div>
      {failure.http_status !== null && (
        <div>
          <dt>{connect.status}</dt>
          <dd class="figures">{failure.http_status}</dd>
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

/** Returns what an alternative changes about the request that failed. */
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
      {run.failure.alternatives.map((alternative) => {
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
        <Icon name="close" /> <bdi class="wrap">{connect.failedToo(connect.ways[way], tried.outcome.code)}</bdi>
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
