//! Identifies the open file. Writes to a database that was deleted or replaced while it was open are lost when it is closed.

#[cfg(unix)]
use std::fs::Metadata;
use std::{
    fs::File,
    path::{Path, PathBuf},
};

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
pub(super) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().map(|found| Self::of_metadata(&found))
    }

    /// The file that is open.
    #[cfg(unix)]
    pub(super) fn of_open(file: &File) -> Option<Self> {
        file.metadata().ok().map(|found| Self::of_metadata(&found))
    }

    #[cfg(unix)]
    fn of_metadata(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: found.dev(), inode: found.ino() }
    }

    /// Windows doesn't let a file be deleted or replaced while it is open.
    #[cfg(not(unix))]
    pub(super) fn of(path: &Path) -> Option<Self> {
        path.exists().then_some(Self { device: 0, inode: 0 })
    }

    /// See [`FileId::of`].
    #[cfg(not(unix))]
    pub(super) fn of_open(_: &File) -> Option<Self> {
        Some(Self { device: 0, inode: 0 })
    }
}
