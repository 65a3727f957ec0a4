//! Restoring a backup: what the user is asked about is checked first, and is what is restored.
//!
//! The rows of the backup replace those of the open database in one transaction. A program that is killed leaves either the old data or the
//! backup's, and other programs that have the database open notice the change like any other. What is replaced is kept as a backup, which
//! is written while no other program can save.

use std::path::{Path, PathBuf};

use super::{
    Store,
    backup::{self, BACKUPS, BackupReason},
    checked_backup::{self, CheckedBackup, assert_listed, read_checked},
    connection, files,
    tx::{ReadTx, WriteTx},
};
use crate::error::{Error, Result};

impl Store {
    /// Returns the newest backup that has authorizations and can be restored.
    ///
    /// # Errors
    /// [`Error::NoBackup`]; [`Error::BackupUnusable`] if there are only such backups; [`Error::Busy`] if another program works on backups for
    /// too long; the disk is full or read-only.
    pub(crate) fn newest_backup(&self) -> Result<CheckedBackup> {
        let _lock = self.lock_backups()?;
        checked_backup::newest(&self.folder)
    }

    /// Checks a backup.
    ///
    /// # Errors
    /// [`Error::NoBackup`] if it isn't in the folder of backups or has no authorizations; [`Error::BackupUnusable`]; [`Error::Busy`] if
    /// another program works on backups for too long; it can't be read or copied.
    pub(crate) fn check_backup(&self, path: &Path) -> Result<CheckedBackup> {
        let _lock = self.lock_backups()?;
        self.heed_disk(checked_backup::check(path, &self.folder))
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
