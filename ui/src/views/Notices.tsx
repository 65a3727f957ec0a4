// Notices for the whole window: that secrets can't be used now, and what opening the data did.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { openFailure } from "../app/screen";
import { chosenFolder, damaged, report, vaultStatus, waitsForKeyring } from "../app/session";
import type { OpeningReport } from "../bindings/OpeningReport";
import type { Loss } from "../bindings/Loss";
import { IconButton } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { count, texts } from "../texts";
import { FailureNotice } from "./Failure";
import { KeyringWaiting } from "./vault/KeyringWaiting";
import { NewPassphraseNotice } from "./vault/NewPassphraseNotice";
import { VaultBroken } from "./vault/VaultBroken";
import { VaultLocked } from "./vault/VaultLocked";
import { VaultNeeded } from "./vault/VaultNeeded";
import { VaultNotice } from "./vault/VaultNotice";
import { VaultUnreachable } from "./vault/VaultUnreachable";

export function Notices(): JSX.Element | null {
  const status = vaultStatus.value;
  const dismissed = useSignal(false);
  const opened = report.value;
  const hasReport = opened !== null && (opened.backup !== null || opened.recovery !== null) && !dismissed.value;
  const needsAttention = status !== null && (status.state !== "ready" || status.needs_passphrase || status.notice !== null);
  const failed = openFailure.value;
  const folder = chosenFolder.value;
  if (!hasReport && !needsAttention && !damaged.value && failed === null && folder === null && !waitsForKeyring.value) return null;
  return (
    <div class="notices">
      <KeyringWaiting />
      {damaged.value && (
        <Notice tone="danger" role="alert" title={texts.value.vault.damaged.title}>
          <p>{texts.value.vault.damaged.lead}</p>
        </Notice>
      )}
      {status?.state === "needed" && <VaultNeeded trouble={status.keyring} />}
      {status?.state === "locked" && <VaultLocked status={status} />}
      {status?.state === "key_out_of_reach" && <VaultUnreachable status={status} />}
      {(status?.state === "lost" || status?.state === "changed") && <VaultBroken status={status} how={status.state} />}
      {status?.state === "ready" && status.needs_passphrase && <NewPassphraseNotice />}
      {status !== null && status.notice !== null && <VaultNotice notice={status.notice} />}
      {folder !== null && <ChosenFolder folder={folder} />}
      {failed !== null && <FailureNotice failure={failed} />}
      {hasReport && (
        <Report
          opened={opened}
          onDismiss={() => {
            dismissed.value = true;
          }}
        />
      )}
    </div>
  );
}

function ChosenFolder({ folder }: { folder: string }): JSX.Element {
  const { shell } = texts.value;
  return (
    <Notice
      tone="info"
      title={shell.cannotOpen.chosen(folder)}
      actions={
        <IconButton
          icon="close"
          label={shell.dismiss}
          onClick={() => {
            chosenFolder.value = null;
          }}
        />
      }
    >
      <p>{shell.cannotOpen.chosenLead}</p>
    </Notice>
  );
}

function lossText({ part, name, environment }: Loss): string {
  const words = texts.value.vault.report;
  return words.loss(words.parts[part], name, environment === null ? null : texts.value.environments[environment]);
}

function Report({ opened: { backup, recovery }, onDismiss }: { opened: OpeningReport; onDismiss: () => void }): JSX.Element {
  const words = texts.value.vault.report;
  return (
    <Notice
      tone={recovery === null ? "info" : "warn"}
      actions={<IconButton icon="close" label={texts.value.shell.dismiss} onClick={onDismiss} />}
    >
      {backup !== null && <p class="wrap">{words.backup(backup)}</p>}
      {recovery !== null && (
        <>
          <p class="notice-title">{words.recovered(recovery.recovered, count(recovery.recovered))}</p>
          <p class="wrap">{words.setAside(recovery.set_aside)}</p>
          {recovery.lost.length === 0 && recovery.all_losses_known && <p>{words.nothingLost}</p>}
          {!recovery.all_losses_known && <p>{words.moreMayBeLost}</p>}
          {recovery.lost.length > 0 && (
            <>
              <p>{words.lost}</p>
              <ul class="losses">
                {recovery.lost.map((loss, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- losses have no id, and the list never changes
                  <li key={index} class="wrap">
                    <bdi>{lossText(loss)}</bdi>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Notice>
  );
}
