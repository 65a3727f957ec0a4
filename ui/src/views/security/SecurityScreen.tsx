// The Security screen: vault key, recovery key, backups, language.
import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";

import { refreshBackups } from "../../app/backups";
import { changes, choose, preferences, vaultStatus } from "../../app/session";
import type { Language } from "../../bindings/Language";
import { Select } from "../../parts/Select";
import { texts } from "../../texts";
import { Screen } from "../Screen";
import { BackupSection } from "./BackupSection";
import { KeySection } from "./KeySection";
import { RecoverySection } from "./RecoverySection";
import { Section } from "./Section";

const LANGUAGES: readonly Language[] = ["system", "en", "pt-BR"];

export function SecurityScreen(): JSX.Element {
  const { vault, shell } = texts.value;
  const status = vaultStatus.value;
  useSignalEffect(() => {
    // After a change of the vault, here or elsewhere, its key may open other backups.
    void [vaultStatus.value, changes.value];
    void refreshBackups();
  });
  return (
    <Screen narrow title={vault.screen.title}>
      {status !== null && <KeySection status={status} />}
      {status !== null && status.home !== null && <RecoverySection status={status} />}
      <BackupSection status={status} />
      <Section title={vault.screen.language}>
        <Select
          id="language"
          label={shell.language}
          value={preferences.value.language}
          options={LANGUAGES.map((language) => ({ value: language, text: shell.languages[language] }))}
          onChoose={(language) => void choose({ language })}
        />
      </Section>
    </Screen>
  );
}
