//! A database file that is read without its log and without locks, and whether it is still as it was.

use std::{fs, path::Path, time::SystemTime};

use super::{errors::Unwritable, files::beside};

/// A database that is read alone.
#[derive(Debug)]
pub(super) struct ReadAlone {
    why: Unwritable,
    files: Files,
}

/// What changes whenever a program writes.
#[derive(Debug, PartialEq)]
struct Files {
    database: Option<(u64, SystemTime)>,
    log_bytes: u64,
}

impl Files {
    fn of(database: &Path) -> Self {
        let of_file = |found: fs::Metadata| Some((found.len(), found.modified().ok()?));
        let log = fs::metadata(beside(database, "-wal"));
        Self { database: fs::metadata(database).ok().and_then(of_file), log_bytes: log.map_or(0, |log| log.len()) }
    }
}

impl ReadAlone {
    /// Notes how the files are now.
    pub(super) fn of(database: &Path, why: Unwritable) -> Self {
        Self { why, files: Files::of(database) }
    }

    /// Returns why nothing can be written.
    pub(super) fn why(&self) -> Unwritable {
        self.why.clone()
    }

    /// Whether there was something in the log.
    pub(super) fn is_being_written(&self) -> bool {
        self.files.log_bytes > 0
    }

    /// Whether no program has written since.
    pub(super) fn is_as_opened(&self, database: &Path) -> bool {
        Files::of(database) == self.files
    }
}
