// CONNECT, what came of it, and the way to see everything that went over the wire.
import { useEffect, useState } from "preact/hooks";

import type { ClientCredentialsDraft } from "../bindings/ClientCredentialsDraft";
import type { Connection } from "../bindings/Connection";
import { failureText } from "../app";
import { environmentProblems, fieldKey, fieldsOf, fingerprint, proofOf } from "../form/model";
import { type ConnectControl, useConnect } from "../form/useConnect";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { t } from "../texts";
import { clock, dateTime, duration, list } from "../texts/format";
import type { FieldsProps } from "./ClientCredentialsFields";
import { ConnectFailure } from "./ConnectFailure";
import { ExchangeView } from "./ExchangeView";

export function Connect({ form, state, environment }: FieldsProps) {
  const connect = useConnect(form, environment);
  const { connect: texts } = t();
  const fields = fieldsOf(state.draft, environment) as ClientCredentialsDraft;
  const problems = environmentProblems(state, environment);
  const ready = state.check !== null && problems.length === 0;
  const proof = proofOf(state, environment);
  const failed = connect.failed.value;
  const isConnected = proof !== null && !connect.running.value;
  return (
    <section class="connect" aria-label={texts.connect}>
      <div class="connect-row">
        <Button
          kind={isConnected ? "ok" : "primary"}
          icon={connect.running.value ? "loading" : isConnected ? "check" : undefined!}
          disabled={!ready || connect.running.value}
          why={connect.running.value ? undefined : texts.missing}
          aria-busy={connect.running.value}
          onClick={() => void connect.connect()}
          onPointerEnter={() => !ready && form.touch(...problems.map((problem) => fieldKey(problem.field, environment)))}
        >
          {connect.running.value ? texts.connecting : isConnected ? texts.connected : texts.connect}
        </Button>
        {connect.running.value && (
          <Button kind="quiet" onClick={connect.cancel}>
            {texts.cancel}
          </Button>
        )}
        <div class="connect-facts" role="status">
          {isConnected && proof.connection && <Facts connection={proof.connection} asked={fields.scopes.length} />}
          {isConnected && !proof.connection && <span>{texts.validated_at(dateTime(proof.at))}</span>}
          {!isConnected && !connect.running.value && !ready && state.check && <span class="hint">{texts.missing}</span>}
        </div>
      </div>
      {isConnected && proof.connection && <Warnings connection={proof.connection} />}
      {isConnected && proof.connection && <ExchangeView exchange={proof.connection.exchange} />}
      <Refused connect={connect} />
      {!isConnected && failed && (
        <ConnectFailure connect={connect} error={failed.error} current={failed.fields === fingerprint(fields)} />
      )}
    </section>
  );
}

function Facts({ connection, asked }: { connection: Connection; asked: number }) {
  const { connect: texts } = t();
  const granted = connection.scopes.length;
  const missing = connection.missing_scopes.length;
  const facts = [
    <bdi key="type">{connection.token_type ?? texts.no_type}</bdi>,
    <span key="scopes" class={missing > 0 ? "fewer" : undefined}>
      {asked > 0 ? texts.scopes(asked - missing, asked) : texts.granted(granted)}
    </span>,
    <Expiry key="expiry" connection={connection} />,
    <span key="elapsed">{duration(connection.elapsed_ms)}</span>,
  ];
  return (
    <span class="facts">
      {facts.map((fact, at) => (
        <span key={at}>
          {at > 0 && <span class="fact-dot"> · </span>}
          {fact}
        </span>
      ))}
    </span>
  );
}

function Expiry({ connection }: { connection: Connection }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const { connect: texts } = t();
  if (connection.expires_in === null) return <span>{texts.expiry_unknown}</span>;
  const left = Math.max(0, Math.round((connection.received_at_ms - now) / 1000 + connection.expires_in));
  // Counted down for the eye only: a screen reader is not told every second.
  return (
    <span class="countdown" aria-live="off">
      {left === 0 ? texts.expired : texts.expires(clock(left))}
    </span>
  );
}

function Warnings({ connection }: { connection: Connection }) {
  const { connect: texts, warnings } = t();
  if (connection.warnings.length === 0 && connection.missing_scopes.length === 0) return null;
  return (
    <ul class="warnings">
      {connection.missing_scopes.length > 0 && (
        <li>
          <Icon name="warning" size={14} />
          <bdi class="breakable">{texts.missing_scopes(list(connection.missing_scopes))}</bdi>
        </li>
      )}
      {connection.warnings
        .filter((warning) => warning !== "fewer_scopes")
        .map((warning) => (
          <li key={warning}>
            <Icon name="warning" size={14} />
            {warnings[warning]}
          </li>
        ))}
    </ul>
  );
}

function Refused({ connect }: { connect: ConnectControl }) {
  const failure = connect.refused.value;
  if (!failure) return null;
  const cancelled = failure.kind === "cancelled";
  return (
    <p class={cancelled ? "message" : "message message-danger"} role="alert">
      {cancelled ? t().connect.cancelled : failureText(failure)}
    </p>
  );
}
