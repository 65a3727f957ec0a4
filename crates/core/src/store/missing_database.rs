//! What a user can do if the database is missing at the start, or was deleted while Keyfob had it open.

use std::sync::{Arc, MutexGuard, PoisonError, atomic::Ordering};

use super::{
    Store, backup, connection,
    create::{self, Others},
    damage::repair,
    database::{Database, DatabaseState},
    folder::Folder,
    locks::{Alone, DataLock},
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
    /// place is moved to `damaged`.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program has the file in its place open; the folder or file can't be written. The open database is then
    /// unchanged.
    pub(crate) fn write_new_file(&self) -> Result<()> {
        let mut data_lock = self.data_lock();
        let open = self.database();
        if !open.is_in_place() {
            let folder = Folder::prepare(self.folder.path())?;
            create::remove_unfinished(&folder)?;
            backup::write_copy(&open.writer.connection(), &folder.unfinished())?;
            *data_lock = None;
            let placed = self.place(&folder);
            *data_lock = Some(self.locks.enter(&self.waiting)?);
            placed?;
            let database = Database::new(&folder, connection::open(&folder.database())?)?;
            *self.database.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(database);
        }
        self.saves.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn place(&self, folder: &Folder) -> Result<()> {
        match self.locks.enter_alone()? {
            Alone::Yes(_alone) => {
                repair::set_aside(folder)?;
                create::place(folder, Others::Excluded)
            }
            Alone::No => Err(Error::Busy),
            Alone::Unknown if folder.database().exists() => {
                Err(Error::RepairNeedsLocks("another file is in its place".into()))
            }
            Alone::Unknown => create::place(folder, Others::Possible),
        }
    }

    /// Notes that the user wants to go on without saving, if the file is gone.
    pub(crate) fn continue_without_saving(&self) {
        if self.database_state() == DatabaseState::Gone {
            self.saves.store(false, Ordering::Relaxed);
        }
    }

    /// Records that the user has seen what was recovered from a damaged or missing database.
    ///
    /// # Errors
    /// The database can't be written.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]
    pub(crate) fn dismiss_recovery(&self) -> Result<()> {
        if self.recovery()?.is_some() { self.write(|tx| tx.dismiss_recovery()) } else { Ok(()) }
    }

    /// Restores the newest backup into a database without authorizations, and returns its path.
    ///
    /// # Errors
    /// [`Error::NotEmpty`]; [`Error::NoBackup`]; the backup is damaged or can't be read; the database can't be written. Then nothing is
    /// changed.
    pub(crate) fn restore_newest_backup(&self) -> Result<std::path::PathBuf> {
        let _lock = self.lock_backups()?;
        let path = backup::newest(&self.folder)?.ok_or(Error::NoBackup)?;
        self.write(|tx| if tx.ids()?.is_empty() { backup::restore(&path, tx) } else { Err(Error::NotEmpty) })?;
        Ok(path)
    }

    fn data_lock(&self) -> MutexGuard<'_, Option<DataLock>> {
        self.data_lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
