//! Facts about the database for a report about a problem.

use std::{fs, path::PathBuf};

use super::{Store, schema};

/// Facts about a database for a report about a problem.
pub(crate) struct Facts {
    /// The data folder.
    pub(crate) folder: PathBuf,
    /// The size of the database file; 0 if it is gone.
    pub(crate) bytes: u64,
    /// SQLite's version.
    pub(crate) sqlite: &'static str,
    /// The version of the schema.
    pub(crate) schema: u32,
}

impl Store {
    /// Returns facts about the database for a report about a problem.
    pub(crate) fn facts(&self) -> Facts {
        // The file may be gone.
        let bytes = fs::metadata(self.folder.database()).map_or(0, |metadata| metadata.len());
        let folder = self.folder.path().to_owned();
        Facts { folder, bytes, sqlite: rusqlite::version(), schema: schema::newest() }
    }
}
