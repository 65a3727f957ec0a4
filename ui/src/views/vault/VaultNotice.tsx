// Reports what Keyfob did to the vault on its own, until the user dismisses it.
import type { JSX } from "preact";

import { ask } from "../../app/vault";
import type { VaultNotice as Kind } from "../../bindings/VaultNotice";
import { vault as core } from "../../ipc";
import { IconButton } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";

export function VaultNotice({ notice }: { notice: Kind }): JSX.Element {
  const { title, lead } = texts.value.vault.notices[notice];
  return (
    <Notice
      tone={notice === "settings_sealed" ? "info" : "warn"}
      title={title}
      actions={<IconButton icon="close" label={texts.value.shell.dismiss} onClick={() => void ask(core.dismissNotice)} />}
    >
      <p>{lead}</p>
    </Notice>
  );
}
