//! The program that is killed. It saves, edits, deletes, rotates keys and makes backups in a loop, and reports each step.

use std::{
    io::{self, Write as _},
    path::Path,
};

use keyfob_core::{
    authorization::{AuthorizationId, Draft, ListQuery},
    error::Error,
    keyfob::{Keyfob, OldBackups, Settings},
    secret::Secret,
    vault::{KeyHome, Keyring},
};

use super::{model, random::Random};

/// The passphrases of vaults that aren't in the keyring. They are exchanged repeatedly, beginning with the first.
const PASSPHRASES: [&str; 2] = ["torture and nothing else", "torture and something else"];

/// Opens a data folder with the session's keyring, or with the passphrase if its vault has one.
///
/// # Errors
/// See [`Keyfob::open`].
pub fn open(folder: &Path) -> Result<Keyfob, Error> {
    open_either(folder).map(|(keyfob, _)| keyfob)
}

/// Opens a data folder, and returns which of the passphrases open it; empty for a vault in the keyring.
///
/// # Errors
/// See [`Keyfob::open`].
pub fn open_either(folder: &Path) -> Result<(Keyfob, Vec<usize>), Error> {
    let keyfob = Keyfob::open(Settings {
        folder: folder.to_path_buf(),
        keyring: Keyring::system(),
        waiting: keyfob_core::Waiting::default(),
    })?;
    keyfob.lift_reveal_limit();
    let mut opened = Vec::new();
    if keyfob.vault_status()?.home == Some(KeyHome::Passphrase) {
        for (number, text) in PASSPHRASES.into_iter().enumerate() {
            match keyfob.unlock(&passphrase(text)) {
                Ok(_) => opened.push(number),
                Err(Error::WrongPassphrase) => {}
                Err(error) => return Err(error),
            }
        }
        if opened.is_empty() {
            return Err(Error::WrongPassphrase);
        }
    }
    Ok((keyfob, opened))
}

fn passphrase(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// Changes the passphrase, creates recovery keys and replaces the key until it is killed. Every change seals everything again.
///
/// # Errors
/// If a step failed.
pub fn renew(folder: &Path) -> Result<(), Error> {
    let (keyfob, opened) = open_either(folder)?;
    let mut present = opened[0];
    say("ready", "");
    for step in 0.. {
        let what = ["passphrase", "recovery", "rotate"][step % 3];
        let act = || match what {
            "passphrase" => {
                let [from, to] = [present, 1 - present].map(|number| passphrase(PASSPHRASES[number]));
                keyfob.change_passphrase(&from, &to, OldBackups::Update).map(drop)
            }
            "recovery" => keyfob.make_recovery_key(OldBackups::Update).map(drop),
            _ => keyfob.rotate_key(OldBackups::Update).map(drop),
        };
        doing(step as u64, what, present as u64, act)?;
        if what == "passphrase" {
            present = 1 - present;
        }
    }
    Ok(())
}

/// Creates a folder with a number of authorizations and a kind of vault.
///
/// # Errors
/// If it can't be written.
pub fn prepare(folder: &Path, vault: &str, count: u64) -> Result<(), Error> {
    let keyfob = open(folder)?;
    if vault == "passphrase" {
        keyfob.create_passphrase_vault(&passphrase(PASSPHRASES[0]))?;
    }
    (0..count).try_for_each(|index| keyfob.save(&model::draft(index, None, 1 + index, true), &[]).map(drop))
}

/// Works until it is killed, beginning with step `first`.
///
/// # Errors
/// If a step failed.
pub fn work(folder: &Path, seed: u64, first: u64) -> Result<(), Error> {
    let keyfob = open(folder)?;
    let mut random = Random(seed);
    let mut step = first;
    say("ready", "");
    loop {
        let index = random.below(model::NAMES);
        let saved = find(&keyfob, index)?;
        match (random.below(20), saved) {
            (0 | 1, _) => doing(step, "rotate", index, || rotate(&keyfob))?,
            (2 | 3, _) => doing(step, "back_up", index, || keyfob.back_up().map(drop))?,
            (4..=7, Some((id, _))) => doing(step, "delete", index, || keyfob.remove(id))?,
            (choice, saved) => {
                let before = saved.map(|(_, draft)| draft);
                let draft = model::draft(index, before.as_ref(), step, choice % 2 == 0);
                doing(step, "save", index, || model::save(&keyfob, &draft).map(drop))?;
            }
        }
        step += 1;
    }
}

/// Before the first save there is no vault, and therefore no key to rotate.
fn rotate(keyfob: &Keyfob) -> Result<(), Error> {
    match keyfob.rotate_key(OldBackups::Update) {
        Ok(_) | Err(Error::VaultNeeded) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Returns the authorization with an index, if it is saved.
///
/// # Errors
/// If the data can't be read.
pub fn find(keyfob: &Keyfob, index: u64) -> Result<Option<(AuthorizationId, Draft)>, Error> {
    let page = keyfob.list(&ListQuery { text: model::name(index), ..ListQuery::default() })?;
    page.rows.first().map(|row| Ok((row.id, keyfob.read(row.id)?.draft))).transpose()
}

/// Says that a step begins, performs it, and says that it is done.
///
/// # Errors
/// If it failed.
pub fn doing(step: u64, what: &str, index: u64, act: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let line = format!(" {step} {what} {index}");
    say("begin", &line);
    act()?;
    say("done", &line);
    Ok(())
}

/// Writes a line in one call, so that a kill can't cut it.
pub fn say(word: &str, rest: &str) {
    let mut out = io::stdout().lock();
    // Fails only if the reader has ended.
    let _ = out.write_all(format!("{word}{rest}\n").as_bytes()).and_then(|()| out.flush());
}
