//! The store: one SQLite file. The only SQL.
//!
//! It keeps authorizations, sealed bytes that it cannot open, the vault's record and settings, a save in one transaction; it says
//! when they are not as they were written. It knows neither what a seal is nor how a token is requested.

mod attempts;
mod backup;
pub mod bench_support;
mod connection;
mod digest;
mod fault;
mod folder;
#[cfg(any(test, feature = "torture"))]
pub(crate) mod forge;
mod list;
mod migrate;
mod open;
mod pages;
mod read;
mod readers;
mod record;
mod rescue;
mod salvage;
mod tables;
#[cfg(feature = "torture")]
pub mod torture;
mod verify;
mod waiting;
mod write;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicI64, Ordering},
};

use rusqlite::{Connection, Transaction};
use serde::Serialize;
use ts_rs::TS;

pub use self::waiting::Waiting;
pub(crate) use self::{
    folder::BackupsLock,
    read::{ReadTx, SealedRow},
    write::WriteTx,
};
use self::{readers::Readers, writer::Writer};
use crate::{
    authorization::{Authorization, AuthorizationId, Environment, ListPage, ListQuery, Summary},
    error::{Error, Result},
};

/// The name of the one row of `vault`.
const VAULT_NAME: &str = "vault";

/// The data folder's database, open.
#[derive(Debug)]
pub(crate) struct Store {
    folder: folder::Folder,
    waiting: Waiting,
    writer: Writer,
    readers: Readers,
    /// The version of the definitions that were checked last.
    checked_schema: AtomicI64,
    _presence: folder::Presence,
}

/// What happened while the database was opened, where anything did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OpeningReport {
    /// The backup that was made before an older database was migrated.
    pub backup: Option<String>,
    /// What was saved of a damaged database.
    pub recovery: Option<Recovery>,
}

/// What was saved of a damaged database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Recovery {
    /// Where the damaged file was set aside, unchanged.
    pub set_aside: String,
    /// How many authorizations were recovered, whole or in part.
    pub recovered: u32,
    /// What was not.
    pub lost: Vec<Loss>,
    /// Whether `lost` is all: where the record of how much there was is damaged too, more may be missing.
    pub all_losses_known: bool,
}

/// Something that a damaged database did not give back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Loss {
    /// What it was.
    pub part: LostPart,
    /// The authorization's name, where it is known.
    pub name: Option<String>,
    /// The environment, where it belonged to one.
    pub environment: Option<Environment>,
}

/// What kind of thing was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LostPart {
    /// A whole authorization.
    Authorization,
    /// An authorization's settings for an environment, with its secrets.
    Environment,
    /// A secret: it can be entered anew.
    Secret,
    /// The seal of an authorization's settings: whether another program changed them can't be told without it.
    SettingsSeal,
    /// The vault's record: the secrets cannot be opened without it.
    Vault,
    /// A preference.
    Setting,
}

impl Store {
    /// Opens the database in a folder, made if there is none; an older one is migrated, a damaged one repaired.
    ///
    /// # Errors
    /// [`Error::NewerDatabase`]; [`Error::Damaged`] where other programs have a damaged one open; [`Error::Busy`],
    /// [`Error::DiskFull`], [`Error::Io`] where the folder cannot be used.
    pub(crate) fn open_with(folder: &Path, waiting: Waiting) -> Result<(Self, OpeningReport)> {
        open::open(folder, waiting)
    }

    /// The same, and waits as long as is usual.
    ///
    /// # Errors
    /// As for [`Store::open_with`].
    pub(crate) fn open(folder: &Path) -> Result<(Self, OpeningReport)> {
        Self::open_with(folder, Waiting::default())
    }

    /// See [`ReadTx::page`].
    ///
    /// # Errors
    /// As there.
    pub(crate) fn page(&self, query: &ListQuery) -> Result<ListPage> {
        self.read_tx(|tx| tx.page(query))
    }

    /// See [`ReadTx::summary`].
    ///
    /// # Errors
    /// As there.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]
    pub(crate) fn summary(&self) -> Result<Summary> {
        self.read_tx(|tx| tx.summary())
    }

    /// An authorization with what the log says of it.
    #[cfg(test)]
    fn read(&self, id: AuthorizationId) -> Result<Authorization> {
        self.read_tx(|tx| tx.read(id)).map(|saved| self.with_log(id, saved))
    }

    /// Adds to an authorization what the log says of it.
    pub(crate) fn with_log(&self, id: AuthorizationId, saved: Authorization) -> Authorization {
        let (last_attempts, last_revealed_at_ms) = (self.last_attempts(id), self.last_reveals(id));
        Authorization { last_attempts, last_revealed_at_ms, ..saved }
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

    /// A number that changes when another program, or another [`Store`], has written; own writes do not change it.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub(crate) fn data_version(&self) -> Result<i64> {
        self.writer.data_version()
    }

