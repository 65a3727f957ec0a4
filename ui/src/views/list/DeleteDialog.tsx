// Asks before an authorization is deleted, and says what still uses it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { toast } from "../../app/toasts";
import type { Failure } from "../../bindings/Failure";
import type { ListRow } from "../../bindings/ListRow";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { texts } from "../../texts";
import { FailureNotice } from "../Failure";

export function DeleteDialog({ row, onEnd }: { row: ListRow; onEnd: (removed: boolean) => void }): JSX.Element {
  const { list, shell } = texts.value;
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);

  const remove = async () => {
    busy.value = true;
    try {
      await core.remove(row.id);
      toast(list.removed);
      onEnd(true);
    } catch (error) {
      busy.value = false;
      failure.value = asFailure(error);
    }
  };
  return (
    <Modal
      alert
      title={list.removeTitle}
      onClose={() => onEnd(false)}
      actions={
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the answer that loses nothing is the one at hand */}
          <Button weight="quiet" autoFocus onClick={() => onEnd(failure.value?.kind === "not_found")}>
            {shell.cancel}
          </Button>
          <Button weight="danger" disabled={busy.value || failure.value?.kind === "in_use"} aria-describedby={failure.value === null ? undefined : "delete-failure"} onClick={() => void remove()}>
            {list.removeConfirm}
          </Button>
        </>
      }
    >
      <p class="wrap">{list.removeQuestion(row.name)}</p>
      {failure.value !== null && (
        <div id="delete-failure">
          <FailureNotice failure={failure.value} />
        </div>
      )}
    </Modal>
  );
}
