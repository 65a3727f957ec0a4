//! A disk that is full or fails: every write of an operation fails once, and the data must stand as before or as after.

use std::{
    fs, io,
    path::Path,
    process::{Command, Output},
};

use super::{
    power::{Books, backups_open, books, copy, prepare},
    room,
};

/// Operations that are made to fail.
const OPERATIONS: [&str; 7] = ["first", "create", "edit", "delete", "rotate", "back_up", "migrate"];
/// The calls that are made to fail, and how.
const FAULTS: [(&str, &str); 7] = [
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("fdatasync,fsync", "EIO"),
    ("fdatasync,fsync", "ENOSPC"),
    ("ftruncate", "ENOSPC"),
    ("mkdir,rename", "ENOSPC"),
    ("unlink", "EIO"),
];

/// What many failures came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Calls made to fail.
    pub faults: u64,
    /// Of those, operations that said so.
    pub refused: u64,
    /// Of the refused, those that turned out to be done: the disk had taken the data and would not say so.
    pub refused_yet_done: u64,
    /// Operations that were done all the same.
    pub done: u64,
}

/// Makes every call of every kind fail once.
///
/// # Errors
/// `strace` cannot be run.
///
/// # Panics
/// Data was lost, or an operation failed without a clear word: that is a finding.
pub fn run() -> io::Result<Tally> {
    let mut tally = Tally::default();
    for operation in OPERATIONS {
        let room = room()?;
        let (base, state) = (room.path().join("base"), room.path().join("state"));
        prepare(operation, &base)?;
        let after = after(operation, &base, &state)?;
        copy(&base, &state)?;
        let before = books(&state).map_err(io::Error::other)?;
        fs::remove_dir_all(&state)?;
        for (calls, error) in FAULTS {
            for nth in 1.. {
                copy(&base, &state)?;
                let trace = room.path().join("trace");
                let output = fail(operation, calls, error, nth, &state, &trace)?;
                if !fs::read_to_string(&trace)?.contains("(INJECTED)") {
                    fs::remove_dir_all(&state)?;
                    break;
                }
                let context = format!("{operation}: {calls} number {nth} fails with {error}");
                judge(&state, [&before, &after], &output, &context, error, &mut tally);
                fs::remove_dir_all(&state)?;
            }
        }
    }
    Ok(tally)
}

/// What the operation comes to where nothing fails.
fn after(operation: &str, base: &Path, state: &Path) -> io::Result<Books> {
    copy(base, state)?;
    let output = Command::new(std::env::current_exe()?).args(["once", operation, "full"]).arg(state).output()?;
    assert!(output.status.success(), "{operation} fails by itself: {output:?}");
    let after = books(state).map_err(io::Error::other)?;
    fs::remove_dir_all(state)?;
    Ok(after)
}

fn judge(state: &Path, [before, after]: [&Books; 2], output: &Output, context: &str, error: &str, tally: &mut Tally) {
    tally.faults += 1;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let found = books(state).unwrap_or_else(|error| panic!("{context}: unreadable afterwards: {error}"));
    if output.status.success() {
        tally.done += 1;
        assert_eq!(found, *after, "{context}: said to be done and is not");
    } else {
        tally.refused += 1;
        tally.refused_yet_done += u64::from(found != *before);
        assert!(found == *before || found == *after, "{context}: {found:?} is neither {before:?} nor {after:?}");
        // SQLite tells a full disk from a failing one where it writes, not where it syncs or truncates.
        let is_full = error == "ENOSPC" && !context.contains("sync") && !context.contains("truncate");
        let clear = if is_full { "failed The disk is full" } else { "failed " };
        assert!(said.starts_with(clear) && said.len() > 20, "{context}: no clear word: {said:?}");
    }
    backups_open(state, before).unwrap_or_else(|error| panic!("{context}: a backup: {error}"));
}

fn fail(operation: &str, calls: &str, error: &str, nth: u32, folder: &Path, trace: &Path) -> io::Result<Output> {
    Command::new("strace")
        .args(["-f", "-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:error={error}:when={nth}"), "-o"])
        .arg(trace)
        .arg(std::env::current_exe()?)
        .args(["once", operation, "full"])
        .arg(folder)
        .output()
}
