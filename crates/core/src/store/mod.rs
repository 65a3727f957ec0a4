//! The store: one SQLite file. All of Keyfob's SQL is here.
//!
//! It keeps authorizations, sealed secrets that it can't open, the vault's record, and settings. A save is one transaction. Data that isn't
//! as it was written is reported as damage. Sealing and token requests are left to other modules.
//!
//! From below: [`connection`] opens one connection; [`schema`], [`tables`] and [`search_block`] say what is in the file; [`tx`] reads and
//! writes it; [`migrate`] and [`create`] bring a file to the newest version; [`backup`] copies it, [`checked_backup`] and [`restore`] put a
//! copy back, [`damage`] repairs it and [`copy`] replaces one that is gone; [`open`] decides which of these is needed; [`database`] is the
//! open file with its readers and its writer; [`Store`] offers all of it, [`unwritable`] without writing. No file uses one above it.

mod backup;
mod backup_list;
pub mod bench_support;
mod checked_backup;
mod connection;
mod copy;
mod create;
mod damage;
mod database;
mod digest;
mod errors;
mod facts;
mod files;
mod folder;
#[cfg(any(test, feature = "torture"))]
pub(crate) mod forge;
mod identity;
mod listing;
mod locks;
mod migrate;
mod missing_database;
mod open;
mod read_alone;
mod readers;
mod report;
mod restore;
mod schema;
mod search_block;
mod tables;
mod tally;
#[cfg(feature = "torture")]
pub mod torture;
mod tx;
mod unwritable;
mod waiting;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock, atomic::AtomicBool},
};

use rusqlite::Transaction;

pub use self::{
    backup::BackupReason,
    backup_list::BackupState,
    database::DatabaseState,
    report::{OpeningReport, Recovery},
    waiting::Waiting,
};
pub(crate) use self::{
    backup_list::FoundBackup,
    checked_backup::CheckedBackup,
    locks::{BackupsLock, TokenLock},
    tables::VAULT_RECORD_COPY,
    tx::{ReadTx, SealedRow, WriteTx},
};
use self::{
    connection::Reading,
    damage::verify,
    database::Database,
    folder::Folder,
    locks::{DataLock, FileLocks, Locks},
    read_alone::ReadAlone,
    readers::Reader,
};
use crate::{
    authorization::{Authorization, AuthorizationId, Environment, LastAttempt, PerEnvironment},
    error::{Error, Result},
};

/// The open database of a data folder.
#[derive(Debug)]
pub(crate) struct Store {
    folder: Folder,
    locks: Locks,
    waiting: Waiting,
    database: RwLock<Arc<Database>>,
    /// `None` only while a new file is written.
    data_lock: Mutex<Option<DataLock>>,
    /// Whether the user still wants to save.
    saves: AtomicBool,
    /// If nothing can be written, and the database is only open to read.
    alone: Option<ReadAlone>,
}

impl Store {
    /// Opens the database in a folder. It is made if there is none, migrated if it is older, repaired if it is damaged.
    ///
    /// # Errors
    /// [`Error::NewerDatabase`]; [`Error::Damaged`] if other programs have a damaged one open; [`Error::RepairNeedsLocks`] if the file system
    /// has no locks; [`Error::Busy`]; [`Error::DiskFull`]; [`Error::NotAFolder`], [`Error::ReadOnly`], [`Error::NotPermitted`] and
    /// [`Error::Io`] if the folder can't be used.
    pub(crate) fn open_with(folder: &Path, waiting: Waiting) -> Result<(Self, OpeningReport)> {
        Self::open_locked(folder, waiting, FileLocks::SYSTEM)
    }

    /// Opens the database in a folder, with the default waiting time.
    ///
    /// # Errors
    /// As for [`Store::open_with`].
    pub(crate) fn open(folder: &Path) -> Result<(Self, OpeningReport)> {
        Self::open_with(folder, Waiting::default())
    }

    fn open_locked(folder: &Path, waiting: Waiting, files: FileLocks) -> Result<(Self, OpeningReport)> {
        let opened = open::open(folder, files, &waiting)?;
        let database = Database::new(&opened.folder, opened.connection, Reading::WithWriters)?;
        let store = Self {
            folder: opened.folder,
            locks: opened.locks,
            waiting,
            database: RwLock::new(Arc::new(database)),
            data_lock: Mutex::new(Some(opened.data_lock)),
            saves: AtomicBool::new(true),
            alone: None,
        };
        let report = OpeningReport { backup: opened.backup, recovery: store.recovery()?, is_new_file: opened.is_made };
        Ok((store, report))
    }

    /// Returns an authorization with its entries in the log.
    #[cfg(test)]
    fn read(&self, id: AuthorizationId) -> Result<Authorization> {
        self.read_tx(|tx| tx.read(id)).map(|saved| self.with_log(id, saved))
    }

