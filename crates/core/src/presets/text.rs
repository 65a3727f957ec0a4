//! A text of a preset, in every language.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::language::Language;

/// A text in every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "PresetText.ts", rename = "PresetText")]
pub struct Text {
    /// English.
    pub en: String,
    /// Brazilian Portuguese.
    #[serde(rename = "pt-BR")]
    pub pt_br: String,
    /// Spanish.
    pub es: String,
}

impl Text {
    /// Returns the text in a language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::BrazilianPortuguese => &self.pt_br,
            Language::Spanish => &self.es,
        }
    }
}
