// Reports that the open authorization isn't what Keyfob saved: it was changed outside Keyfob, or a part was lost with a damaged database.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { useAttempt } from "../../app/attempt";
import { toast } from "../../app/toasts";
import type { OutsideChange } from "../../bindings/OutsideChange";
import type { FormController } from "../../form/controller";
import { isLoss } from "../../form/outsideChange";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { Losses } from "../Losses";
import { failureText } from "../coreText";
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
  const decided = (done: "restored" | "accepted") => {
    comparing.value = false;
    toast(texts.value.form.outside[done]);
    onDecided();
  };
  const compare = (
    <Button
      onClick={() => {
        comparing.value = true;
      }}
    >
      {outside.compare}
    </Button>
  );
  return (
    <>
      {isLoss(change) ? (
        <Lost controller={controller} change={change} compare={compare} onRestored={() => decided("restored")} />
      ) : (
        <Notice tone="danger" role="alert" title={outside.title} actions={compare}>
          <p>{outside.lead}</p>
        </Notice>
      )}
      {comparing.value && (
        <OutsideDialog
          controller={controller}
          change={change}
          onClose={() => {
            comparing.value = false;
          }}
          onDecided={decided}
        />
      )}
    </>
  );
}

interface LostProps {
  controller: FormController;
  change: OutsideChange;
  compare: JSX.Element;
  onRestored: () => void;
}

/** Says what a damaged database lost. What Keyfob saved is restored from the sealed copy, unless that was lost too. */
function Lost({ controller, change: { losses, sealed }, compare, onRestored }: LostProps): JSX.Element {
  const words = texts.value.form.losses;
  const { busy, failure, run } = useAttempt();
  const restore = async () => {
    if (await run(controller.outside.restore)) onRestored();
  };
  return (
    <Notice
      tone="warn"
      role="alert"
      title={words.title}
      actions={
        <>
          {sealed !== null && (
            <Button weight="main" aria-busy={busy.value} onClick={() => void restore()}>
              {words.restore}
            </Button>
          )}
          {compare}
        </>
      }
    >
      <Losses losses={losses ?? []} withNames={false} />
      <p>{sealed === null ? words.noCopy : words.copy}</p>
      {failure.value !== null && <p>{failureText(failure.value)}</p>}
    </Notice>
  );
}
