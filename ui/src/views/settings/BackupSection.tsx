// Backups: the list of them, making one, restoring one, and deleting those that the current key doesn't open.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { backups, isOld, refreshBackups, splitPath } from "../../app/backups";
import { restoreBackup } from "../../app/session";
import { toast } from "../../app/toasts";
import { unlessCancelled } from "../../app/vault";
import type { Backup } from "../../bindings/Backup";
import type { VaultStatus } from "../../bindings/VaultStatus";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { count, texts } from "../../texts";
import { failureText } from "../coreText";
import { BackupTable } from "./BackupTable";
import { Section } from "./Section";

export function BackupSection({ status }: { status: VaultStatus | null }): JSX.Element {
  const labels = texts.value.vault.screen;
  const path = useSignal<string | null>(null);
  const failure = useSignal<string | null>(null);
  const busy = useSignal(false);
  const restore = async ({ path: chosen }: Backup) => {
    if (busy.value) return;
    busy.value = true;
    failure.value = null;
    path.value = null;
    const failed = await restoreBackup(chosen);
    if (failed === null) toast(texts.value.vault.report.restored);
    const shown = unlessCancelled(failed);
    failure.value = shown && failureText(shown);
    // A backup that couldn't be restored may be gone.
    await refreshBackups();
    busy.value = false;
  };
  const attempt = async (task: () => Promise<void>) => {
    busy.value = true;
    failure.value = null;
    try {
      await task();
      toast(labels.done);
    } catch (error) {
      const failed = unlessCancelled(asFailure(error));
      failure.value = failed && [labels.notBackedUp].filter(() => task === backUp).concat(failureText(failed)).join(" ");
    }
    busy.value = false;
  };
  const backUp = async () => {
    path.value = await core.backUp();
    await refreshBackups();
  };
  const deleteOld = async () => {
    backups.value = await core.deleteOldBackups();
    path.value = null;
  };
  // Only if the vault is unlocked: otherwise its record may be the wrong one, and the backups the right ones.
  const old = status?.state === "ready" && status.home !== null ? backups.value.filter(isOld) : [];
  return (
    <Section
      title={labels.backup}
      lead={labels.backupLead}
      actions={
        <>
          <Button disabled={busy.value} onClick={() => void attempt(backUp)}>
            {labels.backUp}
          </Button>
          {old.length > 0 && (
            <Button disabled={busy.value} aria-describedby="old-backups" onClick={() => void attempt(deleteOld)}>
              {labels.deleteOldBackups}
            </Button>
          )}
        </>
      }
    >
      <Count />
      {backups.value.length > 0 && <BackupTable busy={busy.value} onRestore={(backup) => void restore(backup)} />}
      {old.length > 0 && <Old paths={old.map((backup) => backup.path)} />}
      {path.value !== null && (
        <p class="wrap" role="status">
          {labels.backedUp(path.value)}
        </p>
      )}
      {failure.value !== null && <Notice tone="danger" role="alert" title={failure.value} />}
    </Section>
  );
}

/** How many backups there are, and where. */
function Count(): JSX.Element {
  const [first] = backups.value;
  if (first === undefined) return <p>{texts.value.vault.screen.noBackups}</p>;
  const found = backups.value.length;
  return <p class="wrap">{texts.value.vault.screen.backups(found, count(found), splitPath(first.path).folder)}</p>;
}

function Old({ paths }: { paths: string[] }): JSX.Element {
  return (
    <div class="old-backups">
      <p id="old-backups">{texts.value.vault.screen.oldBackups(paths.length, count(paths.length))}</p>
      <ul class="old-backups-list">
        {paths.map((path) => (
          <li key={path} class="mono wrap">
            <bdi>{splitPath(path).file}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}
