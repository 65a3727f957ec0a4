//! Reports migrations and recoveries. A recovery is kept in the database until the user has seen it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::authorization::Loss;

/// What happened while the database was opened, if anything did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OpeningReport {
    /// The backup that was made before an older database was migrated.
    pub backup: Option<String>,
    /// What was recovered from a damaged or missing database. Every program reports it until the user has seen it.
    pub recovery: Option<Recovery>,
    /// Whether this opening made the database file: the first one, or one in place of a damaged or missing one.
    #[serde(skip)]
    pub(crate) is_new_file: bool,
}

/// What was recovered from a damaged or missing database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[expect(clippy::struct_excessive_bools, reason = "the page reads each of them by itself")]
pub struct Recovery {
    /// The path to which the damaged file was moved, unchanged. Empty if there was none.
    pub set_aside: String,
    /// How many authorizations were recovered, completely or in part.
    pub recovered: u32,
    /// What was lost.
    pub lost: Vec<Loss>,
    /// Whether `lost` is complete. It isn't if the tallies are damaged too.
    pub all_losses_known: bool,
    /// Whether the database file was missing although there had been data.
    #[serde(default)]
    pub is_missing: bool,
    /// Whether the file was missing and a copy took its place, which Keyfob had written but not placed when it was stopped.
    #[serde(default)]
    pub is_from_copy: bool,
    /// Whether the file was missing before that, and the user hasn't seen the report.
    #[serde(default)]
    pub was_missing: bool,
    /// The newest backup that has authorizations and isn't damaged. It can be restored as long as there are no authorizations.
    #[serde(default)]
    pub newest_backup: Option<String>,
}

impl Recovery {
    /// Whether anything was lost, or may have been.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        self.is_missing || self.was_missing || !self.lost.is_empty() || !self.all_losses_known
    }

    /// Adds what the user hasn't seen yet from an earlier recovery.
    pub(super) fn after(mut self, earlier: Self) -> Self {
        self.lost.extend(earlier.lost);
        // A missing file isn't one of which parts couldn't be read.
        self.all_losses_known &= earlier.all_losses_known || earlier.is_missing;
        self.was_missing |= earlier.was_missing || earlier.is_missing;
        self
    }
}
