//! The window's preferences, stored with the data, so that `KEYFOB_HOME` moves them too.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Keyfob, kept_tokens::begin_epoch};
use crate::{error::Result, language::LanguageChoice, store::ReadTx};

const SETTING: &str = "preferences";

/// The colours of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    /// The system's.
    #[default]
    System,
    /// Dark text on light surfaces.
    Light,
    /// Light text on dark surfaces.
    Dark,
}

/// The window's preferences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Preferences {
    /// The language of the window's texts.
    pub language: LanguageChoice,
    /// The colours of the window.
    pub theme: Theme,
    /// Whether the menu shows icons only.
    pub menu_collapsed: bool,
    /// Whether the list has the column *Last attempt*.
    pub last_attempt_column: bool,
    /// Whether tokens are kept, sealed, until they expire; otherwise only in memory.
    pub keep_tokens: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: LanguageChoice::default(),
            theme: Theme::default(),
            menu_collapsed: false,
            last_attempt_column: false,
            keep_tokens: true,
        }
    }
}

impl Keyfob {
    /// Returns the preferences; the defaults if there are none or they can't be read.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn preferences(&self) -> Result<Preferences> {
        self.store().read_tx(Self::preferences_in)
    }

    pub(super) fn preferences_in(tx: &ReadTx<'_>) -> Result<Preferences> {
        Ok(tx.setting(SETTING)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Keeps what was chosen. Kept tokens are deleted if none are to be kept; a sign-in lasts until this program ends.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_preferences(&self, preferences: Preferences) -> Result<Preferences> {
        let text = serde_json::to_string(&preferences).unwrap_or_default();
        if !preferences.keep_tokens {
            self.keep_sign_ins_in_memory();
        }
        self.store().write(|tx| {
            if !preferences.keep_tokens {
                tx.delete_tokens()?;
                begin_epoch(tx)?;
            }
            tx.put_setting(SETTING, &text)
        })?;
        Ok(preferences)
    }
}
