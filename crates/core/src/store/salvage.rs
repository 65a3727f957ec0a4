//! Repair: a damaged database is set aside, never deleted, and a new one is made of what can be read of it.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use rusqlite::TransactionBehavior;

use super::{
    Recovery,
    backup::{free_path, time_stamp},
    fault::At,
    folder::{Folder, beside, make_private_file, remove, sync_file, sync_folder},
    migrate, open, pages,
    record::find_rows,
    rescue,
    write::WriteTx,
};
use crate::error::Result;

/// Where damaged databases are kept.
const DAMAGED: &str = "damaged";

/// Finishes a repair that was cut off.
pub(super) fn finish(folder: &Folder) -> Result<Option<Recovery>> {
    let Some(aside) = noted(folder) else { return Ok(None) };
    if aside.exists() && !folder.database().exists() {
        return replace(folder, &aside).map(Some);
    }
    // Cut off after the new database got its name, or before the damaged one lost it: only the note is left.
    remove(&note(folder))?;
    Ok(None)
}

/// Sets the database aside and makes a new one of what can be read. Only who has locked everybody else out may do so.
pub(super) fn repair(folder: &Folder) -> Result<Recovery> {
    let damaged = folder.within(DAMAGED)?;
    let aside = free_path(&damaged, &time_stamp()?);
    write_note(&note(folder), &aside)?;
    match fs::rename(folder.database(), &aside) {
        // Only its log is left: that much is set aside.
        Err(error) if error.kind() == ErrorKind::NotFound => make_private_file(&aside)?,
        result => result.at(&folder.database())?,
    }
    replace(folder, &aside)
}

/// Where a repair under way keeps the name of the file that it sets aside, so that the next start can finish it.
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

fn replace(folder: &Folder, aside: &Path) -> Result<Recovery> {
    let log = beside(&folder.database(), "-wal");
    if log.exists() {
        fs::rename(&log, beside(aside, "-wal")).at(&log)?;
    }
    remove(&beside(&folder.database(), "-shm"))?;
    sync_folder(&folder.within(DAMAGED)?)?;
    folder.sync()?;
    let mut recovery = rebuild(folder, aside)?;
    recovery.set_aside = aside.display().to_string();
    remove(&note(folder))?;
    folder.clear_suspicion()?;
    Ok(recovery)
}

fn rebuild(folder: &Folder, aside: &Path) -> Result<Recovery> {
    let rows = find_rows(&pages::image(aside)?);
    let mut connection = open::begin_new(folder)?;
    migrate::migrate(&mut connection)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tx = WriteTx::begin(&transaction)?;
    let recovery = rescue::restore(&rows, &tx)?;
    tx.finish()?;
    drop(tx);
    transaction.commit()?;
    open::finish_new(connection, folder)?;
    Ok(recovery)
}
