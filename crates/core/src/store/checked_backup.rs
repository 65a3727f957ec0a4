//! Checking a backup before it is restored.

use std::path::{Path, PathBuf};

use super::{backup, damage::verify, errors::At, folder::Folder, tables::VAULT_RECORD_COPY, tx::ReadTx};
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
    pub(super) content: blake3::Hash,
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

/// Checks a backup; see [`super::Store::check_backup`]. The caller has locked the backups.
pub(super) fn check(path: &Path, folder: &Folder) -> Result<CheckedBackup> {
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

/// Fails if a file isn't in the folder of backups.
///
/// # Errors
/// [`Error::NoBackup`].
pub(super) fn assert_listed(path: &Path, folder: &Folder) -> Result<()> {
    if backup::list_if_any(folder)?.iter().any(|backup| backup == path) { Ok(()) } else { Err(Error::NoBackup) }
}

/// Reads a copy of a backup, after what is restored of it was checked. `read` also gets the hash of the file's content.
pub(super) fn read_checked<T>(path: &Path, read: impl FnOnce(blake3::Hash, &ReadTx<'_>) -> Result<T>) -> Result<T> {
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
