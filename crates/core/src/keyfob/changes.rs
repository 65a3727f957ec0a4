//! Seeing what another program did to the same data.

use std::sync::atomic::Ordering;

use super::Keyfob;
use crate::error::Result;

impl Keyfob {
    /// Whether another program changed the data since this was last asked.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn changes(&self) -> Result<bool> {
        let version = self.store().data_version()?;
        Ok(self.0.seen_version.swap(version, Ordering::Relaxed) != version)
    }

    /// Checks every page and every row of the database; at opening a large one is not checked whole.
    ///
    /// # Errors
    /// It is damaged: the next opening sets it aside and saves what can be read.
    pub fn verify(&self) -> Result<()> {
        self.store().verify()
    }
}
