//! Two programs that write the same authorization at once, and the count that shows a lost update.

use std::{
    io,
    path::Path,
    process::{Child, Command},
};

use keyfob_core::{
    authorization::{Environment, SecretField},
    error::Error,
    keyfob::OldBackups,
};

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
        match model::save(&keyfob, &model::draft(0, Some(&before), step + 1, step % 10 == 0)) {
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
        keyfob.rotate_key(OldBackups::Update).map(drop)
    })
}

/// Reads a secret `count` times while others write it and replace the key that seals it.
///
/// # Errors
/// It could not be read once.
pub fn read(folder: &Path, count: u64) -> Result<(), Error> {
    let keyfob = worker::open(folder)?;
    let Some((id, _)) = worker::find(&keyfob, 0)? else { return Err(Error::NotFound) };
    (0..count).try_for_each(|_| {
        let secrets = [Environment::Staging, Environment::Production];
        secrets.iter().try_for_each(|place| keyfob.reveal(id, *place, &SecretField::ClientSecret).map(drop))
    })
}

/// Lets two programs add `count` each, and answers the sum that is there in the end. A third one replaces the key
/// `rotations` times meanwhile, and a fourth one reads.
///
/// # Errors
/// The programs cannot be run, or one of them failed.
pub fn run(count: u64, rotations: u64) -> io::Result<u64> {
    let room = room()?;
    let keyfob = worker::open(room.path()).map_err(io::Error::other)?;
    keyfob.save(&model::draft(0, None, 0, true), &[]).map_err(io::Error::other)?;
    let start = |what: &str, count: u64| -> io::Result<Child> {
        Command::new(std::env::current_exe()?).args([what, &count.to_string()]).arg(room.path()).spawn()
    };
    let programs = [("add", count), ("add", count), ("rotate", rotations), ("read", count)];
    let programs = programs.map(|(what, count)| start(what, count).map(|program| (what, program)));
    let ended: Vec<_> = programs
        .into_iter()
        .map(|program| program.and_then(|(what, mut program)| program.wait().map(|status| (what, status))))
        .collect::<io::Result<_>>()?;
    if let Some((what, status)) = ended.iter().find(|(_, status)| !status.success()) {
        return Err(io::Error::other(format!("`{what}` ended with {status}")));
    }
    let found = model::read_all(&keyfob).map_err(io::Error::other)?;
    Ok(found.get(&0).map_or(0, |written| written.step))
}
