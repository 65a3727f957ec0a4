//! Converts SQLite's and the system's errors to Keyfob's, and those after which reading may be possible.

use std::{io, path::Path};

use rusqlite::{ErrorCode, ffi::SQLITE_IOERR_SHMSIZE};

use crate::error::{Error, Result};

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // Growing the WAL index (`-shm`) fails only if the disk is full.
        if error.sqlite_error().is_some_and(|sqlite| sqlite.extended_code == SQLITE_IOERR_SHMSIZE) {
            return Self::DiskFull;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
                Self::Busy
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::DiskFailed(error),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged("its pages do not fit together".into()),
            Some(ErrorCode::NotADatabase) => Self::Damaged("the file isn't a database".into()),
            _ => match error {
                // The tables are `STRICT`, so a value of another type means damage.
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..) => Self::Damaged("a value is of the wrong kind".into()),
                other => Self::Database(other),
            },
        }
    }
}

/// Why a database that is open can't be written.
#[derive(Clone, Debug)]
pub(super) enum Unwritable {
    /// The file at this path is on a read-only file system.
    ReadOnly(String),
    /// The disk is full.
    DiskFull,
}

impl Unwritable {
    /// Returns the reason why opening failed, if reading may be possible all the same.
    pub(super) fn of(error: &Error) -> Option<Self> {
        match error {
            Error::ReadOnly(path) => Some(Self::ReadOnly(path.clone())),
            Error::DiskFull => Some(Self::DiskFull),
            _ => None,
        }
    }
}

impl From<Unwritable> for Error {
    fn from(why: Unwritable) -> Self {
        match why {
            Unwritable::ReadOnly(path) => Self::ReadOnly(path),
            Unwritable::DiskFull => Self::DiskFull,
        }
    }
}

/// Names the file or folder that an error is about.
pub(super) trait At<T> {
    /// Adds the path to the error.
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull,
            // An error from the system, not one that Keyfob has made.
            io::ErrorKind::ReadOnlyFilesystem if is_system(&source) => Error::ReadOnly(path.display().to_string()),
            io::ErrorKind::PermissionDenied if is_system(&source) => Error::NotPermitted(path.display().to_string()),
            _ => Error::Io { path: path.display().to_string(), source },
        })
    }
}

fn is_system(error: &io::Error) -> bool {
    error.raw_os_error().is_some()
}
