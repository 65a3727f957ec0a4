//! The only connection that writes.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{connection::BUSY_TIMEOUT, waiting::Waiting};
use crate::error::{Error, Result};

/// The only connection that writes. Writers of this program queue for it; readers don't.
#[derive(Debug)]
pub(super) struct Writer {
    /// Held by the next writer, also while it waits for another program. The connection itself isn't locked during that time.
    queue: Mutex<()>,
    connection: Mutex<Connection>,
    data_version: AtomicI64,
}

impl Writer {
    pub(super) fn new(connection: Connection) -> Result<Self> {
        let data_version = AtomicI64::new(data_version(&connection)?);
        Ok(Self { queue: Mutex::default(), connection: connection.into(), data_version })
    }

    /// Begins a transaction that writes and runs `work` in it. Only beginning it waits for other programs: from then on, this
    /// program is the only one that writes.
    ///
    /// # Errors
    /// [`Error::Busy`] after the limit, and the error of `work`.
    pub(super) fn write<T>(&self, waiting: &Waiting, work: impl FnOnce(Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut wait = waiting.begin();
        let _place = lock(&self.queue);
        loop {
            {
                let connection = lock(&self.connection);
                // SQLite must not wait here, while the connection is locked.
                connection.busy_timeout(Duration::ZERO)?;
                let begun =
                    Transaction::new_unchecked(&connection, TransactionBehavior::Immediate).map_err(Error::from);
                if wait.is_over() || !matches!(begun, Err(Error::Busy)) {
                    let transaction = begun?;
                    connection.busy_timeout(BUSY_TIMEOUT)?;
                    return work(transaction);
                }
            }
            wait.pause();
        }
    }

    /// Returns a number that changes when another program has written. Writing through this connection doesn't change it.
    ///
    /// While this program writes, this returns the previous number: a change is reported later, but never missed.
    pub(super) fn data_version(&self) -> Result<i64> {
        let connection = match self.connection.try_lock() {
            Ok(connection) => connection,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(self.data_version.load(Ordering::Relaxed)),
        };
        match data_version(&connection) {
            Err(Error::Busy) => Ok(self.data_version.load(Ordering::Relaxed)),
            version => version.inspect(|version| self.data_version.store(*version, Ordering::Relaxed)),
        }
    }

    /// The connection itself.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        lock(&self.connection)
    }
}

fn data_version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
}

/// Locks the mutex. A poisoned one is fine: the panic has rolled back its transaction.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
