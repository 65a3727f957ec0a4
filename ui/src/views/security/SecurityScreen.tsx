// Security: where the key to the secrets lives, and everything that can be done about it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

import { choose, preferences, vaultStatus } from "../../app/session";
import { toast } from "../../app/toasts";
import type { Failure } from "../../bindings/Failure";
import type { Language } from "../../bindings/Language";
import { asFailure, core } from "../../ipc";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/Notice";
import { Select } from "../../parts/Select";
import { texts } from "../../texts";
import { Screen } from "../Screen";
import { failureText } from "../words";
import { KeySection } from "./KeySection";
import { RecoverySection } from "./RecoverySection";
import { Section } from "./Section";

const LANGUAGES: readonly Language[] = ["system", "en", "pt-BR"];

export function SecurityScreen(): JSX.Element {
  const { vault, shell } = texts.value;
  const status = vaultStatus.value;
  return (
    <Screen narrow title={vault.screen.title}>
      {status !== null && <KeySection status={status} />}
      {status !== null && status.home !== null && <RecoverySection status={status} />}
      <Backup />
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

function Backup(): JSX.Element {
  const words = texts.value.vault.screen;
  const path = useSignal<string | null>(null);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const backUp = async () => {
    busy.value = true;
    failure.value = null;
    try {
      path.value = await core.backUp();
      toast(words.done);
    } catch (error) {
      failure.value = asFailure(error);
    }
    busy.value = false;
  };
  return (
    <Section
      title={words.backup}
      lead={words.backupLead}
      actions={
        <Button disabled={busy.value} onClick={() => void backUp()}>
          {words.backUp}
        </Button>
      }
    >
      {path.value !== null && (
        <p class="wrap" role="status">
          {words.backedUp(path.value)}
        </p>
      )}
      {failure.value !== null && <Notice tone="danger" role="alert" title={failureText(failure.value)} />}
    </Section>
  );
}
