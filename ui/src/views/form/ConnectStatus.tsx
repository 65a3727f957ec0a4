// The text beside CONNECT: missing fields, the result, when the data was validated, and whether a later attempt failed.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { Environment } from "../../bindings/Environment";
import { fieldsOf, isOAuth } from "../../form/fields";
import type { Form } from "../../form/model";
import { connectBlockers, earlierOutcome, lastFailure, validation, shownFailure } from "../../form/state";
import { Icon } from "../../parts/Icon";
import { ago, moment, texts } from "../../texts";
import { fieldList } from "../coreText";
import { Connected } from "./Connected";

interface Props {
  form: Form;
  environment: Environment;
}

export function ConnectStatus({ form, environment }: Props): JSX.Element {
  const { connect } = texts.value;
  const fields = fieldsOf(form.draft, environment);
  const running = form.runs[environment].state === "running";
  const success = form.successes[environment];
  const how = validation(form, environment);
  const waits = connectBlockers(form, environment);
  const last = lastFailure(form, environment);
  const earlier = earlierOutcome(form, environment);
  const failed = !running && shownFailure(form, environment) !== null;
  const validatedAt = how === "now" ? success?.connection.received_at_ms : form.validatedAt[environment];
  return (
    <>
      {!running && waits !== null && waits.missing.length > 0 && (
        <p class="secondary">{connect.missing(fieldList(waits.missing), waits.missing.length)}</p>
      )}
      {!running && waits !== null && waits.wrong.length > 0 && <p class="secondary">{connect.wrong(fieldList(waits.wrong), waits.wrong.length)}</p>}
      {earlier !== null && <p class="secondary">{connect.earlier[earlier]}</p>}
      {how === "now" && success !== null && !failed && (
        <Connected.Line connection={success.connection} asked={isOAuth(fields) ? fields.scopes.length : 0} />
      )}
      {how !== null && validatedAt !== null && validatedAt !== undefined && (how === "saved" || failed) && (
        <p class="secondary">{connect.validatedAt(moment(validatedAt))}</p>
      )}
      {how !== null && failed && <LastFailed>{connect.lastFailed}</LastFailed>}
      {last !== null && !running && (
        <LastFailed>
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
      )}
    </>
  );
}

function LastFailed({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <p class="last-failed">
      <Icon name="alert" /> <span>{children}</span>
    </p>
  );
}

const SECOND_MS = 1_000;

/** How long ago the last attempt failed. */
function Ago({ ms }: { ms: number }): JSX.Element {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={new Date(ms).toISOString()} data-tip={moment(ms)}>
      {texts.value.connect.lastFailedAgo(ago(ms, now.value))}
    </time>
  );
}
