// Colours and language of the window.
import type { JSX } from "preact";

import { choose, preferences } from "../../app/session";
import type { LanguageChoice } from "../../bindings/LanguageChoice";
import type { Theme } from "../../bindings/Theme";
import { Select } from "../../parts/Select";
import { LANGUAGES, catalogues, texts } from "../../texts";
import { Section } from "./Section";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function AppearanceSection(): JSX.Element {
  const { shell, settings } = texts.value;
  const languages: { value: LanguageChoice; text: string }[] = [
    { value: "system", text: shell.systemLanguage },
    ...LANGUAGES.map((language) => ({ value: language, text: catalogues[language].languageName })),
  ];
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
        options={languages}
        onChoose={(language) => void choose({ language })}
      />
    </Section>
  );
}
