//! Restoring a backup: what the user is asked about is checked first, and is what is restored.
//!
//! The rows of the backup replace those of the open database in one transaction. A program that is killed leaves either the old data or the
//! backup's, and other programs that have the database open notice the change like any other. What is replaced is kept as a backup, which
//! is written while no other program can save.

use std::path::{Path, PathBuf};

use super::{
    Store,
    backup::{self, BACKUPS, BackupReason},
    connection,
    damage::verify,
    errors::At,
    files,
    folder::Folder,
    tables::VAULT_RECORD_COPY,
    tx::{ReadTx, WriteTx},
};
use crate::error::{Error, Result};

/// A backup of which everything that is restored was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckedBackup {
    /// The file.
    pub(crate) path: PathBuf,
    /// Newer backups that can't be restored, newest first, if the newest one was asked for.
    pub(crate) unusable: Vec<PathBuf>,
    /// How many authorizations it has.
    pub(crate) authorizations: u32,
    /// Its vault record and the copy of that.
    pub(crate) records: [Option<String>; 2],
    /// Whether there is anything in it that requires a vault.
    pub(crate) needs_vault: bool,
    /// The content of the file, so that no other one is restored in its place.
    content: blake3::Hash,
}

impl Store {
    /// Returns the newest backup that has authorizations and can be restored.
    ///
    /// # Errors
    /// [`Error::NoBackup`]; [`Error::BackupUnusable`] if there are only such backups; [`Error::Busy`] if another program works on backups for
    /// too long; the disk is full or read-only.
    pub(crate) fn newest_backup(&self) -> Result<CheckedBackup> {
        let _lock = self.lock_backups()?;
        newest(&self.folder)
    }

    /// Checks a backup.
    ///
    /// # Errors
    /// [`Error::NoBackup`] if it isn't in the folder of backups or has no authorizations; [`Error::BackupUnusable`]; [`Error::Busy`] if
    /// another program works on backups for too long; it can't be read or copied.
    pub(crate) fn check_backup(&self, path: &Path) -> Result<CheckedBackup> {
        let _lock = self.lock_backups()?;
        self.heed_disk(check(path, &self.folder))
    }

    /// Restores a backup, and returns the path of the backup of what was there before; `None` if that had no authorizations. `restore`
    /// copies the backup's rows into the database, after it has looked at both. What was recovered when the backup was made counts as seen:
    /// it isn't what happened to this database.
    ///
    /// # Errors
    /// [`Error::NoBackup`] and [`Error::BackupUnusable`] as for [`Store::check_backup`]; [`Error::BackupChanged`] if the file isn't the one
    /// that was checked; the first error of `restore`; the database or the backup can't be written. Then nothing is changed.
    pub(crate) fn restore_backup(
        &self,
        checked: &CheckedBackup,
        restore: impl FnOnce(&WriteTx<'_>, &ReadTx<'_>) -> Result<()>,
    ) -> Result<Option<PathBuf>> {
        let _lock = self.lock_backups()?;
        let backups = self.folder.within(BACKUPS)?;
        backup::remove_unfinished(&backups)?;
        assert_listed(&checked.path, &self.folder)?;
        let restored = read_checked(&checked.path, |content, backup| {
            if content != checked.content {
                return Err(Error::BackupChanged(checked.path.display().to_string()));
            }
            self.write(|tx| {
                let kept = if tx.ids()?.is_empty() { None } else { Some(self.keep_current(&backups)?) };
                let copied = restore(tx, backup).and_then(|()| tx.dismiss_recovery());
                // Without a commit, the backup of what is still there is of no use.
                if let (Err(_), Some(kept)) = (&copied, &kept) {
                    let _ = files::remove(kept);
                }
                copied.map(|()| kept)
            })
        });
        self.heed_disk(restored)
    }

    /// Writes a backup of what is saved now. The caller has the write lock, so it is complete.
    fn keep_current(&self, backups: &Path) -> Result<PathBuf> {
        let connection = connection::open(&self.folder.database())?;
        backup::write(&connection, backups, BackupReason::Restore)
    }
}

/// Returns the newest backup that has authorizations and can be restored. The caller has locked the backups.
///
/// # Errors
/// [`Error::NoBackup`] if none has authorizations; [`Error::BackupUnusable`] names the newest one if none can be restored; a backup
/// can't be copied because the disk is full or read-only.
pub(super) fn newest(folder: &Folder) -> Result<CheckedBackup> {
    let mut unusable = Vec::new();
    for path in backup::list_if_any(folder)?.into_iter().rev() {
        match check(&path, folder) {
            Ok(backup) => return Ok(CheckedBackup { unusable, ..backup }),
            Err(Error::NoBackup) => {}
            Err(error @ (Error::DiskFull | Error::ReadOnly(_))) => return Err(error),
            Err(Error::DiskFailed(_)) if folder.is_full() => return Err(Error::DiskFull),
            Err(_) => unusable.push(path),
        }
    }
    Err(unusable.first().map_or(Error::NoBackup, |path| unusable_error(path)))
}

fn check(path: &Path, folder: &Folder) -> Result<CheckedBackup> {
    assert_listed(path, folder)?;
    let checked = read_checked(path, |content, backup| {
        Ok(CheckedBackup {
            path: path.to_owned(),
            unusable: Vec::new(),
            authorizations: u32::try_from(backup.ids()?.len()).unwrap_or(u32::MAX),
            records: [backup.vault_record()?, backup.setting(VAULT_RECORD_COPY)?],
            needs_vault: backup.needs_vault()?,
            content,
        })
    })?;
    if checked.authorizations == 0 { Err(Error::NoBackup) } else { Ok(checked) }
}

fn assert_listed(path: &Path, folder: &Folder) -> Result<()> {
    if backup::list_if_any(folder)?.iter().any(|backup| backup == path) { Ok(()) } else { Err(Error::NoBackup) }
}

/// Reads a copy of a backup, after what is restored of it was checked. `read` also gets the hash of the file's content.
fn read_checked<T>(path: &Path, read: impl FnOnce(blake3::Hash, &ReadTx<'_>) -> Result<T>) -> Result<T> {
    backup::assert_plain(path)?;
    backup::with_copy(path, |copy| {
        let content = blake3::Hasher::new().update_reader(std::fs::File::open(copy).at(copy)?).at(copy)?.finalize();
        // Neither the log nor the index of the search is read.
        let opened = backup::open_copy(copy).map_err(verify::as_damage).and_then(|mut backup| {
            verify::all_but_the_log(&mut backup)?;
            Ok(backup)
        });
        let backup = opened.map_err(|error| match error {
            // An error about the database would tell the user to restart Keyfob, which wouldn't help.
            Error::Damaged(_) | Error::NewerDatabase { .. } => unusable_error(path),
            error => error,
        })?;
        let value = read(content, &ReadTx { connection: &backup })?;
        backup.close().map_err(|(_, error)| error)?;
        Ok(value)
    })
}

fn unusable_error(path: &Path) -> Error {
    Error::BackupUnusable(path.display().to_string())
}
