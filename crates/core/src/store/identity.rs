//! Identifies the open file. Writes to a database that was deleted or replaced while it was open are lost when it is closed.

use std::path::{Path, PathBuf};

use super::files::beside;

/// The files of an open database as they were when it was opened.
#[derive(Debug)]
pub(super) struct OpenFiles(Vec<(PathBuf, Option<FileId>)>);

impl OpenFiles {
    /// Notes which files the database and its log are.
    pub(super) fn of(database: &Path) -> Self {
        let paths = [database.to_owned(), beside(database, "-wal")];
        Self(paths.into_iter().map(|path| (path.clone(), FileId::of(&path))).collect())
    }

    /// Whether the files at these paths are still the same.
    pub(super) fn are_in_place(&self) -> bool {
        self.0.iter().all(|(path, opened)| FileId::of(path) == *opened)
    }
}

/// Identifies a file while it is open: its inode number isn't reused until it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let file = std::fs::metadata(path).ok()?;
        Some(Self { device: file.dev(), inode: file.ino() })
    }

    /// Windows doesn't let a file be deleted or replaced while it is open.
    #[cfg(not(unix))]
    fn of(path: &Path) -> Option<Self> {
        path.exists().then_some(Self { device: 0, inode: 0 })
    }
}
