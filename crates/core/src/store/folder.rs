//! The data folder: where each file lies, who may read them, and who has the database open.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::{fault::At, waiting::Waiting};
use crate::error::{Error, Result};

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
    "keyfob.lock",
    BACKUPS_LOCK,
];
/// The file that is locked while backups are made, changed or deleted.
const BACKUPS_LOCK: &str = "backups.lock";
/// The folders in the data folder.
const FOLDERS: [&str; 3] = ["backups", "damaged", "web"];

/// The data folder, made and closed to others.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder where there is none, closes it and the folders in it to everybody but its owner, and checks its files.
    ///
    /// # Errors
    /// One of the files is a link, a pipe or somebody else's: it would be followed, waited for, or changed under our hands.
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

    /// A folder within, made where there is none.
    pub(super) fn within(&self, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        make_private_folder(&path)?;
        Ok(path)
    }

    /// Where it is noted that the database must be checked whole.
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

    /// Waits until no other program repairs the database, and keeps it from being repaired as long as the lock lives.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program repairs it for too long.
    pub(super) fn enter(&self, waiting: &Waiting) -> Result<Presence> {
        let file = self.lock_file("keyfob.lock")?;
        waiting.retry(|| match file.try_lock_shared() {
            // A file system without locks: no other program repairs there while others may be in.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
            locked => self.as_busy(locked),
        })?;
        Ok(Presence(file))
    }

    /// Locks every other program out; `None` if one is in.
    pub(super) fn enter_alone(&self) -> Result<Option<Presence>> {
        let file = self.lock_file("keyfob.lock")?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Presence(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Some(Presence(file))),
            Err(TryLockError::Error(error)) => Err(error).at(&self.0),
        }
    }

    /// Locks the backups, so that one program at a time works on them.
    ///
    /// # Errors
    /// [`Error::Busy`] if another program does.
    pub(super) fn lock_backups(&self) -> Result<BackupsLock> {
        let file = self.lock_file(BACKUPS_LOCK)?;
        match file.try_lock() {
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            locked => self.as_busy(locked)?,
        }
        Ok(BackupsLock(file))
    }

    fn as_busy(&self, locked: std::result::Result<(), TryLockError>) -> Result<()> {
        match locked {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => Err(Error::Busy),
            Err(TryLockError::Error(error)) => Err(error).at(&self.0),
        }
    }

    fn lock_file(&self, name: &str) -> Result<File> {
        let path = self.0.join(name);
        make_private_file(&path)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(
            &mut options,
            (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed(),
        );
        options.open(&path).at(&path)
    }
}

/// The right to be in the folder; it ends with the value, or with the process.
#[derive(Debug)]
pub(super) struct Presence(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

/// The lock on the backups: no other program makes, changes or deletes any as long as it lives.
#[derive(Debug)]
pub(crate) struct BackupsLock(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

/// The name of SQLite's own file beside a database: its log (`-wal`) or the log's index (`-shm`).
pub(super) fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes an empty file that only its owner may read, or closes the one that is there; SQLite's own files take its mode over.
pub(super) fn make_private_file(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error).at(path),
        _ => restrict(path, 0o600).at(path),
    }
}

/// Refuses a file that is there and isn't a regular file of ours. A folder in its place is told by whoever opens it.
pub(super) fn own_file(path: &Path) -> Result<()> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found.at(path)?,
    };
    let refuse = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, why)).at(path);
    if found.is_symlink() {
        return refuse(
            "it is a link, which Keyfob doesn't follow. Put the file itself here, or move the whole folder with KEYFOB_HOME",
        );
    }
    if !found.is_file() && !found.is_dir() {
        return refuse("it isn't a regular file. Remove it and start again");
    }
    if !is_ours(&found) {
        return refuse("it belongs to another user. Start Keyfob as that user, or take the file over");
    }
    Ok(())
}

#[cfg(unix)]
fn is_ours(found: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(found) == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_ours(_: &fs::Metadata) -> bool {
    true
}

fn make_private_folder(path: &Path) -> Result<()> {
    if !path.is_dir() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).at(path)?;
        if let Some(parent) = path.parent() {
            sync_folder(parent)?;
        }
    }
    refuse_shared(path)?;
    restrict(path, 0o700).at(path)
}

/// Refuses a folder that belongs to everybody, such as `/tmp`: to make it private would lock all others out.
#[cfg(unix)]
fn refuse_shared(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    const STICKY: u32 = 0o1000;
    if fs::metadata(path).at(path)?.permissions().mode() & STICKY == 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is shared by everybody; name a folder within it")).at(path)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix twin can fail")]
fn refuse_shared(_: &Path) -> Result<()> {
    Ok(())
}

/// Sets a mode where it differs. By path: a database must not be opened here, since closing any file of it would give up the
/// locks of every connection in the process (`fcntl(2)`).
#[cfg(unix)]
pub(super) fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path)?.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Windows keeps a person's application data from other people by itself.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix twin can fail")]
pub(super) fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

pub(super) fn sync_folder(path: &Path) -> Result<()> {
    // Only Unix can open a folder to sync it; elsewhere the file system does.
    if cfg!(unix) {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        File::open(path).and_then(|folder| folder.sync_all()).at(path)?;
    }
    Ok(())
}

/// Makes a file's bytes last through a loss of power.
pub(super) fn sync_file(path: &Path) -> Result<()> {
    OpenOptions::new().write(true).open(path).and_then(|file| file.sync_all()).at(path)
}

/// Removes a file where there is one.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result.at(path),
    }
}
