// What opening a damaged database saved, and what it did not.
import { signal } from "@preact/signals";

import { startup } from "../app";
import { Button } from "../parts/Button";
import { t } from "../texts";

const dismissed = signal(false);

export function OpeningReport() {
  const recovery = startup.value?.report.recovery;
  if (!recovery || dismissed.value) return null;
  const texts = t().report;
  return (
    <section class="notice notice-warn" role="alert">
      <h2>{texts.title}</h2>
      <p>{texts.recovered(recovery.recovered)}</p>
      <p>
        {texts.set_aside} <code class="breakable">{recovery.set_aside}</code>
      </p>
      {recovery.lost.length === 0 ? (
        <p>{texts.nothing_lost}</p>
      ) : (
        <>
          <p>{texts.lost}</p>
          <ul>
            {recovery.lost.map((loss, at) => (
              <li key={at}>
                {texts.parts[loss.part]}
                {loss.environment && ` · ${t().environments[loss.environment]}`}
                {loss.name && (
                  <>
                    {" · "}
                    <bdi>{loss.name}</bdi>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <Button
        onClick={() => {
          dismissed.value = true;
        }}
      >
        {texts.dismiss}
      </Button>
    </section>
  );
}
