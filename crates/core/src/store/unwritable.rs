//! Reading a database that can't be written: in a folder on a read-only file system, or on a full disk.
//!
//! SQLite's usual way of reading needs files beside the database that can be written. Here the database file is read alone, as if it didn't
//! change. That is right if its log is empty, as it is unless another program is writing or was killed. A program that begins to write
//! meanwhile first writes to a new log, and the commands that read like this end within moments.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, RwLock, atomic::AtomicBool},
};

use super::{
    OpeningReport, Store, Waiting,
    connection::{self, Reading},
    damage::{pages, verify},
    database::Database,
    errors::Unwritable,
    files::beside,
    folder::Folder,
    locks::{FileLocks, Locks},
    schema::{self, Version},
};
use crate::error::Result;

impl Store {
    /// Opens the database as [`Store::open_with`] does; only to read it, if it can't be written. It isn't migrated or repaired then.
    ///
    /// # Errors
    /// As for [`Store::open_with`], also if the database would have to be migrated or repaired first.
    pub(crate) fn open_or_read(folder: &Path, waiting: Waiting) -> Result<(Self, OpeningReport)> {
        let error = match Self::open_with(folder, waiting.clone()) {
            Err(error) => error,
            opened => return opened,
        };
        let read = Unwritable::of(&error).and_then(|why| Self::read_alone(folder, waiting, why).ok());
        let store = read.ok_or(error)?;
        let report = OpeningReport { backup: None, recovery: store.recovery()?, is_new_file: false };
        Ok((store, report))
    }

    /// Fails if nothing can be saved.
    ///
    /// # Errors
    /// The database is on a read-only file system, or on a full disk.
    pub(crate) fn assert_writable(&self) -> Result<()> {
        self.unwritable.clone().map_or(Ok(()), |why| Err(why.into()))
    }

    fn read_alone(path: &Path, waiting: Waiting, why: Unwritable) -> Result<Self> {
        let folder = Folder::existing(path)?;
        let database = folder.database();
        if fs::metadata(beside(&database, "-wal")).is_ok_and(|log| log.len() > 0) {
            return Err(why.into());
        }
        pages::check_header(&database)?;
        let connection = connection::open_to_read(&database, Reading::FileAlone)?;
        if matches!(schema::version(&connection)?, Version::Older) {
            return Err(why.into());
        }
        verify::cheap(&connection)?;
        let database = Database::new(&folder, connection, Reading::FileAlone)?;
        Ok(Self {
            locks: Locks::new(folder.path(), FileLocks::SYSTEM),
            folder,
            waiting,
            database: RwLock::new(Arc::new(database)),
            data_lock: Mutex::default(),
            saves: AtomicBool::new(true),
            unwritable: Some(why),
        })
    }

    /// How the database is read.
    pub(super) fn reading(&self) -> Reading {
        if self.unwritable.is_some() { Reading::FileAlone } else { Reading::WithWriters }
    }
}
