//! What the window needs to know first.

use serde::Serialize;
use ts_rs::TS;

use super::{Keyfob, Preferences};
use crate::{error::Result, store::OpeningReport, vault::VaultStatus};

/// What the window needs to know first.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Startup {
    /// The vault's state.
    pub vault: VaultStatus,
    /// What opening the data did beyond opening it.
    pub report: OpeningReport,
    /// The window's preferences.
    pub preferences: Preferences,
    /// Keyfob's version.
    pub version: String,
}

impl Keyfob {
    /// What the window needs to know first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn startup(&self) -> Result<Startup> {
        Ok(Startup {
            vault: self.vault_status()?,
            report: self.0.report.clone(),
            preferences: self.preferences()?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }
}
