// Notices for the whole window: that secrets can't be used now, and what opening the data did. They stay at the top of every screen; in a
// low window as one line, with a button that shows the rest.
import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { returnLostFocus } from "../app/lastFocus";
import { openFailure } from "../app/screen";
import { areNoticesOpen, chosenFolder, damaged, database, report, vaultStatus, waitsForKeyring } from "../app/session";
import { Button, IconButton } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { isLow } from "../parts/windowWidth";
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
  const isGone = database.value !== "in_place";
  const isAny = isGone || hasReport || needsAttention || damaged.value || openFailure.value !== null || chosenFolder.value !== null || waitsForKeyring.value;
  useLayoutEffect(returnLostFocus, [isAny]);
  return isAny ? <Area hasReport={hasReport} /> : null;
}

/** Keeps `--notices-height` at the height of what stays at the top of the screen. */
function useNoticesHeight(area: RefObject<HTMLDivElement | null>): void {
  useLayoutEffect(() => {
    const scroller = document.querySelector<HTMLElement>("#main");
    if (area.current === null || scroller === null) return undefined;
    const { current } = area;
    const observer = new ResizeObserver(() => scroller.style.setProperty("--notices-height", `${current.offsetHeight}px`));
    observer.observe(current);
    return () => {
      observer.disconnect();
      scroller.style.removeProperty("--notices-height");
    };
  }, []);
}

function Area({ hasReport }: { hasReport: boolean }): JSX.Element {
  const { shell, vault } = texts.value;
  const area = useRef<HTMLDivElement>(null);
  useNoticesHeight(area);
  const status = vaultStatus.value;
  const failed = openFailure.value;
  const folder = chosenFolder.value;
  const isOpen = areNoticesOpen.value;
  // A notice that disappears takes its button with it.
  useLayoutEffect(returnLostFocus);
  return (
    <div class={`notices ${isLow.value && !isOpen ? "is-compact" : ""}`} ref={area}>
      <div class="notices-list" id="notices">
        <DatabaseGone />
        <KeyringWaiting />
        {failed !== null && <FailureNotice failure={failed} />}
        {damaged.value && (
          <Notice tone="danger" role="alert" title={vault.damaged.title}>
            <p>{vault.damaged.lead}</p>
          </Notice>
        )}
        {status?.state === "needed" && <VaultNeeded trouble={status.keyring} />}
        {status?.state === "locked" && <VaultLocked status={status} />}
        {status?.state === "key_out_of_reach" && <VaultUnreachable status={status} />}
        {(status?.state === "lost" || status?.state === "changed") && <VaultBroken status={status} how={status.state} />}
        {status?.state === "ready" && status.needs_passphrase && <NewPassphraseNotice />}
        {status !== null && status.notice !== null && <VaultNotice notice={status.notice} />}
        {folder !== null && <ChosenFolder folder={folder} />}
        {hasReport && report.value !== null && <OpeningReport opened={report.value} />}
      </div>
      {isLow.value && (
        <Button
          class="notices-toggle"
          aria-expanded={isOpen}
          aria-controls="notices"
          onClick={() => {
            areNoticesOpen.value = !isOpen;
          }}
        >
          {isOpen ? shell.showLess : shell.showMore}
        </Button>
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