    /// Makes a consistent copy of the database in the folder `backups`, and answers where; others read and write meanwhile.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn back_up(&self) -> Result<PathBuf> {
        let _lock = self.lock_backups()?;
        let connection = connection::open(&self.folder.database())?;
        self.heed(self.waiting.retry(|| backup::back_up(&connection, &self.folder, backup::Reason::Request)))
    }

    /// Writes the log back into the database and empties it, so that nothing of an older state is left in either; as far as other programs let
    /// it, and else at a later time.
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
        self.waiting.retry(|| self.folder.lock_backups())
    }

    /// The same, without waiting.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program works on them.
    pub(crate) fn try_lock_backups(&self) -> Result<BackupsLock> {
        self.folder.lock_backups()
    }

    /// The backups, oldest first, each with the vault's record in it; `None` if it can't be read or has none.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub(crate) fn backups(&self) -> Result<Vec<(PathBuf, Option<String>)>> {
        let paths = backup::list(&self.folder.within("backups")?)?;
        Ok(paths.into_iter().map(|path| (path.clone(), backup::vault_record(&path).ok().flatten())).collect())
    }

    /// Changes a backup, whole or not at all; an older one is migrated with it.
    ///
    /// # Errors
    /// Where it cannot be read or written, and the first error of `change`.
    pub(crate) fn change_backup(&self, path: &Path, change: impl Fn(&WriteTx<'_>) -> Result<()>) -> Result<()> {
        self.heed_disk(backup::change(path, change))
    }

    /// Deletes a backup.
    ///
    /// # Errors
    /// Where it cannot be deleted.
    pub(crate) fn delete_backup(&self, path: &Path) -> Result<()> {
        self.heed_disk(folder::remove(path))
    }

    /// Checks every page and every row, on a connection of its own; at opening a large database is not checked whole.
    ///
    /// # Errors
    /// [`Error::Damaged`]: the next opening sets the database aside and saves what can be read.
    pub(crate) fn verify(&self) -> Result<()> {
        let mut connection = connection::open(&self.folder.database())?;
        match verify::whole(&mut connection) {
            Err(Error::Damaged(_)) if verify::all_but_the_log(&mut connection).is_ok() => {
                // Nothing that is missed: the next opening leaves the log out.
                self.folder.mark_suspect();
                Ok(())
            }
            checked => self.heed(checked),
        }
    }

    /// Sets `synchronous=NORMAL`, under which a power cut may lose what was saved.
    ///
    /// # Errors
    /// Where the database cannot be used.
    #[cfg(feature = "torture")]
    pub(crate) fn weaken_durability(&self) -> Result<()> {
        Ok(self.writer.connection().pragma_update(None, "synchronous", "NORMAL")?)
    }

    /// Reads several things from one snapshot.
    ///
    /// # Errors
    /// The first error of `read`.
    pub(crate) fn read_tx<T>(&self, read: impl Fn(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        let attempt = |connection: &mut Connection| {
            let transaction = connection.transaction()?;
            self.check_schema(&transaction)?;
            let value = read(&ReadTx { connection: &transaction })?;
            transaction.commit()?;
            Ok(value)
        };
        self.heed(self.readers.with(|connection| self.waiting.retry(|| attempt(connection))))
    }

    /// Writes in one transaction: all of it is saved when this returns, or none.
    ///
    /// # Errors
    /// The first error of `write`, and nothing was changed; [`Error::Busy`] if another program writes for too long.
    pub(crate) fn write<T>(&self, write: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        self.heed(self.writer.write(&self.waiting, |transaction| {
            let tx = WriteTx::begin(&transaction)?;
            self.check_schema(&transaction)?;
            let value = write(&tx)?;
            tx.finish()?;
            drop(tx);
            transaction.commit()?;
            Ok(value)
        }))
    }

    /// Checks the definitions again if somebody changed one since they were checked.
    fn check_schema(&self, transaction: &Transaction<'_>) -> Result<()> {
        let found = migrate::schema_version(transaction)?;
        if found == self.checked_schema.load(Ordering::Relaxed) {
            return Ok(());
        }
        migrate::refuse_newer(transaction)?;
        migrate::check_schema(transaction)?;
        self.checked_schema.store(found, Ordering::Relaxed);
        Ok(())
    }

    #[cfg(test)]
    fn lock(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.writer.connection()
    }

    /// Notes damage, so that the next opening checks the whole database; and calls a full disk one wherever SQLite met it: where it syncs,
    /// truncates or creates it only says that the disk failed.
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

#[cfg(test)]
mod tests;
