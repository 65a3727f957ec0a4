// Notices for the whole window: that secrets can't be used now, and what opening the data did.
import type { JSX } from "preact";
import { useLayoutEffect } from "preact/hooks";

import { returnLostFocus } from "../app/lastFocus";
import { openFailure } from "../app/screen";
import { chosenFolder, damaged, database, report, vaultStatus, waitsForKeyring } from "../app/session";
import { IconButton } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { texts } from "../texts";
import { DatabaseGone } from "./DatabaseGone";
import { FailureNotice } from "./Failure";
import { OpeningReport } from "./OpeningReport";
import { KeyringWaiting } from "./vault/KeyringWaiting";
import { NewPassphraseNotice } from "./vault/NewPassphraseNotice";
import { VaultBroken } from "./vault/VaultBroken";
import { VaultLocked } from "./vault/VaultLocked";
import { VaultNeeded } from "./vault/VaultNeeded";
import { VaultNotice } from "./vault/VaultNotice";
import { VaultUnreachable } from "./vault/VaultUnreachable";

export function Notices(): JSX.Element | null {
  const status = vaultStatus.value;
  const opened = report.value;
  const hasReport = opened !== null && (opened.backup !== null || opened.recovery !== null);
  const needsAttention = status !== null && (status.state !== "ready" || status.needs_passphrase || status.notice !== null);
  const failed = openFailure.value;
  const folder = chosenFolder.value;
  const isGone = database.value !== "in_place";
  // A notice that disappears takes its button with it.
  useLayoutEffect(returnLostFocus);
  if (!isGone && !hasReport && !needsAttention && !damaged.value && failed === null && folder === null && !waitsForKeyring.value) return null;
  return (
    <div class="notices">
      <DatabaseGone />
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
      {hasReport && <OpeningReport opened={opened} />}
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
