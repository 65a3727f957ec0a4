// Asks before an authorization is deleted, and says what still uses it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { toast } from "../../app/toasts";
import type { Failure } from "../../bindings/Failure";
import type { ListRow } from "../../bindings/ListRow";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Disclosure } from "../../parts/Disclosure";
import { Modal } from "../../parts/Modal";
import { texts } from "../../texts";
import { isolate } from "../../texts/isolate";
import { shorten } from "../../texts/shorten";
import { FailureNotice } from "../Failure";

const SHOWN_CHARACTERS = 80;

export function DeleteDialog({ row, onEnd }: { row: ListRow; onEnd: (removed: boolean) => void }): JSX.Element {
  const { list, shell } = texts.value;
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  // A long name would push what deleting means out of the dialog.
  const short = shorten(row.name, SHOWN_CHARACTERS);

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
      <p class="wrap">{list.removeQuestion(isolate(short))}</p>
      {short !== row.name && <Disclosure closed={list.wholeName}>{() => <p class="wrap whole-name" dir="auto">{row.name}</p>}</Disclosure>}
      {failure.value !== null && (
        <div id="delete-failure">
          <FailureNotice failure={failure.value} />
        </div>
      )}
    </Modal>
  );
}
