// Above every screen: that secrets cannot be kept or opened just now, why, and what to do.
import { useState } from "preact/hooks";

import type { VaultStatus } from "../bindings/VaultStatus";
import { tell, vault } from "../app";
import * as ipc from "../ipc";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { t } from "../texts";
import { VaultDialog } from "./vaultDialogs";

type Open = "create" | "unlock" | "recovery" | "give_up" | "give_up_passphrase" | null;

export function VaultBanner() {
  const [open, setOpen] = useState<Open>(null);
  const status = vault.value;
  const close = () => setOpen(null);
  return (
    <>
      {status && status.state !== "ready" && <Banner status={status} onOpen={setOpen} />}
      <Asking open={open} onClose={close} />
    </>
  );
}

function Banner({ status, onOpen }: { status: VaultStatus; onOpen: (open: Open) => void }) {
  const texts = t().vault;
  const retry = async () => {
    try {
      vault.value = await ipc.retryKeyring();
    } catch (error) {
      tell(error);
    }
  };
  const title = { needed: texts.needed, locked: texts.locked, key_out_of_reach: texts.out_of_reach, ready: "" }[status.state];
  const help = { needed: texts.needed_help, locked: texts.locked_help, key_out_of_reach: texts.out_of_reach_help, ready: "" }[status.state];
  const lost = status.keyring === "key_lost" || status.keyring === "wrong_key";
  return (
    <section class="notice notice-warn" aria-label={title}>
      <h2>
        <Icon name="lock" />
        {title}
      </h2>
      {status.keyring && <p>{t().keyring[status.keyring]}</p>}
      <p>{help}</p>
      <div class="notice-actions">
        {status.state === "locked" && (
          <Button kind="primary" onClick={() => onOpen("unlock")}>
            {texts.unlock}
          </Button>
        )}
        {status.state !== "locked" && (
          <Button kind="primary" onClick={() => void retry()}>
            {texts.retry}
          </Button>
        )}
        {status.state === "needed" && <Button onClick={() => onOpen("create")}>{texts.use_passphrase}</Button>}
        {status.has_recovery_key && <Button onClick={() => onOpen("recovery")}>{texts.use_recovery}</Button>}
        {status.state === "key_out_of_reach" && (
          <Button kind="quiet" onClick={() => onOpen(lost ? "give_up" : "give_up_passphrase")}>
            {texts.give_up}
          </Button>
        )}
      </div>
    </section>
  );
}

function Asking({ open, onClose }: { open: Open; onClose: () => void }) {
  const texts = t().vault;
  switch (open) {
    case null:
      return null;
    case "create":
      return (
        <VaultDialog
          title={texts.use_passphrase}
          asks={["new"]}
          confirm={texts.ok}
          act={(answers) => ipc.createPassphraseVault(answers.new)}
          onClose={onClose}
        />
      );
    case "unlock":
      return (
        <VaultDialog
          title={texts.locked}
          asks={["current"]}
          confirm={texts.unlock}
          act={(answers) => ipc.unlock(answers.current)}
          onClose={onClose}
        />
      );
    case "recovery":
      return (
        <VaultDialog
          title={texts.use_recovery}
          asks={["recovery"]}
          confirm={texts.unlock}
          act={(answers) => ipc.unlockWithRecoveryKey(answers.recovery)}
          onClose={onClose}
        />
      );
    case "give_up":
      return (
        <VaultDialog
          title={texts.give_up_title}
          intro={texts.give_up_question}
          asks={[]}
          danger
          confirm={texts.give_up}
          act={() => ipc.replaceLostKey(null)}
          onClose={onClose}
        />
      );
    case "give_up_passphrase":
      return (
        <VaultDialog
          title={texts.give_up_title}
          intro={texts.give_up_question}
          asks={["new"]}
          danger
          confirm={texts.give_up}
          act={(answers) => ipc.replaceLostKey(answers.new)}
          onClose={onClose}
        />
      );
  }
}
