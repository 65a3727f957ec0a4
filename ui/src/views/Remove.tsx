// Deleting asks first, and names what would go.
import { useState } from "preact/hooks";

import type { AuthorizationId } from "../bindings/AuthorizationId";
import type { Failure } from "../bindings/Failure";
import { failureText } from "../app";
import * as ipc from "../ipc";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { toast } from "../parts/toasts";
import { t } from "../texts";

interface Props {
  row: { id: AuthorizationId; name: string };
  onClose: () => void;
  onRemoved: () => void;
}

export function Remove({ row, onClose, onRemoved }: Props) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const texts = t().remove;
  const remove = async () => {
    try {
      await ipc.remove(row.id);
    } catch (error) {
      const refused = ipc.asFailure(error);
      // What is gone already need not be deleted.
      if (refused.kind !== "not_found") {
        setFailure(refused);
        return;
      }
    }
    toast(texts.done(row.name));
    onRemoved();
  };
  return (
    <Dialog
      title={texts.title}
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {t().form.cancel}
          </Button>
          <Button kind="danger" onClick={() => void remove()}>
            {texts.confirm}
          </Button>
        </>
      }
    >
      <p class="breakable">{texts.question(row.name)}</p>
      {failure && (
        <p class="message message-danger" role="alert">
          {failureText(failure)}
        </p>
      )}
    </Dialog>
  );
}
