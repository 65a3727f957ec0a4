//! SQLite's and the system's errors as Keyfob's own.

use std::{io, path::Path};

use rusqlite::{ErrorCode, ffi::SQLITE_IOERR_SHMSIZE};

use crate::error::{Error, Result};

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // The log's index is a file that grows, which only a full disk refuses.
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
                // Columns of the right type are promised by the tables; others are what damage left.
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..) => Self::Damaged("a value is of the wrong kind".into()),
                other => Self::Database(other),
            },
        }
    }
}

/// Names the file or folder that an error is about.
pub(super) trait At<T> {
    /// The same result, its error with the path.
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull,
            // An error of the system's own, not one that Keyfob worded.
            io::ErrorKind::ReadOnlyFilesystem if is_system(&source) => Error::ReadOnly(path.display().to_string()),
            io::ErrorKind::PermissionDenied if is_system(&source) => Error::NotPermitted(path.display().to_string()),
            _ => Error::Io { path: path.display().to_string(), source },
        })
    }
}

fn is_system(error: &io::Error) -> bool {
    error.raw_os_error().is_some()
}
