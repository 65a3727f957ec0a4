// The Home screen: a card for each area, and the numbers of each environment.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { takeFirstSummary } from "../app/firstData";
import { DEFAULT_QUERY, view } from "../app/listPosition";
import { changes } from "../app/session";
import { followSignInEnd } from "../app/signInEnd";
import { go, picking } from "../app/screen";
import type { Environment } from "../bindings/Environment";
import type { EnvironmentCounts } from "../bindings/EnvironmentCounts";
import type { Failure } from "../bindings/Failure";
import type { Summary } from "../bindings/Summary";
import { ENVIRONMENTS } from "../form/fields";
import { asFailure, core } from "../ipc";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { isAnyNeeded } from "../app/signInNeeded";
import { count, texts } from "../texts";
import { Screen } from "./Screen";
import { failureText } from "./coreText";

export function Home(): JSX.Element {
  const { home, shell, signIn } = texts.value;
  const [first] = useState(takeFirstSummary);
  const summary = useSignal<Summary | null>(first);
  const failure = useSignal<Failure | null>(null);
  const isComplete = useRef(first !== null);
  useEffect(() => followSignInEnd(summary.value?.sign_in_ends_at_ms ?? null, failure.value), [summary.value, failure.value]);
  useEffect(() => {
    const wasComplete = isComplete.current;
    isComplete.current = false;
    if (wasComplete) return;
    core.summary().then(
      (read) => {
        summary.value = read;
        failure.value = null;
      },
      (error: unknown) => {
        failure.value = asFailure(error);
      },
    );
  }, [changes.value]);
  return (
    <Screen title={home.title} lead={home.lead}>
      <ul class="cards">
        <li class="card">
          <div class="card-body">
            <span class="card-icon">
              <Icon name="key" />
            </span>
            <h2 class="card-title">
              <button type="button" class="card-link" aria-describedby="home-authorizations" onClick={() => go("list")}>
                {shell.authorizations}
              </button>
            </h2>
            <p class="card-text">{home.card}</p>
            <p class="card-figures figures" id="home-authorizations">
              {failure.value === null ? <Figures summary={summary.value} /> : failureText(failure.value)}
            </p>
          </div>
          <div class="card-foot">
            <Button
              weight="quiet"
              icon="plus"
              onClick={() => {
                picking.value = true;
              }}
            >
              {home.create}
            </Button>
          </div>
        </li>
        {failure.value === null &&
          ENVIRONMENTS.map((environment) => (
            <EnvironmentCard key={environment} environment={environment} counts={summary.value?.environments[environment] ?? null} />
          ))}
      </ul>
      {failure.value === null && summary.value !== null && isAnyNeeded(summary.value) && (
        <div class="home-needed">
          <Button icon="key" onClick={showNeeded}>
            {signIn.needed.show}
          </Button>
        </div>
      )}
    </Screen>
  );
}

/** Goes to the list of those for which a user has to sign in. */
const showNeeded = () =>
  go("list", () => {
    view.value = { ...DEFAULT_QUERY, sign_in_needed: true };
  });

/** The numbers of an environment. */
function EnvironmentCard({ environment, counts }: { environment: Environment; counts: EnvironmentCounts | null }): JSX.Element {
  const { environments, home, shell, signIn } = texts.value;
  return (
    <li class={`card card-${environment}`}>
      <div class="card-body">
        <h2 class="card-title card-environment">
          <span class="tab-dot" aria-hidden="true" />
          {environments[environment]}
        </h2>
        {counts === null && <p class="secondary">{shell.loading}…</p>}
        {counts !== null && (
          <>
            <p class="card-number figures">
              <strong>{count(counts.configured)}</strong> {home.configured(counts.configured)}
            </p>
            {counts.configured === 0 ? (
              <p class="card-text">{home.unused}</p>
            ) : (
              <>
                <meter class="card-meter" min={0} max={counts.configured} value={counts.validated} aria-label={home.validated(counts.validated, count(counts.validated))} />
                <p class="card-text figures">
                  {home.validated(counts.validated, count(counts.validated))}
                  {counts.validated > 0 && ` · ${home.notValidated(counts.configured - counts.validated, count(counts.configured - counts.validated))}`}
                </p>
                {counts.sign_in_needed > 0 && (
                  <p class="card-needed figures">
                    <Icon name="key" /> <span>{signIn.needed.count(count(counts.sign_in_needed))}</span>
                  </p>
                )}
              </>
            )}
          </>
        )}
      </div>
    </li>
  );
}

function Figures({ summary }: { summary: Summary | null }): JSX.Element {
  const { home, shell } = texts.value;
  if (summary === null) return <span class="secondary">{shell.loading}…</span>;
  const { total, validated } = summary;
  return (
    <>
      <span>{home.count(total, count(total))}</span>
      {total > 0 && <span class="secondary"> · {home.fullyValidated(validated, count(validated))}</span>}
    </>
  );
}
