// CONNECT and its result.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { connectBlockers, validation, shownFailure, shownRun } from "../../form/state";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import type { EnvironmentProps } from "./fieldProps";
import { Connected } from "./Connected";
import { ConnectStatus } from "./ConnectStatus";
import { FailurePanel } from "./FailurePanel";
import { useOutcomeFocus } from "./outcomeFocus";

export function ConnectSection({ controller, environment }: EnvironmentProps): JSX.Element {
  const { connect } = texts.value;
  const now = controller.form.value;
  const run = shownRun(now, environment);
  const running = run.state === "running";
  const how = validation(now, environment);
  const waits = connectBlockers(now, environment) !== null;
  const success = now.successes[environment];
  const failed = shownFailure(now, environment);
  const part = useRef<HTMLDivElement>(null);
  useOutcomeFocus(part, running);

  const press = () => void controller.connections.connect(environment);
  return (
    <div class="connect" ref={part}>
      <div class="connect-line">
        {running ? (
          <>
            <Button weight="main" disabled aria-busy>
              <Icon name="busy" class="spin" />
              {connect.connecting}
            </Button>
            <Button
              aria-label={connect.cancelLabel}
              // The key that pressed CONNECT may still be held down.
              onKeyDown={(event) => event.repeat && event.preventDefault()}
              onClick={() => controller.connections.cancel(environment)}
            >
              {connect.cancel}
            </Button>
            <progress class="connect-progress" aria-label={connect.connecting} />
          </>
        ) : (
          <Button
            weight={how === null ? "main" : "plain"}
            class={how === null ? "" : "is-connected"}
            {...(how === null ? {} : { icon: "check" as const, "data-tip": connect.again })}
            disabled={waits || now.check === null}
            aria-describedby={`${environment}-connect-status`}
            onClick={press}
          >
            {how === null ? connect.connect : connect.connected}
          </Button>
        )}
        <div class="connect-status" id={`${environment}-connect-status`}>
          <ConnectStatus form={now} environment={environment} />
        </div>
      </div>
      {how === "now" && success !== null && !running && failed === null && <Connected.Details connection={success.connection} />}
      {run.state === "refused" && <Notice tone="danger" role="alert" title={failureText(run.failure)} />}
      {failed !== null && <FailurePanel controller={controller} environment={environment} run={failed} trying={running} />}
    </div>
  );
}
