// Compares what Keyfob saved with what is stored now, and lets the user choose.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import { useAttempt } from "../../app/attempt";
import type { Failure } from "../../bindings/Failure";
import type { OutsideChange } from "../../bindings/OutsideChange";
import type { FormController } from "../../form/controller";
import { isLoss, isOnlyRevision, outsideDifferences } from "../../form/outsideChange";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { Differences } from "./Differences";
import { VersionDialog } from "./VersionDialog";

interface Props {
  controller: FormController;
  change: OutsideChange;
  onClose: () => void;
  onDecided: (done: "restored" | "accepted") => void;
}

export function OutsideDialog({ controller, change, onClose, onDecided }: Props): JSX.Element {
  const { form } = texts.value;
  const { outside } = form;
  const { busy, failure, run } = useAttempt();
  const opened = useRef(change.token);
  const decide = async (way: "restore" | "accept") => {
    if (await run(() => controller.outside[way]())) onDecided(way === "restore" ? "restored" : "accepted");
  };
  const isLost = isLoss(change);
  return (
    <VersionDialog
      title={isLost ? form.losses.title : outside.title}
      onClose={onClose}
      other={{ label: outside.accept, busy: busy.value, onChoose: () => void decide("accept") }}
      main={{
        label: outside.restore,
        disabled: change.sealed === null,
        busy: busy.value,
        describedBy: change.sealed === null ? "outside-unreadable" : undefined,
        onChoose: () => void decide("restore"),
      }}
    >
      {failure.value !== null && <Refused failure={failure.value} />}
      {failure.value === null && change.token !== opened.current && <Notice tone="warn" role="alert" title={outside.again} />}
      <Compared change={change} />
      {change.secrets.length > 0 && <p>{outside.secretsRemoved}</p>}
      {change.is_unreadable && <p>{outside.foundUnreadable}</p>}
      {controller.dirty.value && !isLost && <Notice tone="warn" title={outside.unsaved} />}
    </VersionDialog>
  );
}

/** Why the decision failed. After another change, the comparison below it is already up to date. */
function Refused({ failure }: { failure: Failure }): JSX.Element {
  const { again } = texts.value.form.outside;
  return failure.outside_change !== null ? (
    <Notice tone="warn" role="alert" title={again} />
  ) : (
    <Notice tone="danger" role="alert" title={failureText(failure)} />
  );
}

function Compared({ change }: { change: OutsideChange }): JSX.Element {
  const { outside, losses } = texts.value.form;
  const isLost = isLoss(change);
  if (change.sealed === null) return <p id="outside-unreadable">{isLost ? losses.noCopy : outside.unreadable}</p>;
  const all = outsideDifferences(change);
  return (
    <>
      <p>{isLost ? losses.question : outside.question}</p>
      {all.length > 0 && <Differences all={all} mine={outside.saved} theirs={outside.found} />}
      {all.length === 0 && <p>{isOnlyRevision(change) ? outside.onlyRevision : outside.noField}</p>}
    </>
  );
}
