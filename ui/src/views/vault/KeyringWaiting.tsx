// Says that the keyring keeps a command waiting, since its prompt may be hidden behind the window. Nothing is blocked meanwhile.
import type { JSX } from "preact";

import { waitsForKeyring } from "../../app/session";
import { vault } from "../../ipc";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";

export function KeyringWaiting(): JSX.Element | null {
  if (!waitsForKeyring.value) return null;
  const words = texts.value.vault.waiting;
  return (
    <Notice tone="info" title={words.title} actions={<Button onClick={() => void vault.cancelKeyring().catch(() => undefined)}>{words.cancel}</Button>}>
      <p>{words.lead}</p>
    </Notice>
  );
}
