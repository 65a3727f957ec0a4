// Security: where the vault's key lives, and everything that can be done to it.
import { useState } from "preact/hooks";

import type { VaultStatus } from "../bindings/VaultStatus";
import { tell, vault } from "../app";
import * as ipc from "../ipc";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { Field } from "../parts/Field";
import { toast } from "../parts/toasts";
import { t } from "../texts";
import { VaultDialog } from "./vaultDialogs";

type Open = "to_keyring" | "to_passphrase" | "change" | null;

export function Vault() {
  const [open, setOpen] = useState<Open>(null);
  const [recoveryKey, setRecoveryKey] = useState<string | null>(null);
  const status = vault.value;
  const texts = t().vault;
  if (!status) return null;
  const ready = status.state === "ready" && status.home !== null;
  const run = async (act: () => Promise<VaultStatus>, done: string) => {
    try {
      vault.value = await act();
      toast(done);
    } catch (error) {
      tell(error);
    }
  };
  const makeRecoveryKey = async () => {
    try {
      setRecoveryKey(await ipc.makeRecoveryKey());
      vault.value = await ipc.retryKeyring();
    } catch (error) {
      tell(error);
    }
  };
  const backUp = () => ipc.backUp().then((path) => toast(texts.backed_up(path)), tell);
  return (
    <div class="page page-narrow">
      <header class="page-head">
        <h1>{texts.title}</h1>
      </header>
      <p class="page-intro">{texts.intro}</p>
      <section class="card setting" aria-labelledby="vault-home">
        <h2 id="vault-home">{texts.home}</h2>
        <p>{texts.homes[status.home ?? "none"]}</p>
        {ready && (
          <div class="setting-actions">
            {status.home === "keyring" ? (
              <Button onClick={() => setOpen("to_passphrase")}>{texts.to_passphrase}</Button>
            ) : (
              <>
                <Button onClick={() => setOpen("change")}>{texts.change_passphrase}</Button>
                <Button onClick={() => setOpen("to_keyring")}>{texts.to_keyring}</Button>
                <Button onClick={() => void run(ipc.lock, texts.locked)}>{texts.lock_now}</Button>
              </>
            )}
          </div>
        )}
        {ready && status.home === "passphrase" && (
          <AutoLock key={status.auto_lock_minutes} minutes={status.auto_lock_minutes} onSet={(minutes) => void run(() => ipc.setAutoLock(minutes), texts.done)} />
        )}
      </section>
      {ready && (
        <>
          <section class="card setting" aria-labelledby="vault-recovery">
            <h2 id="vault-recovery">{texts.recovery_key}</h2>
            <p>{texts.recovery_note}</p>
            {status.has_recovery_key && <p class="hint">{texts.recovery_has}</p>}
            <div class="setting-actions">
              <Button onClick={() => void makeRecoveryKey()}>{texts.make_recovery}</Button>
            </div>
          </section>
          <section class="card setting" aria-labelledby="vault-rotate">
            <h2 id="vault-rotate">{texts.rotate}</h2>
            <p>{texts.rotate_note}</p>
            <div class="setting-actions">
              <Button onClick={() => void run(ipc.rotateKey, texts.rotated)}>{texts.rotate}</Button>
            </div>
          </section>
        </>
      )}
      <section class="card setting" aria-labelledby="vault-backup">
        <h2 id="vault-backup">{texts.back_up}</h2>
        <p>{texts.backup_note}</p>
        <div class="setting-actions">
          <Button onClick={() => void backUp()}>{texts.back_up}</Button>
        </div>
      </section>
      <Asking open={open} onClose={() => setOpen(null)} />
      {recoveryKey && <RecoveryKey text={recoveryKey} onClose={() => setRecoveryKey(null)} />}
    </div>
  );
}

function Asking({ open, onClose }: { open: Open; onClose: () => void }) {
  const texts = t().vault;
  if (open === "to_passphrase") {
    const act = (answers: { new: string }) => ipc.moveToPassphrase(answers.new);
    return <VaultDialog title={texts.to_passphrase} asks={["new"]} confirm={texts.ok} act={act} onClose={onClose} />;
  }
  if (open === "to_keyring") {
    const act = (answers: { current: string }) => ipc.moveToKeyring(answers.current);
    return <VaultDialog title={texts.to_keyring} asks={["current"]} confirm={texts.ok} act={act} onClose={onClose} />;
  }
  if (open === "change") {
    const act = (answers: { current: string; new: string }) => ipc.changePassphrase(answers.current, answers.new);
    return <VaultDialog title={texts.change_passphrase} asks={["current", "new"]} confirm={texts.ok} act={act} onClose={onClose} />;
  }
  return null;
}

function AutoLock({ minutes, onSet }: { minutes: number; onSet: (minutes: number) => void }) {
  const [text, setText] = useState(String(minutes));
  const set = () => {
    const number = Number.parseInt(text, 10);
    if (Number.isInteger(number) && number >= 0 && number <= 10_000 && number !== minutes) onSet(number);
    else setText(String(minutes));
  };
  return (
    <Field label={t().vault.auto_lock}>
      {(control) => (
        <input
          class="input input-number"
          type="number"
          min="0"
          max="10000"
          {...control}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onBlur={set}
          onKeyDown={(event) => event.key === "Enter" && set()}
        />
      )}
    </Field>
  );
}

function RecoveryKey({ text, onClose }: { text: string; onClose: () => void }) {
  const texts = t().vault;
  return (
    <Dialog
      title={texts.recovery_key}
      onClose={onClose}
      actions={
        <Button kind="primary" onClick={onClose}>
          {texts.close}
        </Button>
      }
    >
      <p>{texts.recovery_shown}</p>
      <output class="recovery-key mono">{text}</output>
    </Dialog>
  );
}

