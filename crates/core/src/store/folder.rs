//! The data folder: the path of each file, and who can access it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{
    errors::At,
    files::{make_private_file, make_private_folder, own_file, remove, remove_database, restrict, sync_folder},
    locks::{BACKUPS_LOCK, DATA_LOCK, TOKEN_LOCKS},
};
use crate::error::Result;

/// The files that are opened in the data folder, including SQLite's.
const FILES: [&str; 15] = [
    "keyfob.db",
    "keyfob.db-wal",
    "keyfob.db-shm",
    "keyfob.db-journal",
    "keyfob.db-new",
    "keyfob.db-new-wal",
    "keyfob.db-new-shm",
    "keyfob.db-new-journal",
    "keyfob.db-part",
    "keyfob.db-part-wal",
    "keyfob.db-part-shm",
    "keyfob.db-part-journal",
    "keyfob.db-suspect",
    DATA_LOCK,
    BACKUPS_LOCK,
];
/// The folders in the data folder.
const FOLDERS: [&str; 4] = ["backups", "damaged", TOKEN_LOCKS, "web"];

/// The data folder, which exists and is restricted to this user.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder if there is none, restricts it and its subfolders to this user, and checks its files.
    ///
    /// # Errors
    /// One of the files is a link, a pipe or owned by another user.
    pub(super) fn prepare(path: &Path) -> Result<Self> {
        make_private_folder(path)?;
        let folder = Self::existing(path)?;
        for name in FOLDERS {
            let within = path.join(name);
            if fs::symlink_metadata(&within).is_ok_and(|found| found.is_dir()) {
                restrict(&within, 0o700).at(&within)?;
            }
        }
        Ok(folder)
    }

    /// Checks the files of a folder and changes nothing.
    ///
    /// # Errors
    /// As for [`Folder::prepare`].
    pub(super) fn existing(path: &Path) -> Result<Self> {
        FILES.iter().try_for_each(|name| own_file(&path.join(name)))?;
        Ok(Self(path.to_owned()))
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The database.
    pub(super) fn database(&self) -> PathBuf {
        self.0.join("keyfob.db")
    }

    /// A new database until it is complete and becomes [`Folder::database`].
    pub(super) fn unfinished(&self) -> PathBuf {
        self.0.join("keyfob.db-part")
    }

    /// A copy of an open database whose file is gone, until the copy becomes [`Folder::database`]. If the program is killed in between, this
    /// may be all that is left.
    pub(super) fn copy(&self) -> PathBuf {
        self.0.join("keyfob.db-new")
    }

    /// Removes what a killed program left of a new database or a copy.
    ///
    /// # Errors
    /// A file can't be removed.
    pub(super) fn remove_unfinished(&self) -> Result<()> {
        remove_database(&self.unfinished())?;
        remove_database(&self.copy())
    }

    /// Returns a subfolder, which is made if there is none.
    pub(super) fn within(&self, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        make_private_folder(&path)?;
        Ok(path)
    }

    /// The marker file that asks for a complete check.
    fn suspicion(&self) -> PathBuf {
        self.0.join("keyfob.db-suspect")
    }

    /// Asks for a complete check of the database at the next opening.
    pub(super) fn mark_suspect(&self) {
        let _ = make_private_file(&self.suspicion());
    }

    /// Whether a complete check was asked for.
    pub(super) fn is_suspect(&self) -> bool {
        self.suspicion().exists()
    }

    /// Whether its disk has no free space or inodes.
    #[cfg(unix)]
    pub(super) fn is_full(&self) -> bool {
        // Some file systems don't count inodes.
        rustix::fs::statvfs(&self.0).is_ok_and(|disk| disk.f_bavail == 0 || (disk.f_files > 0 && disk.f_favail == 0))
    }

    /// Windows reports a full disk itself.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "the same shape on every platform")]
    pub(super) fn is_full(&self) -> bool {
        false
    }

    /// Removes the marker file.
    pub(super) fn clear_suspicion(&self) -> Result<()> {
        remove(&self.suspicion())
    }

    /// Syncs the folder, so that created and renamed files survive a power loss.
    pub(super) fn sync(&self) -> Result<()> {
        sync_folder(&self.0)
    }
}

/// Returns the path of a file that is named after the current time and doesn't exist yet.
pub(super) fn free_path(folder: &Path, time_stamp: &str) -> PathBuf {
    let mut path = folder.join(format!("keyfob-{time_stamp}.db"));
    let mut count = 1;
    while path.exists() || path.with_extension("part").exists() {
        count += 1;
        path = folder.join(format!("keyfob-{time_stamp}-{count:03}.db"));
    }
    path
}

/// Returns the time as it is written in file names, such as `20260102T030405.678Z`.
pub(super) fn time_stamp() -> Result<String> {
    let connection = Connection::open_in_memory()?;
    Ok(connection.query_one("SELECT strftime('%Y%m%dT%H%M%fZ', 'now')", [], |row| row.get(0))?)
}
