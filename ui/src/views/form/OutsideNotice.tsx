// Reports that the open authorization was changed outside Keyfob, with a button that opens the comparison.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { toast } from "../../app/toasts";
import type { OutsideChange } from "../../bindings/OutsideChange";
import type { FormController } from "../../form/controller";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { OutsideDialog } from "./OutsideDialog";

interface Props {
  controller: FormController;
  change: OutsideChange;
  /** Moves the focus into the form, because the notice disappears with the button that had it. */
  onDecided: () => void;
}

export function OutsideNotice({ controller, change, onDecided }: Props): JSX.Element {
  const { outside } = texts.value.form;
  const comparing = useSignal(false);
  const close = () => {
    comparing.value = false;
  };
  return (
    <>
      <Notice
        tone="danger"
        role="alert"
        title={outside.title}
        actions={
          <Button
            onClick={() => {
              comparing.value = true;
            }}
          >
            {outside.compare}
          </Button>
        }
      >
        <p>{outside.lead}</p>
      </Notice>
      {comparing.value && (
        <OutsideDialog
          controller={controller}
          change={change}
          onClose={close}
          onDecided={(done) => {
            close();
            toast(texts.value.form.outside[done]);
            onDecided();
          }}
        />
      )}
    </>
  );
}
