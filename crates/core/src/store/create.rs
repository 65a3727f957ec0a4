//! Makes a new database file. It gets its name when it is complete, so that an empty file is never taken for a database.

use std::{fs, io};

use rusqlite::{Connection, TransactionBehavior};

use super::{
    connection,
    errors::At,
    files::{beside, make_private_file, remove, sync_file},
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
pub(super) fn create<T>(folder: &Folder, others: Others, fill: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
    let path = folder.unfinished();
    remove_unfinished(folder)?;
    make_private_file(&path)?;
    let mut connection = connection::open(&path)?;
    migrate::migrate(&mut connection)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tx = WriteTx::begin(&transaction)?;
    let value = fill(&tx)?;
    tx.finish()?;
    drop(tx);
    transaction.commit()?;
    close(connection)?;
    place(folder, others)?;
    Ok(value)
}

/// Removes the files left by a program that was killed while it made a database.
///
/// # Errors
/// A file can't be removed.
pub(super) fn remove_unfinished(folder: &Folder) -> Result<()> {
    ["", "-wal", "-shm"].iter().try_for_each(|suffix| remove(&beside(&folder.unfinished(), suffix)))
}

/// Closes a new database, so that all of it is in its one file.
fn close(connection: Connection) -> Result<()> {
    // An explicit checkpoint, since closing returns no error and the WAL isn't renamed with the file.
    let busy: bool = connection.query_one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(Error::Busy);
    }
    Ok(connection.close().map_err(|(_, error)| error)?)
}

/// Gives the new database its name. A database that another program has made in the meantime is kept.
///
/// # Errors
/// The file can't be written or renamed.
pub(super) fn place(folder: &Folder, others: Others) -> Result<()> {
    let (unfinished, path) = (folder.unfinished(), folder.database());
    sync_file(&unfinished)?;
    match others {
        Others::Excluded => fs::rename(&unfinished, &path).at(&path)?,
        // Unlike a rename, a link never replaces a file.
        Others::Possible => match fs::hard_link(&unfinished, &path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error).at(&path),
            _ => remove(&unfinished)?,
        },
    }
    folder.sync()
}
