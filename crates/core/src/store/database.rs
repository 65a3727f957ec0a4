//! The open database: the connection that writes, those that read, and which file they have open.

use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use super::{connection::Reading, folder::Folder, identity::OpenFiles, readers::Readers, writer::Writer};
use crate::error::{Error, Result};

/// Whether the open database is still the file at its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DatabaseState {
    /// It is.
    InPlace,
    /// The file was deleted, moved or replaced. Reading works, and writing fails with [`Error::DatabaseGone`].
    Gone,
    /// As [`DatabaseState::Gone`], and the user chose to go on without saving: writing fails with [`Error::NotSaving`].
    NotSaving,
}

/// The connections to one database file.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) readers: Readers,
    /// After the readers: what closes last writes the log back, and this one has already synced the folder that the log is in.
    pub(super) writer: Writer,
    /// The version of the definitions that the writer checked last.
    pub(super) checked_schema: Mutex<Option<i64>>,
    files: Arc<OpenFiles>,
}

impl Database {
    /// Takes over a connection to write with, and opens those that read.
    ///
    /// # Errors
    /// They can't be opened.
    pub(super) fn new(folder: &Folder, connection: Connection, reading: Reading) -> Result<Self> {
        // Opening a reader reads once, which creates the WAL file.
        let writer = Writer::new(connection)?;
        let files = Arc::new(OpenFiles::of(&folder.database()));
        let readers = Readers::open(folder.database(), reading, files.clone())?;
        Ok(Self { readers, writer, checked_schema: Mutex::default(), files })
    }

    /// Whether the files that are open are still those at their paths.
    pub(super) fn is_in_place(&self) -> bool {
        self.files.are_in_place()
    }

    /// Fails if the file at the database's path is missing or another one.
    ///
    /// # Errors
    /// [`Error::DatabaseGone`].
    pub(super) fn assert_in_place(&self, folder: &Folder) -> Result<()> {
        if self.is_in_place() { Ok(()) } else { Err(Error::DatabaseGone(folder.database().display().to_string())) }
    }
}
