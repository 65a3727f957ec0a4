//! Backups: consistent copies in the folder `backups`. At most [`KEPT_OF_A_DAY`] of those that a user asks for are kept per day. Those of
//! earlier days, and those made before a migration or before another backup was restored, are kept until the user deletes them. A backup
//! without authorizations never replaces one that has some, so that backups of a database that was made because the file was missing don't
//! push out the data.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use serde::Serialize;
use ts_rs::TS;

use super::{
    connection,
    damage::verify,
    errors::At,
    files::{READ_BYTES, beside, make_private_file, own_file, remove, remove_database, sync_file, sync_folder},
    folder::{Folder, free_path, time_stamp},
    migrate, schema,
    tables::{AUTHORIZATION, Table},
    tx::WriteTx,
};
use crate::error::{Error, Result};

/// The folder of backups in the data folder.
pub(super) const BACKUPS: &str = "backups";
/// How many backups that a user asked for are kept per day. A page that keeps asking for backups can neither fill the disk nor push out
/// older ones.
const KEPT_OF_A_DAY: usize = 10;

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BackupReason {
    /// A user asked for it.
    Request,
    /// An older database was about to be migrated.
    Migration,
    /// Another backup was about to be restored.
    Restore,
}

impl BackupReason {
    const ALL: [Self; 3] = [Self::Request, Self::Migration, Self::Restore];

    /// What follows the time in the backup's name.
    fn suffix(self) -> &'static str {
        match self {
            Self::Request => "",
            Self::Migration => "-before-migration",
            Self::Restore => "-before-restore",
        }
    }

    /// Reads the reason from a backup's name; `None` if a user renamed it.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let (_, rest) = path.file_stem()?.to_str()?.split_once('Z')?;
        // A second backup at the same time has a number at the end.
        let is_number = |end: &str| end.len() == 3 && end.bytes().all(|byte| byte.is_ascii_digit());
        let suffix = rest.rsplit_once('-').filter(|(_, end)| is_number(end)).map_or(rest, |(suffix, _)| suffix);
        Self::ALL.into_iter().find(|reason| reason.suffix() == suffix)
    }
}

/// Makes a backup, and returns its path. The caller has locked the backups.
pub(super) fn back_up(connection: &Connection, folder: &Folder, reason: BackupReason) -> Result<PathBuf> {
    let backups = folder.within(BACKUPS)?;
    remove_unfinished(&backups)?;
    let path = write(connection, &backups, reason)?;
    if reason == BackupReason::Request {
        // The new backup is already safe, and an extra old one does no harm.
        let _ = prune(&backups, &path);
    }
    Ok(path)
}

/// Writes a backup next to the others, which stay.
pub(super) fn write(connection: &Connection, backups: &Path, reason: BackupReason) -> Result<PathBuf> {
    let path = free_path(backups, &(time_stamp()? + reason.suffix()));
    // It gets its name when it is complete, so that every file that ends in `.db` is a usable backup.
    let unfinished = path.with_extension("part");
    let made = write_copy(connection, &unfinished).and_then(|()| fs::rename(&unfinished, &path).at(&path));
    if made.is_err() {
        remove_database(&unfinished)?;
    }
    made?;
    sync_folder(backups)?;
    Ok(path)
}

/// Removes the files left by a program that was killed while it made or changed a backup. The caller has locked the backups.
pub(super) fn remove_unfinished(backups: &Path) -> Result<()> {
    for path in fs::read_dir(backups).at(backups)?.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ends = [".part", ".part-wal", ".part-shm", ".part-journal"];
        if name.starts_with("keyfob-") && ends.iter().any(|end| name.ends_with(end)) {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Writes a copy of the database to a new file.
pub(super) fn write_copy(connection: &Connection, path: &Path) -> Result<()> {
    remove_database(path)?;
    // SQLite accepts an empty file and keeps its mode.
    make_private_file(path)?;
    connection.execute("VACUUM INTO ?1", [utf8(path)?])?;
    sync_file(path)
}

fn utf8(path: &Path) -> Result<&str> {
    let refused = || std::io::Error::new(std::io::ErrorKind::InvalidFilename, "its name is not UTF-8");
    path.to_str().ok_or_else(refused).at(path)
}

/// Removes the oldest backups that a user asked for on the day of the one that was just made, but never that one. Those without
/// authorizations go first, and if the new one has none, no others go.
fn prune(backups: &Path, made: &Path) -> Result<()> {
    let day = |path: &Path| {
        path.file_name().and_then(|name| name.to_str()).and_then(|name| name.get(..DAY_BYTES)).map(str::to_owned)
    };
    let mut paths = list(backups)?;
    paths
        .retain(|path| path != made && day(path) == day(made) && BackupReason::of(path) == Some(BackupReason::Request));
    let too_many = (paths.len() + 1).saturating_sub(KEPT_OF_A_DAY);
    if too_many == 0 {
        return Ok(());
    }
    // One that can't be read may have authorizations.
    let is_empty = |path: &Path| matches!(has_authorizations(path), Ok(false));
    let (mut removable, others): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| is_empty(path));
    if !is_empty(made) {
        removable.extend(others);
    }
    removable.iter().take(too_many).try_for_each(|path| remove(path))
}

/// The backups in their folder, oldest first: the names begin with the time.
pub(super) fn list(backups: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(backups).at(backups)?;
    let mut paths: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|p| is_backup(p)).collect();
    paths.sort();
    Ok(paths)
}

