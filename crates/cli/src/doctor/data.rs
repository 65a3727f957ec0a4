//! The data folder, the database in it, its backups and the vault.

use std::{fs, path::Path};

use keyfob_core::{
    clean::escaped,
    keyfob::{BackupState, Keyfob},
    vault::{KeyHome, VaultState},
};

use super::finding::Finding;
use crate::{
    failure::{Failure, without_number},
    opening::Opening,
    recovery,
};

const FOLDER: &str = "data folder";
const SPACE: &str = "free space";
const LOCKS: &str = "file locks";
const DATABASE: &str = "database";
const BACKUPS: &str = "backups";
const VAULT: &str = "vault";
/// Less free space is pointed out: a backup of a large database may not fit.
#[cfg(unix)]
const FEW_BYTES: u64 = 100 * 1024 * 1024;

/// Checks the data folder and what is in it.
pub(super) fn check(opening: &Opening) -> Vec<Finding> {
    let folder = match opening.folder() {
        Err(failure) => return vec![Finding::of_failure(FOLDER, failure)],
        Ok(folder) => folder,
    };
    let named = format!("`{}`", escaped(&folder.display().to_string()));
    if matches!(folder.try_exists(), Ok(false)) {
        return vec![Finding::ok(
            FOLDER,
            format!("{named} doesn't exist yet. The first command that needs it creates it."),
        )];
    }
    let permissions = permissions(&folder, &named);
    let locks = locks(&folder, &named);
    let mut found = vec![permissions];
    found.extend(space(&folder));
    found.push(locks);
    match opening.open_quietly() {
        Err(failure) => found.push(Finding::of_failure(DATABASE, failure)),
        Ok(keyfob) => found.extend([database(&keyfob), backups(&keyfob), vault(&keyfob)]),
    }
    found
}

#[cfg(unix)]
fn permissions(folder: &Path, named: &str) -> Finding {
    use std::os::unix::fs::PermissionsExt;

    match fs::metadata(folder) {
        Err(error) => unusable(FOLDER, named, &error),
        Ok(about) if about.permissions().mode() & 0o077 != 0 => Finding::warning(
            FOLDER,
            format!("Other users could access {named}."),
            "Keyfob has restricted it to you now. If other people use this machine, consider new secrets.",
        ),
        Ok(_) => Finding::ok(FOLDER, format!("{named}, which only you can access.")),
    }
}

#[cfg(not(unix))]
fn permissions(folder: &Path, named: &str) -> Finding {
    match fs::metadata(folder) {
        Err(error) => unusable(FOLDER, named, &error),
        Ok(_) => Finding::ok(FOLDER, named),
    }
}

#[cfg(unix)]
fn space(folder: &Path) -> Option<Finding> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let bytes = disk.f_bavail.saturating_mul(disk.f_frsize);
    let message = format!("{} MiB are free.", bytes / 1024 / 1024);
    Some(match bytes {
        0 => Finding::problem(SPACE, "The disk is full.", "Free up some space."),
        few if few < FEW_BYTES => Finding::warning(SPACE, message, "Free up some space, so that backups fit."),
        _ => Finding::ok(SPACE, message),
    })
}

#[cfg(not(unix))]
fn space(_: &Path) -> Option<Finding> {
    None
}

/// Writes a file and locks it.
fn locks(folder: &Path, named: &str) -> Finding {
    let path = folder.join(format!("doctor-{}.tmp", std::process::id()));
    let file = match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
        Err(error) => return unusable(LOCKS, named, &error),
        Ok(file) => file,
    };
    let locked = file.try_lock();
    drop(file);
    let _ = fs::remove_file(&path);
    match locked {
        Ok(()) => Finding::ok(LOCKS, "The folder can be written, and its file system has locks."),
        Err(_) => Finding::warning(
            LOCKS,
            "The file system has no locks, so Keyfob can't repair a damaged database here.",
            "Use a folder on a local disk with `KEYFOB_HOME`.",
        ),
    }
}

fn unusable(check: &'static str, named: &str, error: &std::io::Error) -> Finding {
    let why = without_number(&error.to_string());
    let action = "Check the permissions of the folder and whether its file system is read-only, or choose another one with `KEYFOB_HOME`.";
    Finding::problem(check, format!("Couldn't use {named}: {why}."), action)
}

fn database(keyfob: &Keyfob) -> Finding {
    let facts = keyfob.diagnostics(&[]).map(|facts| facts.text);
    let line =
        |facts: &str| facts.lines().find_map(|line| line.strip_prefix("SQLite: ")).unwrap_or_default().to_owned();
    match (keyfob.verify_database(), keyfob.recovery(), facts) {
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => Finding {
            action: Some("The next command repairs what it can. `keyfob backup list` lists the backups.".to_owned()),
            ..Finding::of_failure(DATABASE, Failure::from(error))
        },
        (_, Ok(Some(report)), _) => Finding::warning(
            DATABASE,
            recovery::report(&report),
            "Every command repeats this until it has been printed to a terminal.",
        ),
        (Ok(()), Ok(None), Ok(facts)) => Finding::ok(DATABASE, format!("Undamaged (SQLite {}).", line(&facts))),
    }
}

fn backups(keyfob: &Keyfob) -> Finding {
    match keyfob.backups() {
        Err(error) => Finding::of_failure(BACKUPS, error.into()),
        Ok(backups) => match backups.iter().filter(|backup| backup.state == BackupState::Damaged).count() {
            0 => Finding::ok(BACKUPS, format!("There are {}.", backups.len())),
            damaged => Finding::warning(
                BACKUPS,
                format!("{damaged} of {} are damaged.", backups.len()),
                "`keyfob backup create` makes a new one.",
            ),
        },
    }
}

/// Says where the key is, without asking for it.
fn vault(keyfob: &Keyfob) -> Finding {
    let status = match keyfob.vault_status() {
        Err(error) => return Finding::of_failure(VAULT, error.into()),
        Ok(status) => status,
    };
    match (status.state, status.home) {
        (VaultState::Lost, _) => Finding::problem(
            VAULT,
            "There are sealed secrets, but the vault's record is missing or can't be read.",
            "Restore a backup with `keyfob restore BACKUP`, or start over with a new key in the window.",
        ),
        (VaultState::Changed, _) => Finding::problem(
            VAULT,
            "The vault's record was changed outside Keyfob.",
            "Restore a backup with `keyfob restore BACKUP`, or start over with a new key in the window.",
        ),
        (_, Some(KeyHome::Passphrase)) => {
            Finding::ok(VAULT, "A passphrase protects it: enter it at the terminal, or use `--passphrase-file FILE`.")
        }
        (_, Some(KeyHome::Keyring)) => Finding::ok(VAULT, "Your keyring has its key."),
        (_, None) => Finding::ok(
            VAULT,
            "There is none yet. The first save creates it in your keyring, or with `--passphrase-file FILE` under a passphrase.",
        ),
    }
}
