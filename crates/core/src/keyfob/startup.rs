//! What the window needs to know first.

use serde::Serialize;
use ts_rs::TS;

use super::{Keyfob, Preferences};
use crate::{
    error::Result,
    store::{DatabaseState, OpeningReport, Recovery},
    vault::VaultStatus,
};

/// What the window needs to know first.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Startup {
    /// The vault's state.
    pub vault: VaultStatus,
    /// Whether the open database is still the file at its path.
    pub database: DatabaseState,
    /// What opening the data did beyond opening it.
    pub report: OpeningReport,
    /// The window's preferences.
    pub preferences: Preferences,
    /// Keyfob's version.
    pub version: String,
}

impl Keyfob {
    /// Returns what the window needs to know first.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn startup(&self) -> Result<Startup> {
        Ok(Startup {
            vault: self.vault_status()?,
            database: self.database_state(),
            report: OpeningReport { recovery: self.recovery()?, ..self.0.report.clone() },
            preferences: self.preferences()?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Returns what was recovered of a damaged or missing database. It is kept until [`Keyfob::dismiss_recovery`], across restarts and
    /// programs.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn recovery(&self) -> Result<Option<Recovery>> {
        self.store().recovery()
    }

    /// Whether opening the data lost something, or may have. A report that an earlier opening left doesn't count.
    #[must_use]
    pub fn has_lost_data(&self) -> bool {
        let OpeningReport { recovery, is_new_file, .. } = &self.0.report;
        *is_new_file && recovery.as_ref().is_some_and(Recovery::is_loss)
    }

    /// Notes that the user has seen the report of a recovery.
    ///
    /// # Errors
    /// The database can't be written.
    pub fn dismiss_recovery(&self) -> Result<()> {
        self.store().dismiss_recovery()
    }

    /// Returns whether the open database is still the file at its path.
    #[must_use]
    pub fn database_state(&self) -> DatabaseState {
        self.store().database_state()
    }

    /// Checks every page and every row of the database, for a user who asks.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::error::Error::Damaged): the next opening sets the database aside and recovers what can be read.
    pub fn verify_database(&self) -> Result<()> {
        self.store().verify()
    }

    /// Writes a new database file with everything that is in the open one, after it was deleted, moved or replaced. Another file in its place
    /// is moved to the folder `damaged`.
    ///
    /// # Errors
    /// Another program has the file in its place open, or the folder can't be written.
    pub fn rewrite_missing_database(&self) -> Result<()> {
        self.store().write_new_file()
    }

    /// Goes on without saving if the database is gone: reading works, and writing fails with [`crate::error::Error::NotSaving`] until
    /// [`Keyfob::rewrite_missing_database`], or until the file is put back.
    pub fn continue_without_saving(&self) {
        self.store().continue_without_saving();
    }
}
