// CONNECT and what came of it.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { connectWaits, proved, shownFailure, shownRun } from "../../form/state";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { failureText } from "../words";
import type { Bound } from "./bound";
import { Connected } from "./Connected";
import { ConnectWords } from "./ConnectWords";
import { FailurePanel } from "./FailurePanel";
import { useOutcome } from "./outcome";

export function ConnectPart({ controller, environment }: Bound): JSX.Element {
  const { connect } = texts.value;
  const now = controller.form.value;
  const run = shownRun(now, environment);
  const running = run.state === "running";
  const how = proved(now, environment);
  const waits = connectWaits(now, environment) !== null;
  const proof = now.proofs[environment];
  const failed = shownFailure(now, environment);
  const part = useRef<HTMLDivElement>(null);
  useOutcome(part, running);

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
              // The key that pressed CONNECT may still be down.
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
            aria-describedby={`${environment}-connect-words`}
            onClick={press}
          >
            {how === null ? connect.connect : connect.connected}
          </Button>
        )}
        <div class="connect-words" id={`${environment}-connect-words`}>
          <ConnectWords form={now} environment={environment} />
        </div>
      </div>
      {how === "now" && proof !== null && !running && failed === null && <Connected.Details connection={proof.connection} />}
      {run.state === "refused" && <Notice tone="danger" role="alert" title={failureText(run.failure)} />}
      {failed !== null && <FailurePanel controller={controller} environment={environment} run={failed} trying={running} />}
    </div>
  );
}
