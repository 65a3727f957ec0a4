// What the whole window must know: that secrets cannot be used now, and what opening the data did.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { openFailure } from "../app/screen";
import { damaged, report, vaultStatus } from "../app/session";
import type { OpeningReport } from "../bindings/OpeningReport";
import type { Loss } from "../bindings/Loss";
import { IconButton } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { count, texts } from "../texts";
import { FailureNotice } from "./Failure";
import { PassphraseWanted } from "./vault/PassphraseWanted";
import { VaultBroken } from "./vault/VaultBroken";
import { VaultLocked } from "./vault/VaultLocked";
import { VaultNeeded } from "./vault/VaultNeeded";
import { VaultNews } from "./vault/VaultNews";
import { VaultUnreachable } from "./vault/VaultUnreachable";

export function Notices(): JSX.Element | null {
  const status = vaultStatus.value;
  const dismissed = useSignal(false);
  const opened = report.value;
  const tells = opened !== null && (opened.backup !== null || opened.recovery !== null) && !dismissed.value;
  const asks = status !== null && (status.state !== "ready" || status.needs_passphrase || status.notice !== null);
  const failed = openFailure.value;
  if (!tells && !asks && !damaged.value && failed === null) return null;
  return (
    <div class="notices">
      {damaged.value && (
        <Notice tone="danger" role="alert" title={texts.value.vault.damaged.title}>
          <p>{texts.value.vault.damaged.lead}</p>
        </Notice>
      )}
      {status?.state === "needed" && <VaultNeeded trouble={status.keyring} />}
      {status?.state === "locked" && <VaultLocked status={status} />}
      {status?.state === "key_out_of_reach" && <VaultUnreachable status={status} />}
      {(status?.state === "lost" || status?.state === "changed") && <VaultBroken status={status} how={status.state} />}
      {status?.state === "ready" && status.needs_passphrase && <PassphraseWanted />}
      {status !== null && status.notice !== null && <VaultNews notice={status.notice} />}
      {failed !== null && <FailureNotice failure={failed} />}
      {tells && (
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
                  // oxlint-disable-next-line react/no-array-index-key -- losses have no names of their own, and the list never changes
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
