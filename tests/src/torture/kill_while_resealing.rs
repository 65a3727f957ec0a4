//! `kill -9` while everything is sealed again for a new passphrase, recovery key or vault key. Afterwards one passphrase must open
//! everything.

use std::{
    io::{self, BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use super::{model, power::copy, random::Random, test_folder, worker};

/// The number of authorizations that are sealed again each time.
const SAVED: u64 = 12;
/// The longest time that a change takes, most of it in the key derivation. The kills are spread over it.
const CHANGE_MS: u64 = 700;

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// Programs that were killed.
    pub kills: u64,
    /// Kills during a change.
    pub in_change: u64,
    /// Of those, changes that were done after all, judging by the passphrase.
    pub finished: u64,
    /// Backups that were opened with one of the two passphrases.
    pub backups: u64,
}

/// Kills the given number of programs.
///
/// # Errors
/// If the programs can't be started.
///
/// # Panics
/// If something was lost or only partly sealed: that is a bug in Keyfob.
pub fn run(seed: u64, kills: u64) -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let folder = test_folder.path().join("data");
    worker::prepare(&folder, "passphrase", SAVED).map_err(io::Error::other)?;
    worker::open(&folder).and_then(|keyfob| keyfob.back_up()).map_err(io::Error::other)?;
    let mut random = Random(seed);
    let mut tally = Tally::default();
    for kill in 0..kills {
        let context = format!("seed {seed}, kill {kill}");
        let before = opened_by(&folder, &context);
        let lines = one_kill("renew", &folder, 1 + random.below(6), Duration::from_millis(random.below(CHANGE_MS)))?;
        let after = opened_by(&folder, &context);
        tally.kills += 1;
        let steps = |word: &str| lines.iter().filter(|line| line.starts_with(word)).count();
        tally.in_change += u64::from(steps("begin") > steps("done"));
        let changed = lines.iter().filter(|line| line.starts_with("done") && line.contains("passphrase")).count();
        let expected = (before + changed) % 2;
        if after != expected {
            let last = lines.last().map(String::as_str).unwrap_or_default();
            assert!(last.starts_with("begin") && last.contains("passphrase"), "{context}: {lines:?}");
            tally.finished += 1;
        }
        if kill % 5 == 0 {
            check_backups(&folder, &test_folder.path().join("restored"), &context)?;
            tally.backups += 1;
        }
    }
    Ok(tally)
}

/// Returns the passphrase that opens the folder, and checks that everything is there, complete and sealed with its key.
fn opened_by(folder: &Path, context: &str) -> usize {
    let (keyfob, opened) = worker::open_either(folder).unwrap_or_else(|error| panic!("{context}: {error}"));
    assert_eq!(opened.len(), 1, "{context}: both passphrases open it");
    let found = model::read_all(&keyfob).unwrap_or_else(|error| panic!("{context}: {error}"));
    assert_eq!(found.len() as u64, SAVED, "{context}");
    opened[0]
}

/// Checks that a backup in the place of the database opens completely with one of the passphrases.
fn check_backups(folder: &Path, restored: &Path, context: &str) -> io::Result<()> {
    let keyfob = worker::open(folder).map_err(io::Error::other)?;
    let Some(backup) = keyfob.backups().map_err(io::Error::other)?.into_iter().next() else {
        panic!("{context}: no backup")
    };
    if restored.exists() {
        std::fs::remove_dir_all(restored)?;
    }
    copy(folder, restored)?;
    for suffix in ["-wal", "-shm"] {
        std::fs::remove_file(restored.join(format!("keyfob.db{suffix}"))).ok();
    }
    std::fs::copy(&backup.path, restored.join("keyfob.db"))?;
    opened_by(restored, context);
    Ok(())
}

/// Starts a program that changes the folder until it is killed, and kills it within a time after its first lines. Returns what it said.
///
/// # Errors
/// It can't be started, or ends by itself.
pub(super) fn one_kill(part: &str, folder: &Path, first_lines: u64, after: Duration) -> io::Result<Vec<String>> {
    let mut child = Command::new(std::env::current_exe()?).arg(part).arg(folder).stdout(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
    let (sender, lines) = std::sync::mpsc::channel();
    let reader = thread::spawn(move || {
        BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)).ok();
    });
    let mut said: Vec<String> = lines.iter().take(usize::try_from(first_lines).unwrap_or(1)).collect();
    thread::sleep(after);
    let ended = child.try_wait()?;
    child.kill()?;
    child.wait()?;
    drop(reader.join());
    said.extend(lines.try_iter());
    if ended.is_some() {
        return Err(io::Error::other(said.last().cloned().unwrap_or_default()));
    }
    Ok(said)
}
