// Says that the keyring keeps a command waiting, since its prompt may be hidden behind the window. Nothing is blocked meanwhile.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import { returnLostFocus } from "../../app/lastFocus";
import { waitsForKeyring } from "../../app/session";
import { vault } from "../../ipc";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";

export function KeyringWaiting(): JSX.Element | null {
  return waitsForKeyring.value ? <Waiting /> : null;
}

function Waiting(): JSX.Element {
  const words = texts.value.vault.waiting;
  useEffect(() => {
    // The notice that it replaces may have had the focus.
    returnLostFocus();
    return returnLostFocus;
  }, []);
  return (
    <Notice tone="info" title={words.title} actions={<Button onClick={() => void vault.cancelKeyring().catch(() => undefined)}>{words.cancel}</Button>}>
      <p>{words.lead}</p>
    </Notice>
  );
}
