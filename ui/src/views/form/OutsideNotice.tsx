// The open authorization was changed outside Keyfob: says so, and leads to the comparison.
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
  /** Puts the focus into the form: the notice goes away with the button that was pressed. */
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
