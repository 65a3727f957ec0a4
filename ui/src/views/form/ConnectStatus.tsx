// The text beside CONNECT: missing fields, the result, when the data was validated, and whether a later attempt failed.
import type { ComponentChildren, JSX } from "preact";

import type { Environment } from "../../bindings/Environment";
import type { SignInWaiting } from "../../bindings/SignInWaiting";
import { fieldsOf, isOAuth } from "../../form/fields";
import { grantOf, signsIn } from "../../form/grants";
import type { Form } from "../../form/model";
import { connectBlockers, earlierOutcome, lastFailure, shownFailure, shownRun, validation } from "../../form/state";
import { Icon } from "../../parts/Icon";
import { clock } from "../../parts/clock";
import { useNow } from "../../parts/now";
import { ago, count, moment, texts } from "../../texts";
import { failureText, fieldList } from "../coreText";
import { Connected } from "./Connected";
import { titleOf } from "./FailurePanel";

interface Asked {
  form: Form;
  environment: Environment;
  /** Whether it says why CONNECT failed, which the details say too. */
  withVerdict: boolean;
  /** Whether a user has to sign in: then nothing is said of the token that there was. */
  needsSignIn: boolean;
  /** Whether it says so, since it is in the closed details. */
  saysSignIn: boolean;
  /** Whether the time left of a kept token is shown beside it. */
  hasToken: boolean;
}

/** What is said beside CONNECT: the verdict, which the details may say instead, and everything else. */
interface Status {
  verdict: JSX.Element | null;
  lines: JSX.Element[];
}

export function connectStatus({ form, environment, withVerdict, needsSignIn, saysSignIn, hasToken }: Asked): Status {
  const { connect } = texts.value;
  const fields = fieldsOf(form.draft, environment);
  const run = shownRun(form, environment);
  const running = run.state === "running";
  const success = form.successes[environment];
  // What was before says nothing about the sign-in that is awaited now.
  if (run.state === "running" && signsIn(grantOf(form.draft))) {
    const line = run.waiting === null ? <Waiting key="waiting" since={run.startedAt} /> : <SignInLine key="sign-in" waiting={run.waiting} withTime={withVerdict} />;
    return { verdict: null, lines: [line] };
  }
  const how = needsSignIn ? null : validation(form, environment);
  const waits = connectBlockers(form, environment);
  const last = lastFailure(form, environment);
  const earlier = earlierOutcome(form, environment);
  const failure = running ? null : shownFailure(form, environment);
  const failed = failure !== null;
  const validatedAt = how === "now" ? success?.connection.received_at_ms : form.validatedAt[environment];
  const why = failure !== null ? titleOf(failure.failure) : run.state === "refused" ? failureText(run.failure) : null;
  const lines = [
    run.state === "running" && <Waiting key="waiting" since={run.startedAt} />,
    needsSignIn && saysSignIn && (
      <p key="needed" class="sign-in-warning">
        <Icon name="warning" /> <span>{texts.value.signIn.needed.title}</span>
      </p>
    ),
    !running && waits !== null && waits.missing.length > 0 && (
      <p key="missing" class="secondary">
        {connect.missing(fieldList(waits.missing), waits.missing.length)}
      </p>
    ),
    !running && waits !== null && waits.wrong.length > 0 && (
      <p key="wrong" class="secondary">
        {connect.wrong(fieldList(waits.wrong), waits.wrong.length)}
      </p>
    ),
    earlier !== null && (
      <p key="earlier" class="secondary">
        {connect.earlier[earlier]}
      </p>
    ),
    how === "now" && success !== null && !failed && (
      <Connected.Line key="connected" connection={success.connection} asked={isOAuth(fields) ? fields.scopes.length : 0} withoutTime={hasToken} />
    ),
    how !== null && validatedAt !== null && validatedAt !== undefined && (how === "saved" || failed) && (
      <p key="validated" class="secondary">
        {connect.validatedAt(moment(validatedAt))}
      </p>
    ),
    how !== null && failed && <LastFailed key="failed">{connect.lastFailed}</LastFailed>,
    last !== null && !running && (
      <LastFailed key="last">
        <Ago ms={last.at_ms} />
        {last.code !== null && (
          <>
            {": "}
            <code class="code">
              <bdi>{last.code}</bdi>
            </code>
          </>
        )}
      </LastFailed>
    ),
  ];
  return { verdict: withVerdict && why !== null ? <Verdict>{why}</Verdict> : null, lines: lines.filter((line) => line !== false) };
}

function Verdict({ children }: { children: string }): JSX.Element {
  return (
    <p class="connect-verdict">
      <Icon name="alert" /> <span>{children}</span>
    </p>
  );
}

function LastFailed({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <p class="last-failed">
      <Icon name="alert" /> <span>{children}</span>
    </p>
  );
}

/** How long the request has been running. Nothing but this text moves meanwhile, once a second. */
function Waiting({ since }: { since: number }): JSX.Element {
  const seconds = Math.max(0, Math.floor((useNow() - since) / 1_000));
  return <p class="secondary figures">{seconds === 0 ? texts.value.connect.waiting : texts.value.connect.waitingFor(count(seconds))}</p>;
}

/** What a sign-in waits for, with the time left if the details don't say it. */
function SignInLine({ waiting, withTime }: { waiting: SignInWaiting; withTime: boolean }): JSX.Element {
  const { waiting: words } = texts.value.signIn;
  const now = useNow();
  if (waiting.kind === "token") return <p class="secondary">{words.token}</p>;
  return <p class="secondary figures">{withTime ? words.lineLeft(clock(Math.ceil(Math.max(0, waiting.until_ms - now) / 1_000))) : words.line}</p>;
}

/** How long ago the last attempt failed. */
function Ago({ ms }: { ms: number }): JSX.Element {
  return (
    <time dateTime={new Date(ms).toISOString()} data-tip={moment(ms)}>
      {texts.value.connect.lastFailedAgo(ago(ms, useNow()))}
    </time>
  );
}
