//! Locks between programs: for the open database, for work on backups, and for token requests.
//!
//! Only a program that has exclusive access to the data folder moves a damaged database away and makes a new one. On a file system without
//! locks, exclusive access can't be established, so no program does that.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::{
    errors::At,
    files::{make_private_file, make_private_folder, own_file, remove},
    identity::FileId,
    waiting::Waiting,
};
use crate::error::{Error, Result};

/// The file that is locked by every program that has the database open.
pub(super) const DATA_LOCK: &str = "keyfob.lock";
/// The file that is locked while backups are made, changed or deleted.
pub(super) const BACKUPS_LOCK: &str = "backups.lock";

/// The folder of the files that are locked while a token is requested.
pub(super) const TOKEN_LOCKS: &str = "locks";

/// How often a file that its owner removes meanwhile is opened again before it counts as locked.
const ROUNDS: usize = 10;

type TryLock = fn(&File) -> std::result::Result<(), TryLockError>;

/// How files are locked.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileLocks {
    shared: TryLock,
    exclusive: TryLock,
}

impl FileLocks {
    /// The system's locks.
    pub(super) const SYSTEM: Self = Self { shared: File::try_lock_shared, exclusive: File::try_lock };
    /// A file system that has none.
    #[cfg(test)]
    pub(super) const UNSUPPORTED: Self = {
        fn refuse(_: &File) -> std::result::Result<(), TryLockError> {
            Err(TryLockError::Error(io::ErrorKind::Unsupported.into()))
        }
        Self { shared: refuse, exclusive: refuse }
    };

    /// The system's locks, of which the shared one is taken by a function.
    #[cfg(test)]
    pub(super) const fn with_shared(shared: TryLock) -> Self {
        Self { shared, ..Self::SYSTEM }
    }
}

/// The locks of a data folder.
#[derive(Debug)]
pub(super) struct Locks {
    folder: PathBuf,
    files: FileLocks,
}

/// Whether a program has exclusive access to the data folder.
pub(super) enum Alone {
    /// It has, until the lock is dropped.
    Yes(DataLock),
    /// Another program has the database open.
    No,
    /// The file system has no locks.
    Unknown,
}

/// The right to use the database, until the value is dropped or the process ends.
#[derive(Debug)]
pub(super) struct DataLock(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

/// The lock on the backups: until it is dropped, no other program makes, changes or deletes any.
#[derive(Debug)]
pub(crate) struct BackupsLock(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

/// The right to request the token of one environment, until the value is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct TokenLock {
    path: PathBuf,
    /// The lock lives as long as the file is open.
    file: File,
}

impl Drop for TokenLock {
    fn drop(&mut self) {
        // It is still locked, so no other program can take it for its own. What another program put in its place stays.
        if FileId::of(&self.path) == FileId::of_open(&self.file) {
            let _ = remove(&self.path);
        }
    }
}

impl Locks {
    pub(super) fn new(folder: &Path, files: FileLocks) -> Self {
        Self { folder: folder.to_owned(), files }
    }

    /// Waits until no other program is repairing the database, and prevents a repair until the lock is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] if a repair by another program takes too long.
    pub(super) fn enter(&self, waiting: &Waiting) -> Result<DataLock> {
        let file = self.file(DATA_LOCK)?;
        waiting.retry(|| match self.lock(self.files.shared, &file)? {
            Locked::ByOther => Err(Error::Busy),
            Locked::Here | Locked::Unsupported => Ok(()),
        })?;
        Ok(DataLock(file))
    }

    /// Locks out every other program, unless one has the database open.
    ///
    /// # Errors
    /// The file can't be opened or locked.
    pub(super) fn enter_alone(&self) -> Result<Alone> {
        let file = self.file(DATA_LOCK)?;
        Ok(match self.lock(self.files.exclusive, &file)? {
            Locked::Here => Alone::Yes(DataLock(file)),
            Locked::ByOther => Alone::No,
            Locked::Unsupported => Alone::Unknown,
        })
    }

    /// Locks the backups, so that only one program at a time works on them.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program is working on them.
    pub(super) fn backups(&self) -> Result<BackupsLock> {
        let file = self.file(BACKUPS_LOCK)?;
        match self.lock(self.files.exclusive, &file)? {
            Locked::ByOther => Err(Error::Busy),
            Locked::Here | Locked::Unsupported => Ok(BackupsLock(file)),
        }
    }

    /// Locks the token request that has this name; `None` while another program, or another thread, makes it. A file system without locks
    /// locks out no other program.
    ///
    /// # Errors
    /// The file can't be opened or locked.
    pub(super) fn token(&self, name: &str) -> Result<Option<TokenLock>> {
        let folder = self.folder.join(TOKEN_LOCKS);
        let path = folder.join(name);
        for _ in 0..ROUNDS {
            make_own_folder(&folder)?;
            let file = match open_own_file(&path) {
                // Its owner removed it between two of our steps.
                Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => continue,
                file => file?,
            };
            if matches!(self.lock(self.files.exclusive, &file)?, Locked::ByOther) {
                return Ok(None);
            }
            // Its owner may have removed it after it was opened here: the next program would lock another file.
            if FileId::of(&path) == FileId::of_open(&file) {
                return Ok(Some(TokenLock { path, file }));
            }
        }
        Ok(None)
    }

    fn lock(&self, try_lock: TryLock, file: &File) -> Result<Locked> {
        match try_lock(file) {
            Ok(()) => Ok(Locked::Here),
            Err(TryLockError::WouldBlock) => Ok(Locked::ByOther),
            Err(TryLockError::Error(error)) if is_unsupported(&error) => Ok(Locked::Unsupported),
            Err(TryLockError::Error(error)) => Err(error).at(&self.folder),
        }
    }

    fn file(&self, name: &str) -> Result<File> {
        Self::file_at(&self.folder.join(name))
    }

    fn file_at(path: &Path) -> Result<File> {
        make_private_file(path)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(
            &mut options,
            (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed(),
        );
        options.open(path).at(path)
    }
}

/// Makes a folder if there is none, and refuses a link in its place.
fn make_own_folder(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_dir()) {
        return Err(Error::NotAFolder(path.display().to_string()));
    }
    make_private_folder(path)
}

/// Opens a file that only its owner can access, and makes it if there is none. Links are refused, and nothing but the open file is changed.
fn open_own_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
        options.custom_flags((rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed());
    }
    let file = options.open(path).at(path)?;
    own_file(path)?;
    Ok(file)
}

enum Locked {
    Here,
    ByOther,
    Unsupported,
}

/// Whether the file system has no locks, or (NFS without its lock daemon) can't reach them.
fn is_unsupported(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}
