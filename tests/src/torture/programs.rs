//! Two programs that write the same authorization at once, and the count that shows a lost update.

use std::{
    io,
    path::Path,
    process::{Child, Command},
};

use keyfob_core::error::Error;

use super::{model, room, worker};

/// Adds `count` to the number that one authorization carries, a save each; a save on a stale copy reads anew and tries again.
/// Answers how often that was.
///
/// # Errors
/// A save failed for any other reason, such as a locked database.
pub fn add(folder: &Path, count: u64) -> Result<u64, Error> {
    let keyfob = worker::open(folder)?;
    let (mut added, mut stale) = (0, 0);
    while added < count {
        let Some((_, before)) = worker::find(&keyfob, 0)? else { return Err(Error::NotFound) };
        let step = before.description.split(' ').next().and_then(|step| step.parse::<u64>().ok()).unwrap_or(0);
        match keyfob.save(&model::draft(0, Some(&before), step + 1, step % 10 == 0)) {
            Ok(_) => added += 1,
            Err(Error::Stale) => stale += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(stale)
}

/// Replaces the vault's key `count` times while others write.
///
/// # Errors
/// A rotation failed.
pub fn rotate(folder: &Path, count: u64) -> Result<(), Error> {
    let keyfob = worker::open(folder)?;
    (0..count).try_for_each(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        keyfob.rotate_key().map(drop)
    })
}

/// Lets two programs add `count` each, and answers the sum that is there in the end. A third one replaces the key meanwhile
/// where `rotations` says so.
///
/// # Errors
/// The programs cannot be run, or one of them failed.
pub fn run(count: u64, rotations: u64) -> io::Result<u64> {
    let room = room()?;
    let keyfob = worker::open(room.path()).map_err(io::Error::other)?;
    keyfob.save(&model::draft(0, None, 0, true)).map_err(io::Error::other)?;
    let start = |what: &str, count: u64| -> io::Result<Child> {
        Command::new(std::env::current_exe()?).args([what, &count.to_string()]).arg(room.path()).spawn()
    };
    for mut program in [start("add", count)?, start("add", count)?, start("rotate", rotations)?] {
        let status = program.wait()?;
        if !status.success() {
            return Err(io::Error::other(format!("a writer ended with {status}")));
        }
    }
    let found = model::read_all(&keyfob).map_err(io::Error::other)?;
    Ok(found.get(&0).map_or(0, |written| written.step))
}
