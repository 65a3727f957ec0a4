//! The connections that read. Each reader has one to itself, so that none waits for a writer or for another reader.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError},
};

use rusqlite::Connection;

use super::{connection, identity::OpenFiles};
use crate::error::Result;

/// How many more connections than the first are kept for later.
const KEPT: usize = 3;

/// Connections that read, opened when they are needed and kept for later.
#[derive(Debug)]
pub(super) struct Readers {
    database: PathBuf,
    files: Arc<OpenFiles>,
    first: Arc<Mutex<Connection>>,
    more: Mutex<Vec<Arc<Mutex<Connection>>>>,
}

impl Readers {
    /// Opens the first connection, which is kept as long as the value lives.
    ///
    /// # Errors
    /// It can't be opened.
    pub(super) fn open(database: PathBuf, files: Arc<OpenFiles>) -> Result<Self> {
        let first = Arc::new(Mutex::new(connection::open_to_read(&database)?));
        Ok(Self { database, files, first, more: Mutex::default() })
    }

    /// Runs `read` with a connection that nothing else uses.
    pub(super) fn with<T>(&self, read: impl FnOnce(&mut Connection) -> T) -> T {
        let connections = [std::slice::from_ref(&self.first), lock(&self.more).as_slice()].concat();
        for connection in &connections {
            match connection.try_lock() {
                Ok(mut connection) => return read(&mut connection),
                Err(TryLockError::Poisoned(poisoned)) => return read(&mut poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let Some(mut connection) = self.open_one_more() else {
            // One that is in use becomes free.
            return read(&mut lock(&self.first));
        };
        let value = read(&mut connection);
        let mut more = lock(&self.more);
        if more.len() < KEPT {
            more.push(Arc::new(connection.into()));
        }
        value
    }

    /// Opens another connection; `None` if it can't be opened, or would read another file than the first one.
    fn open_one_more(&self) -> Option<Connection> {
        if !self.files.are_in_place() {
            return None;
        }
        connection::open_to_read(&self.database).ok().filter(|_| self.files.are_in_place())
    }
}

/// Locks. A panic in a transaction rolled it back, so the connection is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
