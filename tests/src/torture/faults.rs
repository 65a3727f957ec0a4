//! A full or failing disk: every write of an operation fails once, and the data must be as it was before or after the operation.

use std::{
    fs, io,
    path::Path,
    process::{Command, Output},
};

use super::{
    power::{Books, backups_open, books, copy, prepare},
    test_folder,
};

/// The operations that are made to fail.
pub const OPERATIONS: [&str; 7] = ["first", "create", "edit", "delete", "rotate", "back_up", "migrate"];
/// The system calls that are made to fail, and their errors.
const FAULTS: [(&str, &str); 7] = [
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("fdatasync,fsync", "EIO"),
    ("fdatasync,fsync", "ENOSPC"),
    ("ftruncate", "ENOSPC"),
    ("mkdir,rename", "ENOSPC"),
    ("unlink", "EIO"),
];

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// System calls that were made to fail.
    pub faults: u64,
    /// Operations that reported the failure.
    pub refused: u64,
    /// Of the reported ones, operations that were done after all, because the data had reached the disk.
    pub refused_yet_done: u64,
    /// Operations that succeeded in spite of the failure.
    pub done: u64,
}

/// Makes every call of every kind fail once during an operation.
///
/// # Errors
/// If `strace` can't be run.
///
/// # Panics
/// If data was lost, or an operation failed without a clear error: that is a bug in Keyfob.
pub fn run(operation: &str) -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let (base, state) = (test_folder.path().join("base"), test_folder.path().join("state"));
    prepare(operation, &base)?;
    let after = after(operation, &base, &state)?;
    copy(&base, &state)?;
    let before = books(&state).map_err(io::Error::other)?;
    fs::remove_dir_all(&state)?;
    let mut tally = Tally::default();
    for (calls, error) in FAULTS {
        for nth in 1.. {
            copy(&base, &state)?;
            let trace = test_folder.path().join("trace");
            let output = fail(operation, calls, error, nth, &state, &trace)?;
            let injected = fs::read_to_string(&trace)?.contains("(INJECTED)");
            if injected {
                let context = format!("{operation}: {calls} number {nth} fails with {error}");
                judge(&state, [&before, &after], &output, &context, error, &mut tally);
            }
            fs::remove_dir_all(&state)?;
            if !injected {
                break;
            }
        }
    }
    assert!(tally.faults > 0, "{operation}: nothing was made to fail");
    Ok(tally)
}

/// The data after the operation, if nothing fails.
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
        // SQLite distinguishes a full disk from a failing one when it writes, but not when it syncs or truncates.
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
