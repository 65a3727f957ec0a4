// The key: where it lives, moving it, replacing it, locking it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { toast } from "../../app/toasts";
import { ask } from "../../app/vault";
import type { Failure } from "../../bindings/Failure";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { Notice } from "../../parts/Notice";
import { Select } from "../../parts/Select";
import { count, texts } from "../../texts";
import { PassphraseDialog } from "../vault/PassphraseDialog";
import { failureText } from "../words";
import { Section } from "./Section";

const MINUTES = ["0", "5", "15", "30", "60", "240"] as const;
type Open = "change" | "keyring" | "passphrase" | "rotate" | null;

export function KeySection({ status }: { status: VaultStatus }): JSX.Element {
  const { screen } = texts.value.vault;
  const open = useSignal<Open>(null);
  const failure = useSignal<Failure | null>(null);
  const ready = status.state === "ready";
  // Whoever came in by the recovery key does not know the passphrase that these ask for.
  const wants = ready && status.needs_passphrase;
  const known = { disabled: !ready || wants, ...(wants ? { "aria-describedby": "key-why" } : {}) };
  const show = (which: Open) => {
    failure.value = null;
    open.value = which;
  };
  const lock = async () => {
    failure.value = await ask(core.lock);
  };
  return (
    <Section
      title={screen.key}
      actions={
        status.home !== null && (
          <>
            {status.home === "passphrase" && (
              <>
                <Button disabled={!ready} onClick={() => void lock()}>
                  {screen.lock}
                </Button>
                <Button {...known} onClick={() => show("change")}>
                  {screen.change}
                </Button>
                <Button {...known} onClick={() => show("keyring")}>
                  {screen.toKeyring}
                </Button>
              </>
            )}
            {status.home === "keyring" && (
              <Button disabled={!ready} onClick={() => show("passphrase")}>
                {screen.toPassphrase}
              </Button>
            )}
            <Button {...known} onClick={() => show("rotate")}>
              {screen.rotate}
            </Button>
          </>
        )
      }
    >
      <p class="key-home">
        {status.home === null ? screen.none : screen.homes[status.home]}
        {status.home !== null && <span class={`badge badge-${status.state}`}>{screen.states[status.state]}</span>}
      </p>
      {wants && (
        <p class="secondary" id="key-why">
          {texts.value.vault.wanted.why}
        </p>
      )}
      {status.keyring_holds_old_key && <Notice tone="warn" title={screen.oldKeyTitle}><p>{screen.oldKeyLead}</p></Notice>}
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
      {status.home === "passphrase" && <AutoLock status={status} />}
      <Dialogs open={open.value} onClose={() => show(null)} />
    </Section>
  );
}

function AutoLock({ status }: { status: VaultStatus }): JSX.Element {
  const { screen } = texts.value.vault;
  const now = String(status.auto_lock_minutes);
  const offered: string[] = MINUTES.some((minutes) => minutes === now) ? [...MINUTES] : [...MINUTES, now];
  return (
    <Select
      id="auto-lock"
      label={screen.autoLock}
      hint={screen.autoLockLead}
      value={now}
      options={offered.map((minutes) => ({ value: minutes, text: minutes === "0" ? screen.never : screen.minutes(count(Number(minutes))) }))}
      onChoose={(minutes) => void ask(() => core.setAutoLock(Number(minutes)))}
    />
  );
}

function Dialogs({ open, onClose }: { open: Open; onClose: () => void }): JSX.Element | null {
  const { vault } = texts.value;
  const { screen } = vault;
  const told = async (question: ReturnType<typeof ask>) => {
    const failure = await question;
    if (failure === null) toast(screen.done);
    return failure;
  };
  switch (open) {
    case "change":
      return (
        <PassphraseDialog
          title={screen.change}
          lead={vault.create.lead}
          confirm={screen.changeConfirm}
          current={vault.currentPassphrase}
          next={vault.newPassphrase}
          onConfirm={(current, next) => told(ask(() => core.changePassphrase(current, next)))}
          onClose={onClose}
        />
      );
    case "keyring":
      return (
        <PassphraseDialog
          title={screen.toKeyring}
          lead={screen.toKeyringLead}
          confirm={screen.move}
          current={vault.passphrase}
          onConfirm={(current) => told(ask(() => core.moveToKeyring(current)))}
          onClose={onClose}
        />
      );
    case "passphrase":
      return (
        <PassphraseDialog
          title={screen.toPassphrase}
          lead={screen.toPassphraseLead}
          confirm={screen.move}
          next={vault.passphrase}
          onConfirm={(_, next) => told(ask(() => core.moveToPassphrase(next)))}
          onClose={onClose}
        />
      );
    case "rotate":
      return <Rotation onConfirm={() => told(ask(core.rotateKey))} onClose={onClose} />;
    case null:
      return null;
  }
}

function Rotation({ onConfirm, onClose }: { onConfirm: () => Promise<Failure | null>; onClose: () => void }): JSX.Element {
  const { screen, cancel } = texts.value.vault;
  const failure = useSignal<Failure | null>(null);
  const rotate = async () => {
    failure.value = await onConfirm();
    if (failure.value === null) onClose();
  };
  return (
    <Modal
      alert
      title={screen.rotate}
      onClose={onClose}
      actions={
        <>
          <Button weight="quiet" onClick={onClose}>
            {cancel}
          </Button>
          <Button weight="main" onClick={() => void rotate()}>
            {screen.rotateConfirm}
          </Button>
        </>
      }
    >
      <p>{screen.rotateLead}</p>
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
    </Modal>
  );
}
