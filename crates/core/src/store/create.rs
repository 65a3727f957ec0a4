//! Makes a new database file. It gets its name when it is complete, so that an empty file is never taken for a database.

use std::{fs, io, path::Path};

use rusqlite::{Connection, TransactionBehavior};

use super::{
    connection,
    errors::At,
    files::{make_private_file, remove, remove_database, sync_file},
    folder::Folder,
    migrate,
    tx::WriteTx,
};
use crate::error::{Error, Result};

/// Whether another program may make a database at the same time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// No: other programs are locked out.
    Excluded,
    /// Yes: the file system has no locks.
    Possible,
}

/// Makes an empty database of the newest version, and lets `fill` write into it.
///
/// # Errors
/// It can't be written, or the error of `fill`. There is no database then.
pub(super) fn create(folder: &Folder, others: Others, fill: impl FnOnce(&WriteTx<'_>) -> Result<()>) -> Result<()> {
    let path = folder.unfinished();
    remove_database(&path)?;
    make_private_file(&path)?;
    let mut connection = connection::open(&path)?;
    migrate::migrate(&mut connection)?;
    write_and_close(connection, fill)?;
    place(&path, folder, others)
}

/// Writes to a database in one transaction and closes it, so that all of it is in its one file.
///
/// # Errors
/// It can't be written, or the error of `write`.
pub(super) fn write_and_close(
    mut connection: Connection,
    write: impl FnOnce(&WriteTx<'_>) -> Result<()>,
) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tx = WriteTx::begin(&transaction)?;
    write(&tx)?;
    tx.finish()?;
    drop(tx);
    transaction.commit()?;
    // An explicit checkpoint, since closing returns no error and the WAL isn't renamed with the file.
    let busy: bool = connection.query_one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(Error::Busy);
    }
    Ok(connection.close().map_err(|(_, error)| error)?)
}

/// Gives a new database its name. A database that another program has made in the meantime is kept.
///
/// # Errors
/// The file can't be written or renamed.
pub(super) fn place(new: &Path, folder: &Folder, others: Others) -> Result<()> {
    let path = folder.database();
    sync_file(new)?;
    match others {
        Others::Excluded => fs::rename(new, &path).at(&path)?,
        // Unlike a rename, a link never replaces a file.
        Others::Possible => match fs::hard_link(new, &path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error).at(&path),
            _ => remove(new)?,
        },
    }
    folder.sync()
}
