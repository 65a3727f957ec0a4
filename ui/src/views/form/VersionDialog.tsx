// A dialog that compares two versions of an authorization and lets the user choose one.
import type { ComponentChildren, JSX } from "preact";

import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { texts } from "../../texts";

interface Choice {
  label: string;
  disabled?: boolean;
  busy?: boolean;
  /** The id of what says why it is disabled. */
  describedBy?: string | undefined;
  onChoose: () => void;
}

interface Props {
  title: string;
  /** The choice that is recommended. */
  main: Choice;
  other: Choice;
  onClose: () => void;
  children: ComponentChildren;
}

export function VersionDialog({ title, main, other, onClose, children }: Props): JSX.Element {
  return (
    <Modal
      wide
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button weight="quiet" onClick={onClose}>
            {texts.value.shell.cancel}
          </Button>
          <ChoiceButton weight="plain" {...other} />
          <ChoiceButton weight="main" {...main} />
        </>
      }
    >
      {children}
    </Modal>
  );
}

function ChoiceButton({ weight, label, disabled = false, busy = false, describedBy, onChoose }: Choice & { weight: "main" | "plain" }): JSX.Element {
  return (
    <Button weight={weight} disabled={disabled} aria-busy={busy} aria-describedby={describedBy} onClick={onChoose}>
      {label}
    </Button>
  );
}
