//! The store: one SQLite file. The only SQL.
//!
//! It keeps authorizations, sealed bytes that it cannot open, the vault's record and settings, a save in one transaction; it says
//! when they are not as they were written. It knows neither what a seal is nor how a token is requested.

mod attempts;
mod backup;
pub mod bench_support;
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
mod record;
mod rescue;
mod salvage;
mod tables;
#[cfg(feature = "torture")]
pub mod torture;
mod verify;
mod write;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde::Serialize;
use ts_rs::TS;

pub(crate) use self::{
    folder::Presence as Turn,
    read::{ReadTx, SealedRow},
    write::WriteTx,
};
use crate::{
    authorization::{Authorization, AuthorizationId, Environment, ListPage, ListQuery, Summary},
    error::{Error, Result},
};

/// The name of the one row of `vault`.
const VAULT_NAME: &str = "vault";

/// How long a reader or writer tries again before it says that another program holds the database.
const PATIENCE: Duration = Duration::from_secs(30);

/// The data folder's database, open.
#[derive(Debug)]
pub(crate) struct Store {
    folder: folder::Folder,
    connection: Mutex<Connection>,
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
    pub(crate) fn open(folder: &Path) -> Result<(Self, OpeningReport)> {
        open::open(folder)
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
    ///
    /// # Errors
    /// As there.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]
    pub(crate) fn vault_record(&self) -> Result<Option<String>> {
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
        Ok(self.lock().pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Makes a consistent copy of the database in the folder `backups`, and answers where; others read and write meanwhile.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn back_up(&self) -> Result<PathBuf> {
        let _turn = self.turn_at_backups(true)?;
        let connection = open::connect(&self.folder)?;
        self.heed(with_patience(|| backup::back_up(&connection, &self.folder, backup::Reason::Request)))
    }

    /// Writes the log back into the database and empties it, so that nothing of an older state is left in either; as far as other programs let
    /// it, and else at a later time.
    pub(crate) fn empty_log(&self) {
        // On a separate connection: this may wait for another program, and other threads must not wait with it.
        let _ = open::connect(&self.folder)
            .and_then(|connection| Ok(connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?));
    }

    /// Lets one program at a time make, change or delete backups, as long as the answer lives.
    ///
    /// # Errors
    /// [`Error::Busy`] if another one does, even after a while if `waits`.
    pub(crate) fn turn_at_backups(&self, waits: bool) -> Result<Turn> {
        self.folder.turn_at_backups(waits)
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
        let mut connection = open::connect(&self.folder)?;
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
        Ok(self.lock().pragma_update(None, "synchronous", "NORMAL")?)
    }

    /// Reads several things from one snapshot.
    ///
    /// # Errors
    /// The first error of `read`.
    pub(crate) fn read_tx<T>(&self, read: impl Fn(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self.lock();
        let result = with_patience(|| {
            let transaction = connection.transaction()?;
            self.check_schema(&transaction)?;
            let value = read(&ReadTx { connection: &transaction })?;
            transaction.commit()?;
            Ok(value)
        });
        self.heed(result)
    }

    /// Writes in one transaction: all of it is saved when this returns, or none.
    ///
    /// # Errors
    /// The first error of `write`, and nothing was changed; [`Error::Busy`] where another program writes for too long.
    pub(crate) fn write<T>(&self, write: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        let connection = self.lock();
        // Only the beginning waits for others: once it is let in, a writer is alone until its commit.
        let begun = with_patience(|| Ok(Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?));
        let result = begun.and_then(|transaction| {
            let tx = WriteTx::begin(&transaction)?;
            self.check_schema(&transaction)?;
            let value = write(&tx)?;
            tx.finish()?;
            drop(tx);
            transaction.commit()?;
            Ok(value)
        });
        self.heed(result)
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

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while it was held rolled its transaction back: the connection is as good as before.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
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

fn with_patience<T>(mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        match attempt() {
            Err(Error::Busy) if Instant::now() < end => std::thread::sleep(Duration::from_millis(5)),
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests;
