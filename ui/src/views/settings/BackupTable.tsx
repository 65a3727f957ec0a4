// The list of backups, each with what restores it.
import type { JSX } from "preact";

import { backups, splitPath } from "../../app/backups";
import { database } from "../../app/session";
import type { Backup } from "../../bindings/Backup";
import { Button } from "../../parts/Button";
import { listWidth } from "../../parts/windowWidth";
import { ago, count, moment, size, texts } from "../../texts";

interface Props {
  busy: boolean;
  onRestore: (backup: Backup) => void;
}

export function BackupTable({ busy, onRestore }: Props): JSX.Element {
  const { backup: title, backupColumns: columns } = texts.value.vault.screen;
  const hasColumns = listWidth.value !== "tiny";
  return (
    // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="backups" tabIndex={0} role="region" aria-label={title}>
      <table class="libraries-table">
        <thead>
          <tr>
            <th scope="col">{columns.made}</th>
            {hasColumns && (
              <>
                <th scope="col" class="figures">
                  {columns.authorizations}
                </th>
                <th scope="col" class="figures">
                  {columns.size}
                </th>
                <th scope="col">
                  <span class="visually-hidden">{columns.action}</span>
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {backups.value.map((backup) => (
            <Row key={backup.path} backup={backup} busy={busy} onRestore={onRestore} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ backup, busy, onRestore }: Props & { backup: Backup }): JSX.Element {
  const words = texts.value.vault.screen;
  const { made_at_ms: made, reason, authorizations, size_bytes: bytes, state, key } = backup;
  const { file } = splitPath(backup.path);
  const why = state === "restorable" ? (database.value === "in_place" ? undefined : words.databaseGone) : words.notRestorable[state];
  // Of a file that can't be read, nothing else is known.
  const note = state === "damaged" || state === "newer" || key === "current" || key === "none" ? null : words.backupKeys[key];
  const hasColumns = listWidth.value !== "tiny";
  const restore = (
    <Button
      aria-label={words.restoreOf(made === null ? file : moment(made))}
      aria-busy={busy}
      disabled={why !== undefined}
      reason={why}
      onClick={() => onRestore(backup)}
    >
      {words.restore}
    </Button>
  );
  return (
    <tr>
      <td>
        {made === null ? (
          <bdi class="wrap">{file}</bdi>
        ) : (
          <time dateTime={new Date(made).toISOString()} data-tip={`${moment(made)}\n${file}`}>
            {ago(made, Date.now())}
          </time>
        )}
        {reason !== null && <p class="secondary">{words.backupReasons[reason]}</p>}
        {note !== null && <p class="secondary">{note}</p>}
        {state !== "restorable" && <p class="secondary">{words.notRestorable[state]}</p>}
        {!hasColumns && (
          <>
            <p class="secondary figures">
              {authorizations !== null && `${texts.value.home.count(authorizations, count(authorizations))} · `}
              {size(bytes)}
            </p>
            {restore}
          </>
        )}
      </td>
      {hasColumns && (
        <>
          <td class="figures">{authorizations === null ? "–" : count(authorizations)}</td>
          <td class="figures nowrap">{size(bytes)}</td>
          <td>{restore}</td>
        </>
      )}
    </tr>
  );
}
