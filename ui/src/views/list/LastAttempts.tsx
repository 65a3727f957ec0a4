// The newest attempt of an authorization: when it was and its outcome. The tooltip has the attempts of both environments.
import type { JSX } from "preact";

import type { Environment } from "../../bindings/Environment";
import type { LastAttempt } from "../../bindings/LastAttempt";
import type { ListRow } from "../../bindings/ListRow";
import { ENVIRONMENTS } from "../../form/fields";
import { Icon } from "../../parts/Icon";
import { ago, moment, texts } from "../../texts";

interface Attempt extends LastAttempt {
  environment: Environment;
}

export function LastAttempts({ attempts }: { attempts: ListRow["last_attempts"] }): JSX.Element {
  const { list } = texts.value;
  const made = ENVIRONMENTS.flatMap<Attempt>((environment) => {
    const attempt = attempts?.[environment];
    return attempt ? [{ ...attempt, environment }] : [];
  });
  const [newest] = made.toSorted((a, b) => b.at_ms - a.at_ms);
  if (newest === undefined) return <span class="secondary">{list.attempts.none}</span>;
  return (
    <span class={`attempt ${newest.code === null ? "" : "is-failed"}`} data-tip={made.map(described).join("\n")}>
      <Icon name={newest.code === null ? "check" : "alert"} />
      <span class="cut">{ago(newest.at_ms, Date.now())}</span>
      <span class="visually-hidden">{`: ${list.attempts.outcome(newest.code)}`}</span>
    </span>
  );
}

function described({ environment, at_ms: at, code }: Attempt): string {
  const { environments, list } = texts.value;
  return `${environments[environment]}: ${list.attempts.outcome(code)}, ${moment(at)}`;
}