/// Whether there is a backup, usable or not.
///
/// # Errors
/// The folder can't be read.
pub(super) fn exists(folder: &Folder) -> Result<bool> {
    Ok(!list_if_any(folder)?.is_empty())
}

/// The backups, oldest first; none if they have no folder.
pub(super) fn list_if_any(folder: &Folder) -> Result<Vec<PathBuf>> {
    let backups = folder.path().join(BACKUPS);
    if backups.is_dir() { list(&backups) } else { Ok(Vec::new()) }
}

/// Whether a backup has authorizations. Nothing else about it is checked.
fn has_authorizations(path: &Path) -> Result<bool> {
    let connection = open_unchecked(path, &[&AUTHORIZATION])?;
    Ok(connection.query_row("SELECT EXISTS (SELECT 1 FROM authorization)", [], |row| row.get(0))?)
}

/// Opens a backup to read from these tables, without a copy.
pub(super) fn open_unchecked(path: &Path, tables: &[&Table]) -> Result<Connection> {
    assert_plain(path)?;
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // In every version: a view instead of a table could return rows without end.
    let kind = "SELECT count(*) FROM sqlite_schema WHERE name = ?1 AND type = 'table' AND sql NOT LIKE '%VIRTUAL%'";
    for table in tables {
        if connection.query_row(kind, [table.name], |row| row.get::<_, i64>(0))? != 1 {
            return Err(table.damaged());
        }
    }
    Ok(connection)
}

/// Rejects a file that can't be an unchanged backup: one that isn't a regular file, one that is too large, or one with a WAL file next
/// to it,
/// which SQLite would read as part of it.
pub(super) fn assert_plain(path: &Path) -> Result<()> {
    own_file(path)?;
    let refused = |why: &str| Err(std::io::Error::new(std::io::ErrorKind::InvalidData, why)).at(path);
    if fs::metadata(path).at(path)?.len() > READ_BYTES {
        return refused("it is larger than Keyfob reads");
    }
    if ["-journal", "-wal", "-shm"].iter().any(|suffix| fs::symlink_metadata(beside(path, suffix)).is_ok()) {
        return refused("there is a log beside it, which a backup never has");
    }
    Ok(())
}

/// Changes a backup: a copy is migrated and changed, and replaces the backup when it is complete.
///
/// # Errors
/// It can't be read or written, or the first error of `change`. The backup is then unchanged.
pub(super) fn change(path: &Path, change: impl Fn(&WriteTx<'_>) -> Result<()>) -> Result<()> {
    assert_plain(path)?;
    with_copy(path, |copy| {
        change_copy(copy, change)?;
        fs::rename(copy, path).at(path)
    })?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Runs `work` with a copy of a backup, which is removed afterwards.
pub(super) fn with_copy<T>(path: &Path, work: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    let copy = path.with_extension("part");
    remove_database(&copy)?;
    make_private_file(&copy)?;
    let done = fs::copy(path, &copy).at(&copy).and_then(|_| work(&copy));
    remove_database(&copy)?;
    done
}

/// Opens a copy of a database, migrates it and checks everything.
///
/// # Errors
/// [`Error::Damaged`]; [`Error::NewerDatabase`]; it can't be read or written.
pub(super) fn open_checked(copy: &Path) -> Result<Connection> {
    let mut connection = open_copy(copy).map_err(verify::as_damage)?;
    verify::whole(&mut connection)?;
    Ok(connection)
}

/// Opens a copy of a backup, and migrates it.
pub(super) fn open_copy(path: &Path) -> Result<Connection> {
    let mut connection = connection::open(path)?;
    schema::version(&connection)?;
    // Checked before a migration runs on it.
    schema::check_schema_of_version(&connection)?;
    migrate::migrate(&mut connection)?;
    Ok(connection)
}

fn change_copy(path: &Path, change: impl Fn(&WriteTx<'_>) -> Result<()>) -> Result<()> {
    let mut connection = open_copy(path)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tx = WriteTx::begin(&transaction)?;
    change(&tx)?;
    tx.finish()?;
    drop(tx);
    transaction.commit()?;
    // A backup is a single file, without a WAL.
    connection.execute_batch("VACUUM")?;
    let mode: String = connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    connection.close().map_err(|(_, error)| error)?;
    if mode != "delete" {
        return Err(Error::Busy);
    }
    sync_file(path)
}

/// The beginning of a backup's name, up to its day: `keyfob-20260102`.
const DAY_BYTES: usize = 15;

/// Whether a file has the name of a backup. Users may keep other copies in the same folder.
fn is_backup(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(stamp) = name.strip_prefix("keyfob-").and_then(|name| name.strip_suffix(".db")) else { return false };
    stamp.len() >= 20
        && stamp.starts_with(|c: char| c.is_ascii_digit())
        && stamp.as_bytes()[8] == b'T'
        && stamp.contains('Z')
}