    /// Adds the entries in the log to an authorization, and what couldn't be recovered of it.
    pub(crate) fn with_log(&self, id: AuthorizationId, saved: Authorization) -> Authorization {
        let (last_attempts, last_revealed_at_ms) = (self.last_attempts(id), self.last_reveals(id));
        Authorization { last_attempts, last_revealed_at_ms, ..self.with_losses(id, saved) }
    }

    /// Adds what couldn't be recovered of an authorization.
    pub(crate) fn with_losses(&self, id: AuthorizationId, saved: Authorization) -> Authorization {
        Authorization { losses: self.read_tx(|tx| tx.losses(id)).unwrap_or_default(), ..saved }
    }

    /// See [`ReadTx::find_by_name`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn find_by_name(&self, name: &str) -> Result<Option<AuthorizationId>> {
        self.read_tx(|tx| tx.find_by_name(name))
    }

    /// See [`ReadTx::sealed`].
    #[cfg(test)]
    fn sealed(
        &self,
        id: AuthorizationId,
        environment: Environment,
        field: &crate::authorization::SecretField,
    ) -> Result<SealedRow> {
        self.read_tx(|tx| tx.sealed(id, environment, field))
    }

    /// See [`ReadTx::vault_record`].
    #[cfg(test)]
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]
    fn vault_record(&self) -> Result<Option<String>> {
        self.read_tx(|tx| tx.vault_record())
    }

    /// See [`ReadTx::setting`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn setting(&self, key: &str) -> Result<Option<String>> {
        self.read_tx(|tx| tx.setting(key))
    }

    /// Returns a number that changes when another program, or another [`Store`], has written. Writes through this store don't change it.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn data_version(&self) -> Result<i64> {
        self.database().writer.data_version()
    }

    /// Makes a consistent copy of the database in the folder `backups`, and returns its path. Other connections can read and write
    /// in the meantime.
    ///
    /// # Errors
    /// It can't be written.
    pub(crate) fn back_up(&self) -> Result<PathBuf> {
        let _lock = self.lock_backups()?;
        self.database().assert_in_place(&self.folder)?;
        let connection = connection::open(&self.folder.database())?;
        self.heed(self.waiting.retry(|| backup::back_up(&connection, &self.folder, BackupReason::Request)))
    }

    /// Writes the WAL back into the database and truncates it, so that neither contains older data. If other programs are reading, this is
    /// left to a later checkpoint.
    pub(crate) fn empty_log(&self) {
        // On a separate connection: this may wait for another program, and other threads must not wait with it.
        let _ = connection::open(&self.folder.database())
            .and_then(|connection| Ok(connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?));
    }

    /// Locks the backups, so that one program at a time makes, changes or deletes them.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program works on them for too long.
    pub(crate) fn lock_backups(&self) -> Result<BackupsLock> {
        self.waiting.retry(|| self.locks.backups())
    }

    /// Locks the backups without waiting.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program works on them.
    pub(crate) fn try_lock_backups(&self) -> Result<BackupsLock> {
        self.locks.backups()
    }

    /// Locks the token request of an environment; `None` while another program or thread makes it.
    ///
    /// # Errors
    /// The lock file can't be made.
    pub(crate) fn lock_token(&self, id: AuthorizationId, environment: Environment) -> Result<Option<TokenLock>> {
        self.heed_disk(self.locks.token(&format!("{id}-{environment}")))
    }

    /// Returns the backups, newest first.
    ///
    /// # Errors
    /// The folder can't be read.
    pub(crate) fn backups(&self) -> Result<Vec<FoundBackup>> {
        let folder = self.folder.path().join(backup::BACKUPS);
        if folder.is_dir() { backup_list::read(&folder) } else { Ok(Vec::new()) }
    }

    /// Changes a backup completely or not at all. An older one is migrated first.
    ///
    /// # Errors
    /// It can't be read or written, or the first error of `change`.
    pub(crate) fn change_backup(&self, path: &Path, change: impl Fn(&WriteTx<'_>) -> Result<()>) -> Result<()> {
        self.heed_disk(backup::change(path, change))
    }

    /// Deletes a backup.
    ///
    /// # Errors
    /// It can't be deleted.
    pub(crate) fn delete_backup(&self, path: &Path) -> Result<()> {
        self.heed_disk(files::remove(path))
    }

    /// Checks every page and every row, on a separate connection. Opening doesn't check a large database whole.
    ///
    /// # Errors
    /// [`Error::Damaged`]: the next opening sets the database aside and recovers what can be read.
    pub(crate) fn verify(&self) -> Result<()> {
        self.database().assert_in_place(&self.folder)?;
        let mut connection = connection::open_to_read(&self.folder.database(), self.reading())?;
        let checked = verify::whole(&mut connection);
        self.assert_unchanged()?;
        match checked {
            Err(Error::Damaged(_)) if verify::all_but_the_log(&mut connection).is_ok() => {
                // Nothing is lost: the next opening leaves the log of attempts out.
                self.folder.mark_suspect();
                Ok(())
            }
            checked => self.heed(checked),
        }
    }

    /// Sets `synchronous=NORMAL`, under which a power cut may lose what was saved.
    ///
    /// # Errors
    /// The database can't be used.
    #[cfg(feature = "torture")]
    pub(crate) fn weaken_durability(&self) -> Result<()> {
        Ok(self.database().writer.connection().pragma_update(None, "synchronous", "NORMAL")?)
    }

    /// Reads several things from one snapshot.
    ///
    /// # Errors
    /// The first error of `read`.
    pub(crate) fn read_tx<T>(&self, read: impl Fn(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        let attempt = |reader: &mut Reader| {
            let transaction = reader.connection.transaction()?;
            let checked = check_schema(&transaction, reader.checked_schema)?;
            let value = read(&ReadTx { connection: &transaction })?;
            transaction.commit()?;
            reader.checked_schema = Some(checked);
            Ok(value)
        };
        let read = self.database().readers.with(|reader| self.waiting.retry(|| attempt(reader)));
        self.assert_unchanged().and_then(|()| self.heed(read))
    }

    /// Writes in one transaction: when this returns, everything is saved, or nothing.
    ///
    /// # Errors
    /// The first error of `write`, and nothing was changed; [`Error::Busy`] if another program writes for too long.
    pub(crate) fn write<T>(&self, write: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        self.assert_writable()?;
        let database = self.database();
        if self.database_state() == DatabaseState::NotSaving {
            return Err(Error::NotSaving);
        }
        database.assert_in_place(&self.folder)?;
        let written = self.heed(database.writer.write(&self.waiting, |transaction| {
            let tx = WriteTx::begin(&transaction)?;
            let checked = *database.checked_schema.lock().unwrap_or_else(PoisonError::into_inner);
            let checked = check_schema(&transaction, checked)?;
            let value = write(&tx)?;
            let is_indexed = tx.finish()?;
            drop(tx);
            transaction.commit()?;
            if !is_indexed {
                self.folder.mark_suspect();
            }
            *database.checked_schema.lock().unwrap_or_else(PoisonError::into_inner) = Some(checked);
            Ok(value)
        }))?;
        database.assert_in_place(&self.folder)?;
        Ok(written)
    }

    /// Returns the last attempt of each environment; `None` for all if the log can't be read.
    ///
    /// It uses a separate transaction, since a disk that fails here may end it.
    pub(crate) fn last_attempts(&self, id: AuthorizationId) -> PerEnvironment<Option<LastAttempt>> {
        self.read_tx(|tx| tx.last_attempts(id)).unwrap_or_default()
    }

    /// Returns when a secret of each environment was last shown; `None` for both if the log can't be read.
    pub(crate) fn last_reveals(&self, id: AuthorizationId) -> PerEnvironment<Option<i64>> {
        self.read_tx(|tx| tx.last_reveals(id)).unwrap_or_default()
    }

    /// Writes as [`Store::write`] does, then to the log in the same transaction. If that fails, everything is written again without
    /// the log, so that its damage doesn't prevent a save.
    ///
    /// # Errors
    /// The first error of `write`; [`Error::Busy`] if another program writes for too long.
    pub(crate) fn write_and_log<T>(
        &self,
        write: impl Fn(&WriteTx<'_>) -> Result<T>,
        log: impl FnOnce(&WriteTx<'_>, &T) -> Result<()>,
    ) -> Result<T> {
        let both = self.write(|tx| {
            let value = write(tx)?;
            log(tx, &value)?;
            Ok(value)
        });
        match both {
            Err(Error::Damaged(_) | Error::DiskFailed(_) | Error::DiskFull | Error::Database(_)) => self.write(write),
            both => both,
        }
    }

    fn database(&self) -> Arc<Database> {
        self.database.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// After damage, asks for a complete check at the next opening. Recognizes a full disk, for which SQLite returns only an I/O error when
    /// it syncs, truncates or creates a file.
    fn heed<T>(&self, result: Result<T>) -> Result<T> {
        if matches!(result, Err(Error::Damaged(_))) {
            self.folder.mark_suspect();
        }
        self.heed_disk(result)
    }

    fn heed_disk<T>(&self, result: Result<T>) -> Result<T> {
        if matches!(result, Err(Error::DiskFailed(_))) && self.folder.is_full() {
            return Err(Error::DiskFull);
        }
        result
    }
}

/// Checks the definitions if they may have changed since they were checked on the same connection. Returns their version.
fn check_schema(transaction: &Transaction<'_>, checked: Option<i64>) -> Result<i64> {
    let found = schema::schema_version(transaction)?;
    if checked != Some(found) {
        schema::refuse_newer(transaction)?;
        schema::check_schema(transaction)?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
