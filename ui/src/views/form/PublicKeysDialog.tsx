// The public half of a private key as a JWK Set, to be registered with the server.
import type { JSX } from "preact";

import { copy } from "../../app/clipboard";
import { Button } from "../../parts/Button";
import { Modal } from "../../parts/Modal";
import { texts } from "../../texts";

export function PublicKeysDialog({ publicKeys, onClose }: { publicKeys: string; onClose: () => void }): JSX.Element {
  const { form, shell } = texts.value;
  const { keys } = form;
  return (
    <Modal
      wide
      title={keys.publicTitle}
      onClose={onClose}
      onConfirm={onClose}
      actions={
        <>
          <Button icon="copy" onClick={() => void copy(publicKeys)}>
            {keys.copyPublic}
          </Button>
          <Button type="submit">{shell.close}</Button>
        </>
      }
    >
      <p class="secondary">{keys.publicLead}</p>
      <pre class="mono wrap key-public" dir="ltr">
        {publicKeys}
      </pre>
    </Modal>
  );
}
