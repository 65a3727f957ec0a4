// A successful CONNECT: token type, scopes, time left, duration, and warnings.
import type { JSX } from "preact";

import type { Connection } from "../../bindings/Connection";
import type { Warning } from "../../bindings/Warning";
import { Icon } from "../../parts/Icon";
import { CodeText } from "../../parts/CodeText";
import { clock } from "../../parts/clock";
import { useNow } from "../../parts/now";
import { count, texts } from "../../texts";
import { ExchangeView } from "./ExchangeView";

interface LineProps {
  connection: Connection;
  /** How many scopes were requested. */
  asked: number;
  /** Whether the token's time left is shown elsewhere. */
  withoutTime: boolean;
}

function Line({ connection, asked, withoutTime }: LineProps): JSX.Element {
  const { connect } = texts.value;
  const { scopes, missing_scopes: missing } = connection;
  const granted = asked > 0 ? connect.scopes(count(asked - missing.length), count(asked)) : grantedText(scopes.length);
  return (
    <span class="connected-line figures">
      <span class="wrap">{connection.token_type ?? connect.noTokenType}</span>
      <span class={missing.length > 0 ? "is-fewer" : ""}>{granted}</span>
      {!withoutTime && <TimeLeft connection={connection} />}
      <span>{connect.elapsed(count(Math.round(connection.elapsed_ms)))}</span>
    </span>
  );
}

function grantedText(found: number): string {
  const { connect } = texts.value;
  return found === 0 ? connect.noScopes : connect.grantedScopes(found, count(found));
}

/** Counts down to the token's expiry. */
function TimeLeft({ connection }: { connection: Connection }): JSX.Element {
  const { connect } = texts.value;
  const now = useNow();
  if (connection.expires_in === null) return <span>{connect.noExpiry}</span>;
  const left = connection.expires_in - Math.floor((now - connection.received_at_ms) / 1_000);
  if (left <= 0) return <span>{connect.expired}</span>;
  return <span>{`${connect.expires} ${clock(Math.min(left, connection.expires_in))}`}</span>;
}

/** Warnings that the user can't act on. They are shown with the response. */
const NOTES: ReadonlySet<Warning> = new Set(["form_encoded", "content_type_odd", "may_be_cached", "status_odd"]);

/** Returns the warnings that the user can act on. */
const warningsOf = (connection: Connection): Warning[] => connection.warnings.filter((warning) => !NOTES.has(warning));

function Details({ connection }: { connection: Connection }): JSX.Element {
  const { connect, messages } = texts.value;
  const warnings = warningsOf(connection);
  const notes = connection.warnings.filter((warning) => NOTES.has(warning));
  return (
    <div class="connected-details">
      {connection.scopes.length > 0 && <ScopeList title={connect.granted} scopes={connection.scopes} kind="granted" />}
      {connection.missing_scopes.length > 0 && <ScopeList title={connect.notGranted} scopes={connection.missing_scopes} kind="missing" />}
      {warnings.length > 0 && (
        <ul class="warnings">
          {warnings.map((warning) => (
            <li key={warning}>
              <Icon name="warning" />
              <span>
                <CodeText text={messages.warnings[warning]} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <ExchangeView exchange={connection.exchange} notes={notes} />
    </div>
  );
}

function ScopeList({ title, scopes, kind }: { title: string; scopes: string[]; kind: "granted" | "missing" }): JSX.Element {
  return (
    <div class={`scope-list scope-list-${kind}`}>
      <span class="scope-list-title">{title}</span>
      <ul>
        {scopes.map((scope, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a server may name a scope twice
          <li key={index} class="mono wrap">
            <bdi>{scope}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}

export const Connected = { Line, Details, ScopeList, warnings: warningsOf };
