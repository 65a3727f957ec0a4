//! `kill -9` while a backup is restored. Afterwards everything must be as before, or as in the backup, and what was replaced must be in a
//! backup.

use std::{io, path::Path, time::Duration};

use keyfob_core::keyfob::{BackupState, Keyfob};

use super::{kill_while_resealing::one_kill, model, random::Random, test_folder, worker};

/// The numbers of authorizations of the two states that are restored in turns.
const STATES: [u64; 2] = [12, 5];
/// The longest time that restoring takes, in microseconds. The kills are spread over it.
const RESTORE_US: u64 = 12_000;

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// Programs that were killed.
    pub kills: u64,
    /// Kills while a backup was restored.
    pub in_restore: u64,
    /// Of those, backups that were restored after all.
    pub finished: u64,
}

/// Kills the given number of programs.
///
/// # Errors
/// If the programs can't be started.
///
/// # Panics
/// If something was lost or only partly restored: that is a bug in Keyfob.
pub fn run(seed: u64, kills: u64) -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let folder = test_folder.path().join("data");
    prepare(&folder).map_err(io::Error::other)?;
    let (mut random, mut tally) = (Random(seed), Tally::default());
    for kill in 0..kills {
        let context = format!("seed {seed}, kill {kill}");
        // After the lines `ready` and `begin`, and as many pairs of `done` and `begin`.
        let lines =
            one_kill("restore", &folder, 2 + 2 * random.below(3), Duration::from_micros(random.below(RESTORE_US)))?;
        tally.kills += 1;
        let keyfob = worker::open(&folder).map_err(io::Error::other)?;
        let found = model::read_all(&keyfob).unwrap_or_else(|error| panic!("{context}: {error}")).len() as u64;
        let last = lines.last().cloned().unwrap_or_default();
        // `begin STEP restore COUNT`: how many authorizations the backup has.
        let words: Vec<&str> = last.split(' ').collect();
        if let [word, _, _, restored] = words[..] {
            let restored: u64 = restored.parse().map_err(io::Error::other)?;
            let expected = if word == "done" { &[restored][..] } else { &STATES };
            assert!(expected.contains(&found), "{context}: {found} after {last}");
            tally.in_restore += u64::from(word == "begin");
            tally.finished += u64::from(word == "begin" && found == restored);
        }
        assert!(STATES.contains(&found), "{context}: {found}");
        assert!(backup_of(&keyfob, other(found)).is_some(), "{context}: what was replaced is in no backup");
    }
    Ok(tally)
}

/// Saves the smaller state, makes a backup of it, and saves the larger one.
fn prepare(folder: &Path) -> Result<(), keyfob_core::error::Error> {
    worker::prepare(folder, "passphrase", STATES[1])?;
    let keyfob = worker::open(folder)?;
    keyfob.back_up()?;
    (STATES[1]..STATES[0]).try_for_each(|index| keyfob.save(&model::draft(index, None, 1 + index, true), &[]).map(drop))
}

/// Restores the state that isn't there until it is killed.
///
/// # Errors
/// If a step failed.
pub fn restore(folder: &Path) -> Result<(), keyfob_core::error::Error> {
    let keyfob = worker::open(folder)?;
    worker::say("ready", "");
    for step in 0.. {
        let wanted = other(keyfob.summary()?.total.into());
        let path = backup_of(&keyfob, wanted).ok_or(keyfob_core::error::Error::NoBackup)?;
        let backup = keyfob.restorable_backup(path.as_ref())?;
        worker::doing(step, "restore", wanted, || keyfob.restore_backup(&backup).map(drop))?;
    }
    Ok(())
}

fn other(count: u64) -> u64 {
    if count == STATES[0] { STATES[1] } else { STATES[0] }
}

/// Returns the newest backup with so many authorizations.
fn backup_of(keyfob: &Keyfob, count: u64) -> Option<String> {
    let mut restorable = keyfob.backups().ok()?.into_iter().filter(|backup| backup.state == BackupState::Restorable);
    restorable.find(|backup| backup.authorizations.map(u64::from) == Some(count)).map(|backup| backup.path)
}
