//! The connections for reading. Each reader has a separate one, so that it never waits for a writer or another reader.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError},
};

use rusqlite::Connection;

use super::{
    connection::{self, Reading},
    identity::OpenFiles,
};
use crate::error::Result;

/// How many connections are kept for reuse, besides the first.
const KEPT: usize = 3;

/// Connections for reading, opened when they are needed and kept for reuse.
#[derive(Debug)]
pub(super) struct Readers {
    database: PathBuf,
    reading: Reading,
    files: Arc<OpenFiles>,
    first: Arc<Mutex<Reader>>,
    more: Mutex<Vec<Arc<Mutex<Reader>>>>,
}

/// A connection that reads.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) connection: Connection,
    /// The version of the definitions that were checked last. Each connection parses them by itself, so each checks them.
    pub(super) checked_schema: Option<i64>,
}

impl Reader {
    fn open(database: &Path, reading: Reading) -> Result<Self> {
        Ok(Self { connection: connection::open_to_read(database, reading)?, checked_schema: None })
    }
}

impl Readers {
    /// Opens the first connection, which is kept until the value is dropped.
    ///
    /// # Errors
    /// It can't be opened.
    pub(super) fn open(database: PathBuf, reading: Reading, files: Arc<OpenFiles>) -> Result<Self> {
        let first = Arc::new(Mutex::new(Reader::open(&database, reading)?));
        Ok(Self { database, reading, files, first, more: Mutex::default() })
    }

    /// Runs `read` with a connection that isn't in use.
    pub(super) fn with<T>(&self, read: impl FnOnce(&mut Reader) -> T) -> T {
        let readers = [std::slice::from_ref(&self.first), lock(&self.more).as_slice()].concat();
        for reader in &readers {
            match reader.try_lock() {
                Ok(mut reader) => return read(&mut reader),
                Err(TryLockError::Poisoned(poisoned)) => return read(&mut poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let Some(mut reader) = self.open_one_more() else {
            // Waits until one is free.
            return read(&mut lock(&self.first));
        };
        let value = read(&mut reader);
        let mut more = lock(&self.more);
        if more.len() < KEPT {
            more.push(Arc::new(reader.into()));
        }
        value
    }

    /// Opens another connection; `None` if it can't be opened, or would read another file than the first one.
    fn open_one_more(&self) -> Option<Reader> {
        if !self.files.are_in_place() {
            return None;
        }
        Reader::open(&self.database, self.reading).ok().filter(|_| self.files.are_in_place())
    }
}

/// Locks the mutex. A poisoned one is fine: the panic has rolled back its transaction.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
