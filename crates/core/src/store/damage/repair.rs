//! Repair: a damaged database is moved away, never deleted, and a new one is made of what can be read of it.

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
    /// In any case.
    Always,
    /// If the user misses anything: only the log of attempts was found to be damaged.
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
    // Interrupted after the new database got its name, or before the damaged one lost it: only the note is left.
    remove(&note(folder))
}

/// Whether a repair was interrupted.
pub(in crate::store) fn is_unfinished(folder: &Folder) -> bool {
    noted(folder).is_some()
}

/// Moves the database away and makes a new one of what can be read, which keeps the report. No other program may have it open.
///
/// # Errors
/// A file can't be read or written. The next opening goes on.
pub(in crate::store) fn repair(folder: &Folder, newest_backup: Option<String>, report: Report) -> Result<()> {
    let aside = aside(folder)?;
    write_note(&note(folder), &aside)?;
    match fs::rename(folder.database(), &aside) {
        // Only its log is left: that is set aside.
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

/// The note in which a repair keeps the name of the file that it sets aside, so that the next start can finish it.
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
    // A note cut off while it was written names nothing, and nothing was moved yet.
    let whole = name.starts_with("keyfob-") && Path::new(&name).extension().is_some_and(|extension| extension == "db");
    whole.then(|| note(folder).with_file_name(name))
}

fn replace(folder: &Folder, aside: &Path, newest_backup: Option<String>, report: Report) -> Result<()> {
    move_log(folder, aside)?;
    sync_folder(&folder.within(DAMAGED)?)?;
    folder.sync()?;
    let image = pages::image(aside)?;
    let found = rows::find_rows(&image);
    // Only a log was moved if the file was missing.
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
