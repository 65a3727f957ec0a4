//! Repairs a database: moves the damaged file away, never deletes it, and makes a new one from what can be read.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{pages, restore, rows};
use crate::{
    error::Result,
    store::{
        create::{self, Others},
        errors::At,
        files::{beside, make_private_file, remove, sync_file, sync_folder},
        folder::{Folder, free_path, time_stamp},
        report::Recovery,
    },
};

/// When a repair is reported to the user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Report {
    /// Always.
    Always,
    /// Only if something was lost, since only the log of attempts was damaged.
    IfLoss,
}

/// Where damaged databases are kept.
const DAMAGED: &str = "damaged";

/// Finishes a repair that was interrupted.
///
/// # Errors
/// A file can't be read or written.
pub(in crate::store) fn finish(folder: &Folder, newest_backup: Option<String>) -> Result<()> {
    let Some(aside) = noted(folder) else { return Ok(()) };
    if aside.exists() && !folder.database().exists() {
        return replace(folder, &aside, newest_backup, Report::Always);
    }
    // The interruption came after the new database was renamed, or before the damaged one was: only the note is left.
    remove(&note(folder))
}

/// Whether a repair was interrupted.
pub(in crate::store) fn is_unfinished(folder: &Folder) -> bool {
    noted(folder).is_some()
}

/// Moves the database away and makes a new one from what can be read, with the report in it. No other program may have it open.
///
/// # Errors
/// A file can't be read or written. The next opening continues the repair.
pub(in crate::store) fn repair(folder: &Folder, newest_backup: Option<String>, report: Report) -> Result<()> {
    let aside = aside(folder)?;
    write_note(&note(folder), &aside)?;
    match fs::rename(folder.database(), &aside) {
        // Only its WAL is left, which is moved away.
        Err(error) if error.kind() == ErrorKind::NotFound => make_private_file(&aside)?,
        result => result.at(&folder.database())?,
    }
    replace(folder, &aside, newest_backup, report)
}

/// Moves away a database that isn't the one that was opened, with its log.
///
/// # Errors
/// A file can't be renamed.
pub(in crate::store) fn set_aside(folder: &Folder) -> Result<()> {
    if !folder.database().exists() {
        return remove_log(folder);
    }
    let aside = aside(folder)?;
    move_log(folder, &aside)?;
    fs::rename(folder.database(), &aside).at(&folder.database())?;
    folder.sync()
}

fn aside(folder: &Folder) -> Result<PathBuf> {
    Ok(free_path(&folder.within(DAMAGED)?, &time_stamp()?))
}

fn move_log(folder: &Folder, aside: &Path) -> Result<()> {
    let log = beside(&folder.database(), "-wal");
    if log.exists() {
        fs::rename(&log, beside(aside, "-wal")).at(&log)?;
    }
    remove_log(folder)
}

fn remove_log(folder: &Folder) -> Result<()> {
    ["-wal", "-shm"].iter().try_for_each(|suffix| remove(&beside(&folder.database(), suffix)))
}

/// The note in which a repair records the name of the file that it moves away, so that the next start can finish the repair.
fn note(folder: &Folder) -> PathBuf {
    folder.path().join(DAMAGED).join("unfinished")
}

fn write_note(note: &Path, aside: &Path) -> Result<()> {
    remove(note)?;
    make_private_file(note)?;
    fs::write(note, aside.file_name().unwrap_or_default().as_encoded_bytes()).at(note)?;
    sync_file(note)?;
    note.parent().map_or(Ok(()), sync_folder)
}

fn noted(folder: &Folder) -> Option<PathBuf> {
    let name = fs::read_to_string(note(folder)).ok()?;
    // An incomplete note means that nothing was moved yet.
    let whole = name.starts_with("keyfob-") && Path::new(&name).extension().is_some_and(|extension| extension == "db");
    whole.then(|| note(folder).with_file_name(name))
}

fn replace(folder: &Folder, aside: &Path, newest_backup: Option<String>, report: Report) -> Result<()> {
    move_log(folder, aside)?;
    sync_folder(&folder.within(DAMAGED)?)?;
    folder.sync()?;
    let image = pages::image(aside)?;
    let found = rows::find_rows(&image);
    // If the database file was missing, only the WAL was moved.
    let is_missing = !image.is_empty() && fs::metadata(aside).is_ok_and(|file| file.len() == 0);
    create::create(folder, Others::Excluded, |tx| {
        let recovered = restore::restore(&found, tx)?;
        let set_aside = aside.display().to_string();
        let recovery = Recovery { set_aside, is_missing, newest_backup, ..recovered };
        if report == Report::Always || recovery.is_loss() { tx.keep_recovery(recovery) } else { Ok(()) }
    })?;
    remove(&note(folder))?;
    folder.clear_suspicion()
}
