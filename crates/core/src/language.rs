//! The languages of the window and of its native dialogs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::messages::key_of;

/// A language that Keyfob is translated into. In JSON, it is a BCP 47 tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Brazilian Portuguese.
    #[serde(rename = "pt-BR")]
    BrazilianPortuguese,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
}

/// The language that the user chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum LanguageChoice {
    /// The system's.
    #[default]
    #[serde(rename = "system")]
    System,
    /// Always this one.
    #[serde(untagged)]
    Always(Language),
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 3] = [Self::English, Self::BrazilianPortuguese, Self::Spanish];

    /// Returns the language for a locale such as `pt_BR.UTF-8`: English for all that have no translation. The region doesn't matter.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let primary = |tag: &str| tag.split(['-', '_', '.', '@']).next().unwrap_or_default().to_ascii_lowercase();
        let wanted = primary(locale);
        Self::ALL.into_iter().find(|language| primary(&key_of(language)) == wanted).unwrap_or(Self::English)
    }
}

impl LanguageChoice {
    /// Returns the language chosen, which is `system` unless the user chose one.
    #[must_use]
    pub fn or_system(self, system: impl FnOnce() -> Language) -> Language {
        match self {
            Self::System => system(),
            Self::Always(language) => language,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_gets_its_language_in_any_region_and_english_if_there_is_no_translation() {
        for (locale, language) in [
            ("pt_BR.UTF-8", Language::BrazilianPortuguese),
            ("pt-BR", Language::BrazilianPortuguese),
            ("PT", Language::BrazilianPortuguese),
            ("es", Language::Spanish),
            ("es-419", Language::Spanish),
            ("es_MX.UTF-8", Language::Spanish),
            ("es_ES@euro", Language::Spanish),
            ("en_GB", Language::English),
            ("de-DE", Language::English),
            ("est", Language::English),
            ("C.UTF-8", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale}");
        }
    }

    #[test]
    fn every_language_is_in_the_list() {
        let tags = Language::ALL.map(|language| format!("\"{}\"", key_of(&language)));
        assert_eq!(Language::inline(&ts_rs::Config::default()), tags.join(" | "));
    }

    #[test]
    fn the_choice_is_a_tag_or_the_system() {
        let always = LanguageChoice::Always(Language::Spanish);
        for (choice, json) in [(LanguageChoice::System, "\"system\""), (always, "\"es\"")] {
            assert_eq!(serde_json::to_string(&choice).unwrap(), json);
            assert_eq!(serde_json::from_str::<LanguageChoice>(json).unwrap(), choice);
        }
        assert!(serde_json::from_str::<LanguageChoice>("\"tlh\"").is_err());
        assert_eq!(LanguageChoice::System.or_system(|| Language::English), Language::English);
        assert_eq!(always.or_system(|| Language::English), Language::Spanish);
    }
}
