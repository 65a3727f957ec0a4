//! Two programs write the same authorization at once. A counter in it shows lost updates.

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

use super::{model, test_folder, worker};

/// Increments the counter of an authorization `count` times, with one save each. If the copy was stale, reads it again and retries.
/// Returns the number of retries.
///
/// # Errors
/// If a save failed for any other reason, such as a locked database.
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
/// If a rotation failed.
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
/// If a read failed.
pub fn read(folder: &Path, count: u64) -> Result<(), Error> {
    let keyfob = worker::open(folder)?;
    let Some((id, _)) = worker::find(&keyfob, 0)? else { return Err(Error::NotFound) };
    (0..count).try_for_each(|_| {
        let secrets = [Environment::Staging, Environment::Production];
        secrets.iter().try_for_each(|place| keyfob.reveal(id, *place, &SecretField::ClientSecret).map(drop))
    })
}

/// Lets two programs increment the counter `count` times each, and returns its final value. Meanwhile a third program replaces the key
/// `rotations` times, and a fourth reads.
///
/// # Errors
/// If the programs can't be run, or one of them failed.
pub fn run(count: u64, rotations: u64) -> io::Result<u64> {
    let test_folder = test_folder()?;
    let keyfob = worker::open(test_folder.path()).map_err(io::Error::other)?;
    keyfob.save(&model::draft(0, None, 0, true), &[]).map_err(io::Error::other)?;
    let start = |what: &str, count: u64| -> io::Result<Child> {
        Command::new(std::env::current_exe()?).args([what, &count.to_string()]).arg(test_folder.path()).spawn()
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
