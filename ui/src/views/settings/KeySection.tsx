// The vault key: where it is kept, and moving, replacing and locking it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { database } from "../../app/session";
import { toast } from "../../app/toasts";
import { ask } from "../../app/vault";
import type { Failure } from "../../bindings/Failure";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { vault as core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { Select } from "../../parts/Select";
import { count, texts } from "../../texts";
import { PassphraseDialog } from "../vault/PassphraseDialog";
import { failureText } from "../coreText";
import { NewKeyButton } from "./NewKeyButton";
import { Section } from "./Section";

const MINUTES = ["0", "5", "15", "30", "60", "240"] as const;
type Open = "change" | "keyring" | "passphrase" | null;

/** Runs a change of the vault and confirms it with a toast. */
async function confirmChange(change: () => Promise<VaultStatus>): Promise<Failure | null> {
  const failure = await ask(change);
  if (failure === null) toast(texts.value.vault.screen.done);
  return failure;
}

/** Returns a dialog's introduction, with a note that an existing recovery key stops working. */
const withRecovery = (lead: string, status: VaultStatus): string =>
  status.has_recovery_key ? `${lead} ${texts.value.vault.screen.recoveryEnds}` : lead;

export function KeySection({ status }: { status: VaultStatus }): JSX.Element {
  const { screen } = texts.value.vault;
  const open = useSignal<Open>(null);
  const failure = useSignal<Failure | null>(null);
  const ready = status.state === "ready";
  // After unlocking with the recovery key, the user doesn't know the passphrase that these actions ask for.
  const wants = ready && status.needs_passphrase;
  // Nothing can be stored then.
  const reason = database.value === "in_place" ? undefined : screen.databaseGone;
  const blocked = { disabled: !ready || reason !== undefined, reason };
  const known = { disabled: blocked.disabled || wants, reason, ...(wants ? { "aria-describedby": "key-reason" } : {}) };
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
              <Button {...blocked} onClick={() => show("passphrase")}>
                {screen.toPassphrase}
              </Button>
            )}
            <NewKeyButton
              id="replace-key"
              title={screen.rotate}
              lead={withRecovery(screen.newKey, status)}
              disabled={known.disabled}
              reason={reason}
              describedBy={wants ? "key-reason" : undefined}
              make={(backups) => confirmChange(() => core.rotateKey(backups))}
              onFailure={(failed) => {
                failure.value = failed;
              }}
            />
          </>
        )
      }
    >
      <p class="key-home">
        {homeText(status)}
        {status.home !== null && <span class={`badge badge-${status.state}`}>{screen.states[status.state]}</span>}
      </p>
      {wants && (
        <p class="secondary" id="key-reason">
          {texts.value.vault.newPassphraseNeeded.why}
        </p>
      )}
      {status.keyring_holds_old_key && <Notice tone="warn" title={screen.oldKeyTitle}><p>{screen.oldKeyLead}</p></Notice>}
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
      {status.home === "passphrase" && <AutoLock status={status} />}
      <Dialogs open={open.value} status={status} onClose={() => show(null)} />
    </Section>
  );
}

/** Says where the key is kept. */
function homeText({ home, state }: VaultStatus): string {
  const { screen, lost } = texts.value.vault;
  if (home !== null) return screen.homes[home];
  return state === "lost" ? lost.title : screen.none;
}

function AutoLock({ status }: { status: VaultStatus }): JSX.Element {
  const { screen } = texts.value.vault;
  const isGone = database.value !== "in_place";
  const now = String(status.auto_lock_minutes);
  const offered: string[] = MINUTES.some((minutes) => minutes === now) ? [...MINUTES] : [...MINUTES, now];
  return (
    <Select
      id="auto-lock"
      label={screen.autoLock}
      hint={isGone ? screen.databaseGone : screen.autoLockLead}
      disabled={isGone}
      value={now}
      options={offered.map((minutes) => ({ value: minutes, text: minutes === "0" ? screen.never : screen.minutes(count(Number(minutes))) }))}
      onChoose={(minutes) => void ask(() => core.setAutoLock(Number(minutes)))}
    />
  );
}

interface DialogsProps {
  open: Open;
  status: VaultStatus;
  onClose: () => void;
}

function Dialogs({ open, status, onClose }: DialogsProps): JSX.Element | null {
  const { vault } = texts.value;
  const { screen } = vault;
  switch (open) {
    case "change":
      return (
        <PassphraseDialog
          title={screen.change}
          lead={withRecovery(vault.create.lead, status)}
          confirm={screen.changeConfirm}
          current={vault.currentPassphrase}
          next={vault.newPassphrase}
          replacesKey
          onConfirm={(current, next, backups) => confirmChange(() => core.changePassphrase(current, next, backups))}
          onClose={onClose}
        />
      );
    case "keyring":
      return (
        <PassphraseDialog
          title={screen.toKeyring}
          lead={withRecovery(screen.toKeyringLead, status)}
          confirm={screen.move}
          current={vault.passphrase}
          replacesKey
          onConfirm={(current, _, backups) => confirmChange(() => core.moveToKeyring(current, backups))}
          onClose={onClose}
        />
      );
    case "passphrase":
      return (
        <PassphraseDialog
          title={screen.toPassphrase}
          lead={withRecovery(screen.toPassphraseLead, status)}
          confirm={screen.protect}
          next={vault.passphrase}
          replacesKey
          onConfirm={(_, next, backups) => confirmChange(() => core.moveToPassphrase(next, backups))}
          onClose={onClose}
        />
      );
    case null:
      return null;
  }
}
