//! Reading a database that can't be written: in a folder on a read-only file system, or on a full disk.
//!
//! SQLite's usual way of reading needs files beside the database that can be written. Here the database file is read alone, as if it didn't
//! change. That is right while its log is empty and the file stays as it is: both are compared after every reading, so that what was read while
//! another program wrote counts for nothing.

use std::{
    path::Path,
    sync::{Arc, Mutex, RwLock, atomic::AtomicBool},
};

use super::{
    OpeningReport, Store, Waiting,
    connection::{self, Reading},
    damage::{pages, verify},
    database::Database,
    errors::Unwritable,
    folder::Folder,
    locks::{FileLocks, Locks},
    read_alone::ReadAlone,
    schema::{self, Version},
};
use crate::error::{Error, Result};

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
        self.alone.as_ref().map_or(Ok(()), |alone| Err(alone.why().into()))
    }

    /// Fails if a database that is read alone is no longer as it was opened: what was read may be from two moments.
    ///
    /// # Errors
    /// [`Error::Busy`].
    pub(super) fn assert_unchanged(&self) -> Result<()> {
        let is_as_opened = |alone: &ReadAlone| alone.is_as_opened(&self.folder.database());
        if self.alone.as_ref().is_none_or(is_as_opened) { Ok(()) } else { Err(Error::Busy) }
    }

    fn read_alone(path: &Path, waiting: Waiting, why: Unwritable) -> Result<Self> {
        let folder = Folder::existing(path)?;
        let database = folder.database();
        let alone = ReadAlone::of(&database, why.clone());
        if alone.is_being_written() {
            return Err(why.into());
        }
        pages::check_header(&database)?;
        let connection = connection::open_to_read(&database, Reading::FileAlone)?;
        if matches!(schema::version(&connection)?, Version::Older) {
            return Err(why.into());
        }
        verify::cheap(&connection)?;
        let database = Database::new(&folder, connection, Reading::FileAlone)?;
        let store = Self {
            locks: Locks::new(folder.path(), FileLocks::SYSTEM),
            folder,
            waiting,
            database: RwLock::new(Arc::new(database)),
            data_lock: Mutex::default(),
            saves: AtomicBool::new(true),
            alone: Some(alone),
        };
        store.assert_unchanged()?;
        Ok(store)
    }

    /// How the database is read.
    pub(super) fn reading(&self) -> Reading {
        if self.alone.is_some() { Reading::FileAlone } else { Reading::WithWriters }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_while_another_program_writes_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Store::open_with(folder.path(), Waiting::default()).unwrap().0;
        let put = |store: &Store, value| store.write(|tx| tx.put_setting("a setting", value)).unwrap();
        put(&open(), "before");
        let alone = || Store::read_alone(folder.path(), Waiting::default(), Unwritable::DiskFull);
        let reading = alone().unwrap();
        assert_eq!(reading.setting("a setting").unwrap().as_deref(), Some("before"));
        assert!(matches!(reading.write(|tx| tx.put_setting("a setting", "alone")), Err(Error::DiskFull)));

        let writing = open();
        put(&writing, "after");
        assert!(matches!(reading.setting("a setting"), Err(Error::Busy)), "the log isn't empty");
        assert!(alone().is_err());
        drop(writing);
        assert!(matches!(reading.setting("a setting"), Err(Error::Busy)), "the file is another one");
        assert_eq!(alone().unwrap().setting("a setting").unwrap().as_deref(), Some("after"));
    }
}
