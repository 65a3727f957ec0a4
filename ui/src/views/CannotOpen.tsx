// The screen shown if the data can't be opened: why, and what the user can do about it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { openData } from "../app/session";
import type { Failure } from "../bindings/Failure";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { clockTime, texts } from "../texts";
import { Screen } from "./Screen";

export function CannotOpen({ failure }: { failure: Failure }): JSX.Element {
  const { cannotOpen } = texts.value.shell;
  const busy = useSignal<"again" | "elsewhere" | null>(null);
  const triedAt = useSignal<number | null>(null);
  const open = async (way: "again" | "elsewhere") => {
    if (busy.value !== null) return;
    busy.value = way;
    const failed = await openData(way);
    if (failed !== null && failed.kind !== "cancelled") triedAt.value = Date.now();
    busy.value = null;
  };
  return (
    <Screen title={cannotOpen.title} narrow>
      <div class="cannot-open">
        <div role="alert">
          <p>{texts.value.messages.errors[failure.kind]}</p>
          {failure.path !== undefined && (
            <p class="mono wrap">
              <bdi>{failure.path}</bdi>
            </p>
          )}
          {failure.detail !== null && (
            <p class="secondary wrap">
              {`${cannotOpen.detail} `}
              <bdi lang="en" class="mono">
                {failure.detail}
              </bdi>
            </p>
          )}
        </div>
        <div class="notice-actions">
          <Button weight="main" aria-busy={busy.value === "again"} disabled={busy.value !== null} onClick={() => void open("again")}>
            {busy.value === "again" && <Icon name="busy" class="spin" />}
            {cannotOpen.retry}
          </Button>
          <Button disabled={busy.value !== null} onClick={() => void open("elsewhere")}>
            {cannotOpen.choose}
          </Button>
        </div>
        {triedAt.value !== null && (
          <p role="status">{cannotOpen.tried(clockTime(triedAt.value))}</p>
        )}
        <p class="secondary">{cannotOpen.chooseLead}</p>
      </div>
    </Screen>
  );
}
