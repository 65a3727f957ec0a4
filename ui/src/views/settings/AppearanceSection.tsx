// Colours and language of the window.
import type { JSX } from "preact";

import { choose, preferences } from "../../app/session";
import type { Language } from "../../bindings/Language";
import type { Theme } from "../../bindings/Theme";
import { Select } from "../../parts/Select";
import { texts } from "../../texts";
import { Section } from "./Section";

const THEMES: readonly Theme[] = ["system", "light", "dark"];
const LANGUAGES: readonly Language[] = ["system", "en", "pt-BR"];

export function AppearanceSection(): JSX.Element {
  const { shell, settings } = texts.value;
  return (
    <Section title={settings.window}>
      <Select
        id="theme"
        label={settings.theme}
        value={preferences.value.theme}
        options={THEMES.map((theme) => ({ value: theme, text: settings.themes[theme] }))}
        onChoose={(theme) => void choose({ theme })}
      />
      <Select
        id="language"
        label={shell.language}
        value={preferences.value.language}
        options={LANGUAGES.map((language) => ({ value: language, text: shell.languages[language] }))}
        onChoose={(language) => void choose({ language })}
      />
    </Section>
  );
}
