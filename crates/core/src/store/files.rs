//! Files and folders that only their owner can access.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use super::errors::At;
use crate::error::{Error, Result};

/// The largest file that is read whole, in bytes. A sparse file can claim any size.
pub(super) const READ_BYTES: u64 = 1 << 30;

/// Returns the name of a file that SQLite keeps next to a database: the WAL (`-wal`), its index (`-shm`) or
/// the rollback journal (`-journal`).
pub(super) fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes an empty file that only its owner can access, or restricts an existing one. SQLite gives its own files the same mode.
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

/// Rejects a file that isn't a regular file owned by this user. A folder fails later, when it is opened as a file.
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

/// Makes a folder and any missing parents, and restricts it to this user.
///
/// # Errors
/// [`Error::NotAFolder`] if it or a parent is a file; the folder is shared by all users; it can't be made.
pub(super) fn make_private_folder(path: &Path) -> Result<()> {
    if !path.is_dir() {
        if let Some(file) = path.ancestors().find(|above| above.exists()).filter(|above| !above.is_dir()) {
            return Err(Error::NotAFolder(file.display().to_string()));
        }
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

/// Rejects a folder that all users share, such as `/tmp`: making it private would lock out other users.
#[cfg(unix)]
fn refuse_shared(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    const STICKY: u32 = 0o1000;
    if fs::metadata(path).at(path)?.permissions().mode() & STICKY == 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "all users share it. Choose a folder inside it")).at(path)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix twin can fail")]
fn refuse_shared(_: &Path) -> Result<()> {
    Ok(())
}

/// Sets a mode if it differs. This goes by path, because opening and closing a database file would release the locks of every connection
/// in the process (`fcntl(2)`).
#[cfg(unix)]
pub(super) fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path)?.permissions().mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// On Windows, other users have no access to a user's application data.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix twin can fail")]
pub(super) fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

pub(super) fn sync_folder(path: &Path) -> Result<()> {
    // Only Unix can sync a folder; on Windows the file system does it.
    if cfg!(unix) {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        File::open(path).and_then(|folder| folder.sync_all()).at(path)?;
    }
    Ok(())
}

/// Syncs a file to disk, so that it survives a power loss.
pub(super) fn sync_file(path: &Path) -> Result<()> {
    OpenOptions::new().write(true).open(path).and_then(|file| file.sync_all()).at(path)
}

/// Removes a database, if there is one, with the files that SQLite keeps next to it.
pub(super) fn remove_database(path: &Path) -> Result<()> {
    ["", "-wal", "-shm", "-journal"].iter().try_for_each(|suffix| remove(&beside(path, suffix)))
}

/// Removes a file if there is one.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result.at(path),
    }
}
