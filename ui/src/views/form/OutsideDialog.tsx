// Compares what Keyfob saved with what is stored now, and lets the user choose.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";

import type { Failure } from "../../bindings/Failure";
import type { OutsideChange } from "../../bindings/OutsideChange";
import type { FormController } from "../../form/controller";
import { isOnlyRevision, outsideDifferences } from "../../form/outsideChange";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";
import { failureText } from "../coreText";
import { Differences } from "./Differences";

interface Props {
  controller: FormController;
  change: OutsideChange;
  onClose: () => void;
  onDecided: (done: "restored" | "accepted") => void;
}

export function OutsideDialog({ controller, change, onClose, onDecided }: Props): JSX.Element {
  const { outside, cancel } = texts.value.form;
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const opened = useRef(change.token);
  const decide = async (way: "restore" | "accept") => {
    if (busy.value) return;
    busy.value = true;
    failure.value = null;
    failure.value = await controller.outside[way]();
    busy.value = false;
    if (failure.value === null) onDecided(way === "restore" ? "restored" : "accepted");
  };
  return (
    <Modal
      wide
      title={outside.title}
      onClose={onClose}
      actions={
        <>
          <Button weight="quiet" onClick={onClose}>
            {cancel}
          </Button>
          <Button aria-busy={busy.value} onClick={() => void decide("accept")}>
            {outside.accept}
          </Button>
          <Button
            weight="main"
            disabled={change.sealed === null}
            aria-busy={busy.value}
            aria-describedby={change.sealed === null ? "outside-unreadable" : undefined}
            onClick={() => void decide("restore")}
          >
            {outside.restore}
          </Button>
        </>
      }
    >
      {failure.value !== null && <Refused failure={failure.value} />}
      {failure.value === null && change.token !== opened.current && <Notice tone="warn" role="alert" title={outside.again} />}
      <Compared change={change} />
      {change.secrets.length > 0 && <p>{outside.secretsRemoved}</p>}
      {change.is_unreadable && <p>{outside.foundUnreadable}</p>}
      {controller.dirty.value && <Notice tone="warn" title={outside.unsaved} />}
    </Modal>
  );
}

/** Why the decision failed. After another change, the comparison below it is already up to date. */
function Refused({ failure }: { failure: Failure }): JSX.Element {
  const { again } = texts.value.form.outside;
  return failure.kind === "changed_outside" ? (
    <Notice tone="warn" role="alert" title={again} />
  ) : (
    <Notice tone="danger" role="alert" title={failureText(failure)} />
  );
}

function Compared({ change }: { change: OutsideChange }): JSX.Element {
  const { outside } = texts.value.form;
  if (change.sealed === null) return <p id="outside-unreadable">{outside.unreadable}</p>;
  const all = outsideDifferences(change);
  return (
    <>
      <p>{outside.question}</p>
      {all.length > 0 && <Differences all={all} mine={outside.saved} theirs={outside.found} />}
      {all.length === 0 && <p>{isOnlyRevision(change) ? outside.onlyRevision : outside.noField}</p>}
    </>
  );
}
