// Asks before the window is closed although the database file is gone: the data is only in this window.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { useAttempt } from "../app/attempt";
import { screen } from "../app/screen";
import { closing, database, requestClose } from "../app/session";
import { toast } from "../app/toasts";
import { asFailure, core } from "../ipc";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Modal } from "../parts/Modal";
import { Notice } from "../parts/Notice";
import { texts } from "../texts";
import { failureText } from "./coreText";

export function Closing(): JSX.Element {
  const { shell } = texts.value;
  const { busy, failure, run } = useAttempt();
  const now = screen.value;
  const hasUnsaved = now.name === "form" && now.form.dirty.value;
  const cancel = () => {
    closing.value = false;
  };
  useEffect(() => {
    if (database.value !== "in_place") return;
    // The data is safe, so only unsaved changes are left to ask about.
    cancel();
    requestClose();
  }, [database.value]);
  const write = () =>
    run(async () => {
      try {
        const state = await core.rewriteMissingDatabase();
        if (state === "in_place") toast(shell.database.written);
        database.value = state;
        return null;
      } catch (error) {
        return asFailure(error);
      }
    });
  return (
    <Modal
      alert
      title={shell.closing.title}
      onClose={cancel}
      actions={
        <>
          <Button weight="quiet" onClick={cancel}>
            {shell.cancel}
          </Button>
          <Button weight="danger" disabled={busy.value} onClick={() => void core.closeWindow()}>
            {shell.closing.lose}
          </Button>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the answer that loses nothing is the one at hand */}
          <Button weight="main" autoFocus aria-busy={busy.value} onClick={() => void write()}>
            {busy.value && <Icon name="busy" class="spin" />}
            {shell.database.write}
          </Button>
        </>
      }
    >
      <p>{shell.closing.lead}</p>
      {hasUnsaved && <p>{shell.closing.unsaved}</p>}
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
    </Modal>
  );
}
