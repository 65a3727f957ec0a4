//! A disk that is full or fails: every write of an operation fails once, and the data must stand as before or as after.

use std::{
    io,
    path::Path,
    process::{Command, Output},
};

use super::{
    model,
    power::{books, copy, prepare},
};

/// Operations that are made to fail.
const OPERATIONS: [&str; 3] = ["create", "edit", "delete"];
/// The calls that are made to fail, and how.
const FAULTS: [(&str, &str); 4] =
    [("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync", "EIO"), ("ftruncate", "ENOSPC")];

/// What many failures came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Calls made to fail.
    pub faults: u64,
    /// Of those, operations that said so.
    pub refused: u64,
    /// Of those, operations that were done all the same.
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
    let room = tempfile::tempdir()?;
    let base = room.path().join("base");
    prepare(&base).map_err(io::Error::other)?;
    let mut tally = Tally::default();
    for operation in OPERATIONS {
        for (call, error) in FAULTS {
            for nth in 1.. {
                let folder = room.path().join(format!("{operation}-{call}-{error}-{nth}"));
                copy(&base, &folder)?;
                let trace = room.path().join("trace");
                let output = fail(operation, call, error, nth, &folder, &trace)?;
                if !std::fs::read_to_string(&trace)?.contains("(INJECTED)") {
                    break;
                }
                judge(
                    &base,
                    &folder,
                    &output,
                    &format!("{operation}: {call} number {nth} fails with {error}"),
                    &mut tally,
                );
            }
        }
    }
    Ok(tally)
}

fn judge(base: &Path, folder: &Path, output: &Output, context: &str, tally: &mut Tally) {
    tally.faults += 1;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let (before, found) = match (books(base), books(folder)) {
        (Ok(before), Ok(found)) => (before, found),
        (_, Err(error)) | (Err(error), _) => panic!("{context}: the data cannot be read afterwards: {error}"),
    };
    let untouched = |index: &u64| before.get(index) == found.get(index);
    assert!((1..model::NAMES).filter(|index| *index != 3).all(|index| untouched(&index)), "{context}: {found:?}");
    if output.status.success() {
        tally.done += 1;
        assert!(found != before, "{context}: said to be done and is not");
    } else {
        tally.refused += 1;
        assert!(said.starts_with("failed ") && said.len() > 20, "{context}: no clear word: {said:?}");
    }
}

fn fail(operation: &str, call: &str, error: &str, nth: u32, folder: &Path, trace: &Path) -> io::Result<Output> {
    Command::new("strace")
        .args(["-f", "-e", &format!("trace={call}"), "-e", &format!("inject={call}:error={error}:when={nth}"), "-o"])
        .arg(trace)
        .arg(std::env::current_exe()?)
        .args(["once", operation, "full"])
        .arg(folder)
        .output()
}
