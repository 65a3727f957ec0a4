//! Opening: the folder, the file, its version, its health.

use std::{fs, path::Path};

use rusqlite::{Connection, config::DbConfig};

use super::{
    OpeningReport, Store,
    backup::{self, Reason},
    connection,
    fault::At,
    folder::{Folder, beside, make_private_file, remove, sync_file},
    migrate::{self, Version},
    pages,
    readers::Readers,
    salvage, verify,
    waiting::Waiting,
    writer::Writer,
};
use crate::error::{Error, Result};

/// Up to this size a database is checked whole before it is used; a larger one's rows are checked as they are read, and
/// all of it by [`Store::verify`].
const CHECKED_WHOLE_BYTES: u64 = 2 << 20;

/// Opens the store; see [`Store::open`].
pub(super) fn open(path: &Path, waiting: Waiting) -> Result<(Store, OpeningReport)> {
    let folder = Folder::prepare(path)?;
    let mut wait = waiting.begin();
    loop {
        let mut report = OpeningReport::default();
        // Who is alone makes and repairs; the lock is given up before the store's own connection is opened, since no system
        // promises to turn such a lock into a shared one without a gap.
        if let Some(alone) = folder.enter_alone()? {
            report = make_ready(&folder, &waiting)?;
            drop(alone);
        }
        let presence = folder.enter(&waiting)?;
        if !exists(&folder.database())? && !wait.is_over() {
            // The program that was alone was killed before it had made a database.
            drop(presence);
            wait.pause();
            continue;
        }
        let mut connection = connection::open(&folder.database())?;
        report.backup = report.backup.or(bring_up_to_date(&mut connection, &folder, &waiting)?);
        verify::cheap(&connection)?;
        // The definitions are checked with the first transaction.
        let checked_schema = i64::MIN.into();
        let (writer, readers) = (Writer::new(connection)?, Readers::open(folder.database())?);
        return Ok((Store { folder, waiting, writer, readers, checked_schema, _presence: presence }, report));
    }
}

/// Makes the database where there is none, migrates and checks it, and repairs it.
fn make_ready(folder: &Folder, waiting: &Waiting) -> Result<OpeningReport> {
    let mut report = OpeningReport { recovery: salvage::finish(folder)?, ..OpeningReport::default() };
    if !exists(&folder.database())? {
        if !has_log(folder) {
            create(folder)?;
            return Ok(report);
        }
        // A log alone: the file was lost, and a new one must not take the old one's log for its own.
        report.recovery = Some(salvage::repair(folder)?);
    }
    match examine(folder, waiting) {
        Ok(Health::Sound { backup }) => report.backup = backup,
        Ok(Health::LogDamaged) => {
            let recovery = salvage::repair(folder)?;
            // If only the log was lost, the user isn't told.
            let is_loss = !recovery.lost.is_empty() || !recovery.all_losses_known;
            report.recovery = report.recovery.or(is_loss.then_some(recovery));
        }
        Err(Error::Damaged(_)) => report.recovery = Some(salvage::repair(folder)?),
        Err(error) => return Err(error),
    }
    Ok(report)
}

fn has_log(folder: &Folder) -> bool {
    fs::metadata(beside(&folder.database(), "-wal")).is_ok_and(|log| log.len() > 0)
}

/// What an examination finds of a database that isn't damaged where it matters.
enum Health {
    /// Nothing is damaged; an older database was migrated, and this is its backup.
    Sound {
        /// The backup's path.
        backup: Option<String>,
    },
    /// Only the log of attempts is damaged, or pages that are free.
    LogDamaged,
}

/// Migrates the database, and checks it as far as that takes no time that a person would notice.
fn examine(folder: &Folder, waiting: &Waiting) -> Result<Health> {
    let path = folder.database();
    let bytes = fs::metadata(&path).at(&path)?.len();
    pages::check_header(&path)?;
    pages::check_log(&path)?;
    let mut connection = connection::open(&folder.database()).map_err(verify::as_damage)?;
    let result = bring_up_to_date(&mut connection, folder, waiting).and_then(|backup| {
        if bytes > CHECKED_WHOLE_BYTES && !folder.is_suspect() {
            verify::cheap(&connection)?;
        } else {
            verify::whole(&mut connection)?;
            folder.clear_suspicion()?;
        }
        Ok(Health::Sound { backup })
    });
    let result = match result {
        Err(Error::Damaged(_)) if verify::all_but_the_log(&mut connection).is_ok() => Ok(Health::LogDamaged),
        result => result,
    };
    if !matches!(result, Ok(Health::Sound { .. })) {
        // What is damaged is set aside as it is: its log is not to be written into it now.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    }
    result
}

fn bring_up_to_date(connection: &mut Connection, folder: &Folder, waiting: &Waiting) -> Result<Option<String>> {
    match migrate::version(connection).map_err(verify::as_damage)? {
        Version::Current => Ok(None),
        Version::Older => {
            let backup = backup::back_up(connection, folder, Reason::Migration)?;
            waiting.retry(|| migrate::migrate(connection))?;
            Ok(Some(backup.display().to_string()))
        }
    }
}

/// Makes an empty database. It gets its name when it is whole, so that an empty file is never one.
fn create(folder: &Folder) -> Result<()> {
    let mut connection = begin_new(folder)?;
    migrate::migrate(&mut connection)?;
    finish_new(connection, folder)
}

/// Opens a new database under the name of an unfinished one.
pub(super) fn begin_new(folder: &Folder) -> Result<Connection> {
    let path = folder.unfinished();
    ["", "-wal", "-shm"].iter().try_for_each(|suffix| remove(&beside(&path, suffix)))?;
    make_private_file(&path)?;
    connection::open(&path)
}

/// Gives a new database its name.
pub(super) fn finish_new(connection: Connection, folder: &Folder) -> Result<()> {
    // Asked for by name: what fails at closing is told to nobody, and the log does not go with the file.
    let busy: bool = connection.query_one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(Error::Busy);
    }
    connection.close().map_err(|(_, error)| error)?;
    let (unfinished, path) = (folder.unfinished(), folder.database());
    sync_file(&unfinished)?;
    fs::rename(&unfinished, &path).at(&path)?;
    folder.sync()
}

/// Whether there is a database; a folder in its place is an error.
fn exists(path: &Path) -> Result<bool> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            Err(Error::Io { path: path.display().to_string(), source: std::io::ErrorKind::IsADirectory.into() })
        }
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).at(path),
    }
}
