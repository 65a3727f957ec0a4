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
    /// Only if something was lost, since only the log of attempts or the index of the search was damaged.
    IfLoss,
}

/// Where damaged databases are kept.
const DAMAGED: &str = "damaged";

/// Finishes a repair that was interrupted.
///
/// # Errors
/// A file can't be read or written.
pub(in crate::store) fn finish(folder: &Folder, newest_backup: impl FnOnce() -> Result<Option<String>>) -> Result<()> {
    if let Some(aside) = interrupted(folder) {
        return replace(folder, &aside, newest_backup()?, Report::Always);
    }
    // The interruption came after the new database was renamed, or before the damaged one was: only the note is left.
    forget(folder)
}

/// Returns the file that was moved away without another one in its place yet.
fn interrupted(folder: &Folder) -> Option<PathBuf> {
    noted(folder).filter(|aside| aside.exists() && !folder.database().exists())
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
    let aside = move_away(folder)?;
    replace(folder, &aside, newest_backup, report)
}

/// Moves away what is left of a database that another file replaces, and returns its new path; `None` if nothing is left. The caller calls
/// [`forget`] when the other file is in its place.
///
/// # Errors
/// A file can't be renamed. The next call continues.
pub(in crate::store) fn set_aside(folder: &Folder) -> Result<Option<PathBuf>> {
    if let Some(aside) = interrupted(folder) {
        move_log(folder, &aside)?;
        return Ok(Some(aside));
    }
    if !folder.database().exists() && !has_log(folder) {
        remove_log(folder)?;
        return Ok(None);
    }
    move_away(folder).map(Some)
}

/// Removes the note about a database that was moved away.
///
/// # Errors
/// It can't be removed.
pub(in crate::store) fn forget(folder: &Folder) -> Result<()> {
    remove(&note(folder))
}

/// Whether the database has a WAL that isn't empty.
pub(in crate::store) fn has_log(folder: &Folder) -> bool {
    fs::metadata(beside(&folder.database(), "-wal")).is_ok_and(|log| log.len() > 0)
}

/// Moves the database away with its WAL. The note comes first and the WAL last: if the program is killed in between, the database is missing,
/// and the next opening continues. Without its WAL, the database would open as an older, healthy one.
fn move_away(folder: &Folder) -> Result<PathBuf> {
    let aside = free_path(&folder.within(DAMAGED)?, &time_stamp()?);
    write_note(&note(folder), &aside)?;
    match fs::rename(folder.database(), &aside) {
        // Only its WAL is left.
        Err(error) if error.kind() == ErrorKind::NotFound => make_private_file(&aside)?,
        result => result.at(&folder.database())?,
    }
    // After a power cut, the WAL must not be under its new name and the database under its old one.
    sync_folder(&folder.within(DAMAGED)?)?;
    folder.sync()?;
    move_log(folder, &aside)?;
    Ok(aside)
}

fn move_log(folder: &Folder, aside: &Path) -> Result<()> {
    let log = beside(&folder.database(), "-wal");
    if log.exists() {
        fs::rename(&log, beside(aside, "-wal")).at(&log)?;
    }
    remove_log(folder)?;
    sync_folder(&folder.within(DAMAGED)?)?;
    folder.sync()
}

/// Removes the WAL and its index.
///
/// # Errors
/// A file can't be removed.
pub(in crate::store) fn remove_log(folder: &Folder) -> Result<()> {
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
    forget(folder)?;
    folder.clear_suspicion()
}
