// Reports what opening the data did, until the user dismisses it: a migration, or the recovery of a damaged or missing database.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { screen } from "../app/screen";
import { changes, dismissReport, restoreBackup } from "../app/session";
import { toast } from "../app/toasts";
import { unlessCancelled } from "../app/vault";
import type { Failure } from "../bindings/Failure";
import type { OpeningReport as Opening } from "../bindings/OpeningReport";
import type { Recovery } from "../bindings/Recovery";
import { core } from "../ipc";
import { Button, IconButton } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { count, texts } from "../texts";
import { Losses } from "./Losses";
import { failureText } from "./coreText";

export function OpeningReport({ opened: { backup, recovery } }: { opened: Opening }): JSX.Element {
  const words = texts.value.vault.report;
  const failure = useSignal<Failure | null>(null);
  const dismiss = async () => {
    failure.value = await dismissReport();
  };
  return (
    <Notice
      tone={recovery === null ? "info" : "warn"}
      actions={<IconButton icon="close" label={texts.value.shell.dismiss} onClick={() => void dismiss()} />}
    >
      {backup !== null && <p class="wrap">{words.backup(backup)}</p>}
      {recovery !== null && <Recovered recovery={recovery} />}
      {recovery !== null && !recovery.is_from_copy && (recovery.is_missing || recovery.recovered === 0) && isLoss(recovery) && recovery.newest_backup !== null && (
        <RestoreBackup
          backup={recovery.newest_backup}
          onFailure={(found) => {
            failure.value = found;
          }}
        />
      )}
      {failure.value !== null && <NotDone failure={failure.value} />}
    </Notice>
  );
}

/** Whether anything was lost, or may have been. */
const isLoss = ({ is_missing: isMissing, was_missing: wasMissing, lost, all_losses_known: isComplete }: Recovery): boolean =>
  isMissing || wasMissing || lost.length > 0 || !isComplete;

/** What couldn't be done, with the backup that can't be restored if it is the reason. */
function NotDone({ failure }: { failure: Failure }): JSX.Element {
  return (
    <p class="wrap" role="alert">
      {failureText(failure)} {failure.kind === "backup_unusable" && <code>{failure.path}</code>}
    </p>
  );
}

function Recovered({ recovery }: { recovery: Recovery }): JSX.Element {
  const words = texts.value.vault.report;
  const recovered = recovery.is_from_copy ? words.fromCopy : recovery.is_missing ? words.missing : words.recovered;
  const kept = recovery.is_from_copy ? words.replacedFile : words.setAside;
  const title = recovery.recovered === 0 && !isLoss(recovery) ? words.repaired : recovered(recovery.recovered, count(recovery.recovered));
  return (
    <>
      <p class="notice-title">{title}</p>
      {recovery.set_aside !== "" && <p class="wrap">{kept(recovery.set_aside)}</p>}
      {recovery.was_missing && <p>{words.wasMissing}</p>}
      {!isLoss(recovery) && <p>{words.nothingLost}</p>}
      {!recovery.is_missing && !recovery.all_losses_known && <p>{words.moreMayBeLost}</p>}
      {recovery.recovered === 0 && isLoss(recovery) && recovery.newest_backup === null && <p>{words.noBackup}</p>}
      {recovery.lost.length > 0 && (
        <>
          <p>{words.lost}</p>
          <Losses losses={recovery.lost} />
        </>
      )}
    </>
  );
}

/** A backup can only be restored as long as there are no authorizations. */
function RestoreBackup({ backup, onFailure }: { backup: string; onFailure: (failure: Failure | null) => void }): JSX.Element {
  const words = texts.value.vault.report;
  const isEmpty = useSignal(false);
  const busy = useSignal(false);
  useEffect(() => {
    core.summary().then(
      ({ total }) => {
        isEmpty.value = total === 0;
      },
      () => undefined,
    );
  }, [changes.value, screen.value]);
  const restore = async () => {
    if (busy.value) return;
    busy.value = true;
    const failure = await restoreBackup(null);
    busy.value = false;
    onFailure(unlessCancelled(failure));
    if (failure === null) toast(texts.value.vault.report.restored);
  };
  return (
    <>
      <p class="wrap">{words.newestBackup(backup)}</p>
      {isEmpty.value ? (
        <Button aria-busy={busy.value} onClick={() => void restore()}>
          {words.restore}
        </Button>
      ) : (
        <p>{words.notEmpty}</p>
      )}
    </>
  );
}
