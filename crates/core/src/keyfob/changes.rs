//! Seeing what another program did to the same data.

use std::{path::PathBuf, sync::atomic::Ordering};

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

    /// Makes a consistent copy of the database in the data folder's `backups`, and says where it lies.
    ///
    /// # Errors
    /// The copy cannot be written.
    pub fn back_up(&self) -> Result<PathBuf> {
        self.store().back_up()
    }
}
