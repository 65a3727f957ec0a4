//! What a user can do if the database is missing at the start, or was deleted while Keyfob had it open.

use std::sync::{Arc, MutexGuard, PoisonError, atomic::Ordering};

use super::{
    Store, backup,
    connection::{self, Reading},
    copy,
    create::Others,
    database::{Database, DatabaseState},
    folder::Folder,
    locks::{Alone, DataLock},
    report::Recovery,
};
use crate::error::{Error, Result};

impl Store {
    /// Returns whether the open database is still the file at its path.
    pub(crate) fn database_state(&self) -> DatabaseState {
        if self.database().is_in_place() {
            DatabaseState::InPlace
        } else if self.saves.load(Ordering::Relaxed) {
            DatabaseState::Gone
        } else {
            DatabaseState::NotSaving
        }
    }

    /// Writes a new database file with everything that is in the open one, which was deleted, moved or replaced. Another file in its
    /// place is moved to `damaged`. If the file is put back in the meantime, it is kept, since another program may have saved in it.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program has the file in its place open; the folder or file can't be written. The open database is then
    /// unchanged.
    pub(crate) fn write_new_file(&self) -> Result<()> {
        let mut data_lock = self.data_lock();
        let open = self.database();
        if !open.is_in_place() {
            let folder = Folder::prepare(self.folder.path())?;
            // No lock can be changed from shared to exclusive.
            *data_lock = None;
            let is_written = self.write_alone(&folder, &open);
            *data_lock = Some(self.locks.enter(&self.waiting)?);
            if is_written? {
                let database = Database::new(&folder, connection::open(&folder.database())?, Reading::WithWriters)?;
                *self.database.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(database);
            }
        }
        self.saves.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Writes the new file while other programs are locked out. Returns `false` if the open one is in its place again.
    pub(super) fn write_alone(&self, folder: &Folder, open: &Database) -> Result<bool> {
        let alone = self.locks.enter_alone()?;
        if open.is_in_place() {
            return Ok(false);
        }
        let others = match &alone {
            Alone::Yes(_) => Others::Excluded,
            Alone::No => return Err(Error::Busy),
            Alone::Unknown if folder.database().exists() => {
                return Err(Error::RepairNeedsLocks("another file is in its place".into()));
            }
            Alone::Unknown => Others::Possible,
        };
        copy::write(&open.writer.connection(), folder, others)?;
        Ok(true)
    }

    /// Removes what killed programs left of copies and backups: after a change of the vault, these would still open with what opened it
    /// before.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program works on backups for too long; a file can't be removed.
    pub(crate) fn remove_unfinished_files(&self) -> Result<()> {
        // No other program writes a new database or a copy while this one holds the shared lock.
        self.folder.remove_unfinished()?;
        let backups = self.folder.path().join(backup::BACKUPS);
        if !backups.is_dir() {
            return Ok(());
        }
        let _lock = self.lock_backups()?;
        backup::remove_unfinished(&backups)
    }

    /// Notes that the user wants to go on without saving, if the file is gone.
    pub(crate) fn continue_without_saving(&self) {
        if self.database_state() == DatabaseState::Gone {
            self.saves.store(false, Ordering::Relaxed);
        }
    }

    /// Returns what was recovered of a damaged or missing database, until the user has seen it.
    ///
    /// # Errors
    /// The database can't be read.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]
    pub(crate) fn recovery(&self) -> Result<Option<Recovery>> {
        self.read_tx(|tx| tx.recovery())
    }

    /// Records that the user has seen what was recovered from a damaged or missing database.
    ///
    /// # Errors
    /// The database can't be written.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]
    pub(crate) fn dismiss_recovery(&self) -> Result<()> {
        if self.recovery()?.is_some() { self.write(|tx| tx.dismiss_recovery()) } else { Ok(()) }
    }

    fn data_lock(&self) -> MutexGuard<'_, Option<DataLock>> {
        self.data_lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
