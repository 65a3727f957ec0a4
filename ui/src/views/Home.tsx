// The Welcome screen: a card for each area.
import { useEffect, useState } from "preact/hooks";

import type { Summary } from "../bindings/Summary";
import { changes, go, picking, tell } from "../app";
import * as ipc from "../ipc";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { t } from "../texts";

export function Home() {
  const [summary, setSummary] = useState<Summary | null>(null);
  const seen = changes.value;
  useEffect(() => {
    ipc.summary().then(setSummary, tell);
  }, [seen]);
  const { home, menu } = t();
  return (
    <div class="page">
      <header class="page-head">
        <h1>{home.title}</h1>
      </header>
      <p class="page-intro">{home.intro}</p>
      <div class="cards">
        <section class="card area" aria-labelledby="area-authorizations">
          <span class="area-icon">
            <Icon name="key" size={22} />
          </span>
          <h2 id="area-authorizations">
            <button type="button" class="area-link" onClick={() => go({ name: "list" })}>
              {menu.authorizations}
            </button>
          </h2>
          <p>{home.authorizations}</p>
          <p class="area-count" aria-live="polite">
            {summary ? home.count(summary.total, summary.validated) : "\u00a0"}
          </p>
          <div class="area-actions">
            <Button
              icon="plus"
              onClick={() => {
                picking.value = true;
              }}
            >
              {home.create}
            </Button>
          </div>
        </section>
      </div>
    </div>
  );
}
