//! The copy of an open database whose file is gone. It takes the place of the file when it is complete; if the program is killed before
//! that, the next opening puts it there.

use rusqlite::Connection;

use super::{
    backup,
    create::{self, Others},
    damage::repair,
    files::remove_database,
    folder::Folder,
    report::Recovery,
    tx::ReadTx,
};
use crate::error::{Error, Result};

/// Copies an open database and puts the copy in the place of the file. Another file that is there is moved away.
///
/// # Errors
/// The copy can't be written or renamed. It is removed then.
pub(super) fn write(open: &Connection, folder: &Folder, others: Others) -> Result<()> {
    let written = backup::write_copy(open, &folder.copy()).and_then(|()| place(folder, others));
    if written.is_err() {
        // After a change of the vault, it would still open with what opens the vault now.
        remove_database(&folder.copy())?;
    }
    written
}

fn place(folder: &Folder, others: Others) -> Result<()> {
    if others == Others::Excluded {
        if folder.database().exists() {
            repair::set_aside(folder)?;
        } else {
            // It is the log of the open database, and was copied with it.
            repair::remove_log(folder)?;
        }
    }
    create::place(&folder.copy(), folder, others)?;
    repair::forget(folder)
}

/// Whether a program was killed while it wrote a copy.
pub(super) fn is_left(folder: &Folder) -> bool {
    folder.copy().exists()
}

/// Puts a copy in the place of the missing database if a killed program left one that is complete, and returns whether it did. The report
/// says so. An incomplete copy, or one without authorizations, is removed. Other programs are locked out.
///
/// # Errors
/// [`Error::NewerDatabase`]; a file can't be read or written.
pub(super) fn adopt(folder: &Folder, newest_backup: impl FnOnce() -> Result<Option<String>>) -> Result<bool> {
    if !is_left(folder) {
        return Ok(false);
    }
    let connection = match backup::open_checked(&folder.copy()) {
        Err(Error::Damaged(_)) => None,
        connection => Some(connection?),
    };
    let recovered = match &connection {
        Some(connection) => ReadTx { connection }.ids()?.len(),
        None => 0,
    };
    let Some(connection) = connection.filter(|_| recovered > 0) else {
        remove_database(&folder.copy())?;
        return Ok(false);
    };
    let set_aside = repair::set_aside(folder)?.map(|aside| aside.display().to_string()).unwrap_or_default();
    let recovery = Recovery {
        set_aside,
        recovered: u32::try_from(recovered).unwrap_or(u32::MAX),
        all_losses_known: true,
        is_missing: true,
        is_from_copy: true,
        newest_backup: newest_backup()?,
        ..Recovery::default()
    };
    create::write_and_close(connection, |tx| match tx.recovery()? {
        // This was interrupted once.
        Some(earlier) if earlier.is_from_copy => Ok(()),
        _ => tx.keep_recovery(recovery),
    })?;
    create::place(&folder.copy(), folder, Others::Excluded)?;
    repair::forget(folder)?;
    Ok(true)
}
