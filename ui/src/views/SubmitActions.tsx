// The buttons of a dialog that is a form: CANCEL, and one that submits it.
import type { JSX } from "preact";

import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { texts } from "../texts";

interface Props {
  confirm: string;
  busy: boolean;
  disabled?: boolean;
  /** Why it is disabled. */
  reason?: string | undefined;
  onCancel: () => void;
}

export function SubmitActions({ confirm, busy, disabled = false, reason, onCancel }: Props): JSX.Element {
  return (
    <>
      <Button weight="quiet" onClick={onCancel}>
        {texts.value.shell.cancel}
      </Button>
      <Button weight="main" type="submit" disabled={disabled} reason={reason} aria-busy={busy}>
        {busy && <Icon name="busy" class="spin" />}
        {confirm}
      </Button>
    </>
  );
}
