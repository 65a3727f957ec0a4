//! The data folder: where each file lies, and who may read them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{
    errors::At,
    files::{make_private_file, make_private_folder, own_file, remove, restrict, sync_folder},
    locks::{BACKUPS_LOCK, DATA_LOCK},
};
use crate::error::Result;

/// The files that are opened in the data folder, SQLite's own among them.
const FILES: [&str; 10] = [
    "keyfob.db",
    "keyfob.db-wal",
    "keyfob.db-shm",
    "keyfob.db-journal",
    "keyfob.db-new",
    "keyfob.db-new-wal",
    "keyfob.db-new-shm",
    "keyfob.db-suspect",
    DATA_LOCK,
    BACKUPS_LOCK,
];
/// The folders in the data folder.
const FOLDERS: [&str; 3] = ["backups", "damaged", "web"];

/// The data folder, made and closed to others.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder if there is none, closes it and the folders in it to other users, and checks its files.
    ///
    /// # Errors
    /// One of the files is a link, a pipe or another user's: it would be followed, waited for, or changed by that user.
    pub(super) fn prepare(path: &Path) -> Result<Self> {
        make_private_folder(path)?;
        let folder = Self(path.to_owned());
        FILES.iter().try_for_each(|name| own_file(&path.join(name)))?;
        for name in FOLDERS {
            let within = path.join(name);
            if fs::symlink_metadata(&within).is_ok_and(|found| found.is_dir()) {
                restrict(&within, 0o700).at(&within)?;
            }
        }
        Ok(folder)
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The database.
    pub(super) fn database(&self) -> PathBuf {
        self.0.join("keyfob.db")
    }

    /// A database while it is built, before it takes the place of [`Folder::database`].
    pub(super) fn unfinished(&self) -> PathBuf {
        self.0.join("keyfob.db-new")
    }

    /// Returns a folder within, which is made if there is none.
    pub(super) fn within(&self, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        make_private_folder(&path)?;
        Ok(path)
    }

    /// The note that the database must be checked whole.
    fn suspicion(&self) -> PathBuf {
        self.0.join("keyfob.db-suspect")
    }

    /// Notes that the database must be checked whole at the next opening. Without the note it is checked as ever.
    pub(super) fn mark_suspect(&self) {
        let _ = make_private_file(&self.suspicion());
    }

    /// Whether it was noted.
    pub(super) fn is_suspect(&self) -> bool {
        self.suspicion().exists()
    }

    /// Whether the disk that it lies on has no room for another file or block.
    #[cfg(unix)]
    pub(super) fn is_full(&self) -> bool {
        // Some file systems count no inodes at all.
        rustix::fs::statvfs(&self.0).is_ok_and(|disk| disk.f_bavail == 0 || (disk.f_files > 0 && disk.f_favail == 0))
    }

    /// Windows says it of itself.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "the same shape on every platform")]
    pub(super) fn is_full(&self) -> bool {
        false
    }

    /// Removes the note.
    pub(super) fn clear_suspicion(&self) -> Result<()> {
        remove(&self.suspicion())
    }

    /// Makes what was created or renamed in the folder last through a loss of power.
    pub(super) fn sync(&self) -> Result<()> {
        sync_folder(&self.0)
    }
}

/// The path of a file of this time that is not there yet.
pub(super) fn free_path(folder: &Path, time_stamp: &str) -> PathBuf {
    let mut path = folder.join(format!("keyfob-{time_stamp}.db"));
    let mut count = 1;
    while path.exists() || path.with_extension("part").exists() {
        count += 1;
        path = folder.join(format!("keyfob-{time_stamp}-{count:03}.db"));
    }
    path
}

/// The time as file names carry it, such as `20260102T030405.678Z`.
pub(super) fn time_stamp() -> Result<String> {
    let connection = Connection::open_in_memory()?;
    Ok(connection.query_one("SELECT strftime('%Y%m%dT%H%M%fZ', 'now')", [], |row| row.get(0))?)
}
