//! Opens one connection, with its pragmas.

use std::{fmt::Write as _, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

use super::{errors::At, files::restrict, waiting::Waiting};
use crate::error::Result;

/// How long SQLite itself waits for another connection before it returns `SQLITE_BUSY`.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens a database to read and write.
///
/// # Errors
/// It doesn't exist or can't be used; [`crate::error::Error::Busy`] if another program takes too long to turn on WAL mode.
pub(super) fn open(path: &Path) -> Result<Connection> {
    restrict(path, 0o600).at(path)?;
    // Not created here, since an empty file would look like a new database.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // If two programs turn on WAL mode at the same time, SQLite returns `SQLITE_BUSY` at once, without the time limit.
    Waiting::default().retry(|| {
        connection.execute_batch(
            "PRAGMA trusted_schema = OFF;
            PRAGMA cell_size_check = ON;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA secure_delete = ON;
            PRAGMA foreign_keys = ON;",
        )?;
        Ok(())
    })?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// How the connections that read open a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Beside programs that write. The file is still opened for writing, because SQLite can read the WAL of a killed program only then.
    WithWriters,
    /// Without a lock or the WAL's index, which need a file that can be written.
    FileAlone,
}

/// Opens a database to read.
///
/// # Errors
/// As for [`open`].
pub(super) fn open_to_read(path: &Path, reading: Reading) -> Result<Connection> {
    let connection = match reading {
        Reading::WithWriters => open(path)?,
        Reading::FileAlone => open_alone(path)?,
    };
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn open_alone(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(immutable(path), flags)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Returns the URI of a file that doesn't change while it is read (SQLite, URI filenames).
fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        // Writing to a string can't fail.
        let _ = match byte {
            b'/' | b'.' | b'-' | b'_' => write!(uri, "{}", char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => write!(uri, "{}", char::from(*byte)),
            byte => write!(uri, "%{byte:02X}"),
        };
    }
    uri + "?immutable=1"
}
