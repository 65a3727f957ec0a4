// Compares two versions of an authorization field by field, and lets the user choose.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { Authorization } from "../../bindings/Authorization";
import type { Failure } from "../../bindings/Failure";
import { type Comparison, comparison } from "../../form/differences";
import type { FormController } from "../../form/controller";
import { asFailure, core } from "../../ipc";
import { Notice } from "../../parts/Notice";
import { count, texts } from "../../texts";
import { failureText } from "../coreText";
import { Differences } from "./Differences";
import { VersionDialog } from "./VersionDialog";

interface Props {
  controller: FormController;
  onEnd: () => void;
  /** Called if the user's version couldn't be saved: the form says why. */
  onRefused: () => void;
  onSaved: () => void;
}

export function StaleDialog({ controller, onEnd, onRefused, onSaved }: Props): JSX.Element {
  const { stale } = texts.value.form;
  const theirs = useSignal<Authorization | null>(null);
  const failure = useSignal<Failure | null>(null);
  useEffect(() => {
    const { id } = controller.form.peek().baseline;
    if (id === null) return;
    core.read(id).then(
      (read) => {
        theirs.value = read;
      },
      (error: unknown) => {
        failure.value = asFailure(error);
      },
    );
  }, []);

  const keepMine = async () => {
    if (theirs.value === null) return;
    const saved = await controller.keepMine(theirs.value);
    if (!saved) {
      onRefused();
      return;
    }
    onEnd();
    onSaved();
  };
  const takeTheirs = async () => {
    if (theirs.value !== null) await controller.reopen(theirs.value);
    onEnd();
  };
  const { blank, baseline, draft, matches } = controller.form.value;
  return (
    <VersionDialog
      title={stale.title}
      onClose={onEnd}
      other={{ label: stale.takeTheirs, disabled: theirs.value === null, onChoose: () => void takeTheirs() }}
      main={{ label: stale.keepMine, disabled: theirs.value === null, onChoose: () => void keepMine() }}
    >
      <p>{stale.lead}</p>
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
      {theirs.value !== null && <Compared comparison={comparison(blank, baseline, draft, theirs.value.draft, matches)} />}
    </VersionDialog>
  );
}

function Compared({ comparison: { conflicts, onlyTheirs, onlyMine } }: { comparison: Comparison }): JSX.Element {
  const { stale } = texts.value.form;
  if (conflicts.length + onlyTheirs + onlyMine === 0) return <p class="secondary">{stale.none}</p>;
  return (
    <>
      {conflicts.length === 0 ? <p>{stale.noConflict}</p> : <Differences all={conflicts} mine={stale.mine} theirs={stale.theirs} />}
      {onlyTheirs > 0 && <p class="secondary">{stale.onlyTheirs(onlyTheirs, count(onlyTheirs))}</p>}
      {onlyMine > 0 && <p class="secondary">{stale.onlyMine(onlyMine, count(onlyMine))}</p>}
    </>
  );
}
