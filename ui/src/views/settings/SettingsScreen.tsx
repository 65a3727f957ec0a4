// The Settings screen: security, appearance, data, about.
import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

import { refreshBackups } from "../../app/backups";
import { changes, vaultStatus } from "../../app/session";
import { texts } from "../../texts";
import { Screen } from "../Screen";
import { AboutSections } from "./AboutSections";
import { AppearanceSection } from "./AppearanceSection";
import { useDiagnostics } from "./diagnostics";
import { BackupSection } from "./BackupSection";
import { FolderSection } from "./FolderSection";
import { KeySection } from "./KeySection";
import { NetworkSection } from "./NetworkSection";
import { RecoverySection } from "./RecoverySection";
import { TokenSection } from "./TokenSection";

export function SettingsScreen(): JSX.Element {
  const { title, groups } = texts.value.settings;
  const status = vaultStatus.value;
  const facts = useDiagnostics();
  useSignalEffect(() => {
    // After a change of the vault, here or elsewhere, its key may open other backups.
    void [vaultStatus.value, changes.value];
    void refreshBackups();
  });
  return (
    <Screen title={title}>
      {status !== null && (
        <Group title={groups.security}>
          <KeySection status={status} />
          {status.home !== null && <RecoverySection status={status} />}
          <TokenSection />
        </Group>
      )}
      <Group title={groups.appearance}>
        <AppearanceSection />
      </Group>
      <Group title={groups.network}>
        <NetworkSection />
      </Group>
      <Group title={groups.data}>
        <FolderSection folder={facts?.folder ?? ""} />
        <BackupSection status={status} />
      </Group>
      <Group title={groups.about}>
        <AboutSections text={facts?.text ?? ""} />
      </Group>
    </Screen>
  );
}

/** A titled group of sections: the title beside them if there is room, otherwise above. */
function Group({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  const id = useId();
  return (
    <section class="settings-group" aria-labelledby={id}>
      <h2 class="settings-group-title" id={id}>
        {title}
      </h2>
      <div class="settings-group-sections">{children}</div>
    </section>
  );
}
