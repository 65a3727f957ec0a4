//! Two programs that write the same authorization at once, and the count that shows a lost update.

use std::{
    io,
    path::Path,
    process::{Command, Stdio},
};

use keyfob_core::error::Error;

use super::{model, worker};

/// Adds `count` to the number that one authorization carries, a save each; a save on a stale copy reads anew and tries again.
///
/// # Errors
/// A save failed for any other reason, such as a locked database.
pub fn add(folder: &Path, count: u64) -> Result<(), Error> {
    let keyfob = worker::open(folder)?;
    let mut added = 0;
    while added < count {
        let Some((_, before)) = worker::find(&keyfob, 0)? else { return Err(Error::NotFound) };
        let step = before.description.split(' ').next().and_then(|step| step.parse::<u64>().ok()).unwrap_or(0);
        match keyfob.save(&model::draft(0, Some(&before), step + 1, step % 10 == 0)) {
            Ok(_) => added += 1,
            Err(Error::Stale) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Lets two programs add `count` each, and answers the sum that is there in the end.
///
/// # Errors
/// The programs cannot be run, or one of them failed.
pub fn run(count: u64) -> io::Result<u64> {
    let room = tempfile::tempdir()?;
    let keyfob = worker::open(room.path()).map_err(io::Error::other)?;
    keyfob.save(&model::draft(0, None, 0, true)).map_err(io::Error::other)?;
    let start = || {
        Command::new(std::env::current_exe()?)
            .args(["add", &count.to_string()])
            .arg(room.path())
            .stdout(Stdio::inherit())
            .spawn()
    };
    for mut program in [start()?, start()?] {
        let status = program.wait()?;
        if !status.success() {
            return Err(io::Error::other(format!("a writer ended with {status}")));
        }
    }
    let found = model::read_all(&keyfob).map_err(io::Error::other)?;
    Ok(found.get(&0).map_or(0, |written| written.step))
}
