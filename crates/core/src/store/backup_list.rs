//! What the list of backups shows: read from the names and from the files themselves, without a copy and without checking every row.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use super::{
    backup::{self, BackupReason},
    damage::verify,
    schema,
    tables::{AUTHORIZATION, SETTING, VAULT, VAULT_NAME, VAULT_RECORD_COPY},
};
use crate::error::{Error, Result};

/// Whether a backup can be restored, as far as that is known without reading all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BackupState {
    /// It can, unless a row turns out to be damaged.
    Restorable,
    /// It has no authorizations.
    Empty,
    /// A newer version of Keyfob made it.
    Newer,
    /// It isn't a backup, or can't be read.
    Damaged,
}

/// A backup as it was found.
#[derive(Debug)]
pub(crate) struct FoundBackup {
    /// The file.
    pub(crate) path: PathBuf,
    /// When it was made, in UTC milliseconds; `None` if its name doesn't say.
    pub(crate) made_at_ms: Option<i64>,
    /// The size of the file.
    pub(crate) size_bytes: u64,
    /// Why it was made; `None` if its name doesn't say.
    pub(crate) reason: Option<BackupReason>,
    /// How many authorizations it has; `None` if it can't be read.
    pub(crate) authorizations: Option<u32>,
    /// Whether it can be restored.
    pub(crate) state: BackupState,
    /// Its vault record, or the copy of that if the record is missing; `None` if it has no vault.
    pub(crate) record: Result<Option<String>>,
}

/// Returns the backups in their folder, newest first.
///
/// # Errors
/// The folder can't be read.
pub(super) fn read(backups: &Path) -> Result<Vec<FoundBackup>> {
    let clock = Connection::open_in_memory()?;
    let found = backup::list(backups)?.into_iter().rev().map(|path| {
        let authorizations = count(&path);
        FoundBackup {
            made_at_ms: made_at(&clock, &path),
            size_bytes: fs::symlink_metadata(&path).map_or(0, |file| file.len()),
            reason: BackupReason::of(&path),
            state: match &authorizations {
                Ok(0) => BackupState::Empty,
                Ok(_) => BackupState::Restorable,
                Err(Error::NewerDatabase { .. }) => BackupState::Newer,
                Err(_) => BackupState::Damaged,
            },
            authorizations: authorizations.ok(),
            record: vault_record(&path),
            path,
        }
    });
    Ok(found.collect())
}

/// Returns the time in a backup's name.
fn made_at(clock: &Connection, path: &Path) -> Option<i64> {
    let stamp = path.file_name()?.to_str()?.strip_prefix("keyfob-")?;
    let part = |from: usize, to: usize| stamp.get(from..to);
    let (date, time) =
        ([part(0, 4)?, part(4, 6)?, part(6, 8)?].join("-"), [part(9, 11)?, part(11, 13)?, part(13, 19)?]);
    let sql = "SELECT CAST(round(unixepoch(?1, 'subsec') * 1000) AS INTEGER)";
    clock.query_one(sql, [format!("{date}T{}", time.join(":"))], |row| row.get(0)).ok()?
}

/// Returns how many authorizations a backup has, after a check of its version and definitions.
fn count(path: &Path) -> Result<u32> {
    let connection = backup::open_unchecked(path, &[&AUTHORIZATION]).map_err(verify::as_damage)?;
    schema::version(&connection)?;
    schema::check_schema_of_version(&connection)?;
    Ok(connection.query_one("SELECT count(*) FROM authorization", [], |row| row.get(0))?)
}

/// The vault's record in a backup, or its copy if the record is missing; `None` if it has no vault.
///
/// # Errors
/// It isn't a regular file owned by the user, isn't a database of Keyfob, or can't be read.
fn vault_record(path: &Path) -> Result<Option<String>> {
    let connection = backup::open_unchecked(path, &[&VAULT, &SETTING])?;
    let record = "SELECT record FROM vault WHERE name = ?1 UNION ALL SELECT value FROM setting WHERE key = ?2 LIMIT 1";
    let mut statement = connection.prepare(record)?;
    let mut rows = statement.query([VAULT_NAME, VAULT_RECORD_COPY])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}
