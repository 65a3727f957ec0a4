// What Keyfob did to the vault by itself, until the user dismisses it.
import type { JSX } from "preact";

import { ask } from "../../app/vault";
import type { VaultNotice } from "../../bindings/VaultNotice";
import { vault as core } from "../../ipc";
import { IconButton } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { texts } from "../../texts";

export function VaultNews({ notice }: { notice: VaultNotice }): JSX.Element {
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
