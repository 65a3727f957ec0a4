// Says that the database file was deleted, moved or replaced while Keyfob had it open, and offers what can be done about it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { database } from "../app/session";
import { toast } from "../app/toasts";
import type { DatabaseState } from "../bindings/DatabaseState";
import type { Failure } from "../bindings/Failure";
import { asFailure, core } from "../ipc";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { texts } from "../texts";
import { failureText } from "./coreText";

export function DatabaseGone(): JSX.Element | null {
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const state = database.value;
  if (state === "in_place") return null;
  const words = texts.value.shell.database;

  const run = async (command: () => Promise<DatabaseState>) => {
    if (busy.value) return;
    busy.value = true;
    try {
      database.value = await command();
      failure.value = null;
      if (database.value === "in_place") toast(texts.value.shell.database.written);
    } catch (error) {
      failure.value = asFailure(error);
    }
    busy.value = false;
  };
  return (
    <Notice
      tone="danger"
      role="alert"
      title={words[state].title}
      actions={
        <>
          <Button weight="main" aria-busy={busy.value} onClick={() => void run(core.rewriteMissingDatabase)}>
            {words.write}
          </Button>
          {state === "gone" && <Button onClick={() => void run(core.continueWithoutSaving)}>{words.goOn}</Button>}
        </>
      }
    >
      <p>{words[state].lead}</p>
      {failure.value !== null && <p>{failureText(failure.value)}</p>}
    </Notice>
  );
}
