//! Backups: consistent copies in the folder `backups`, the newest [`KEPT`] of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{
    fault::At,
    folder::{Folder, make_private_file, remove, sync_file, sync_folder},
};
use crate::error::Result;

/// How many backups are kept.
const KEPT: usize = 10;

/// Makes a backup, and answers where it is.
pub(super) fn back_up(connection: &Connection, folder: &Folder) -> Result<PathBuf> {
    let backups = folder.within("backups")?;
    let path = free_path(&backups, &time_stamp()?);
    // It gets its name when it is whole: a name that ends in `.db` is a backup that can be used.
    let unfinished = path.with_extension("part");
    let made = write_copy(connection, &unfinished).and_then(|()| fs::rename(&unfinished, &path).at(&path));
    if made.is_err() {
        remove(&unfinished)?;
    }
    made?;
    sync_folder(&backups)?;
    // The copy is made and safe; one too many does no harm.
    let _ = prune(&backups, &path);
    Ok(path)
}

fn write_copy(connection: &Connection, path: &Path) -> Result<()> {
    remove(path)?;
    // SQLite takes an empty file, and leaves its mode as it is.
    make_private_file(path)?;
    connection.execute("VACUUM INTO ?1", [utf8(path)?])?;
    sync_file(path)
}

fn utf8(path: &Path) -> Result<&str> {
    let refused = || std::io::Error::new(std::io::ErrorKind::InvalidFilename, "its name is not UTF-8");
    path.to_str().ok_or_else(refused).at(path)
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

/// Removes the oldest backups but never the one that was just made, whatever the clock said when the others were.
fn prune(backups: &Path, made: &Path) -> Result<()> {
    let entries = fs::read_dir(backups).at(backups)?;
    let mut paths: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|p| is_backup(p)).collect();
    paths.retain(|path| path != made);
    // The names begin with the time: the newest come last.
    paths.sort();
    let too_many = (paths.len() + 1).saturating_sub(KEPT);
    paths.iter().take(too_many).try_for_each(|path| remove(path))
}

/// Whether a file has a name that only a backup of ours has: a person may keep copies of their own beside them.
fn is_backup(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(stamp) = name.strip_prefix("keyfob-").and_then(|name| name.strip_suffix(".db")) else { return false };
    stamp.len() >= 20
        && stamp.starts_with(|c: char| c.is_ascii_digit())
        && stamp.as_bytes()[8] == b'T'
        && stamp.contains('Z')
}
