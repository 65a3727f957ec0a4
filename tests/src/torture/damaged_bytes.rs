//! Damaged files: wrong bytes from a disk never cause a panic, or wrong data without a report.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use keyfob_core::{
    LostPart, Recovery, authorization::ListQuery, error::Error, keyfob::Keyfob, torture::fill_log, vault::Keyring,
};

use super::{
    random::Random,
    samples::{self, Everything, Seen, draft, look},
    test_folder,
};

/// The number of authorizations in the database.
const AUTHORIZATIONS: usize = 60;
/// The number of logged attempts in each environment. No test misses them if they are lost.
const ATTEMPTS: u32 = 5;

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// Databases damaged.
    pub damaged: u64,
    /// Opened with everything intact: the changed bytes weren't in use.
    pub right: u64,
    /// Opened with a report, although nothing was lost.
    pub repaired: u64,
    /// Opened with a report of what was lost, and everything else intact.
    pub reported: u64,
    /// Of those, reports that say that more may be missing.
    pub unsure: u64,
    /// Not opened, with an error.
    pub refused: u64,
    /// Authorizations that were recovered, of the databases with a report.
    pub recovered: u64,
    /// Authorizations that were lost, of the databases with a report.
    pub lost: u64,
}

/// Damages the same database `count` times, each time in another place.
///
/// # Errors
/// If the files can't be written.
///
/// # Panics
/// If wrong data was shown, or something is missing without a report: that is a bug in Keyfob.
pub fn run(count: u64, seed: u64) -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let (base, state) = (test_folder.path().join("base"), test_folder.path().join("state"));
    let keyring = samples::keyring();
    let right = fill(&base, &keyring).map_err(io::Error::other)?;
    let bytes = fs::read(base.join("keyfob.db"))?;
    let mut random = Random(seed);
    let mut tally = Tally::default();
    for number in 0..count {
        let mut damaged = bytes.clone();
        let what = damage(&mut damaged, &mut random);
        fs::create_dir(&state)?;
        fs::write(state.join("keyfob.db"), &damaged)?;
        judge(&state, &keyring, &right, &format!("seed {seed}, number {number}: {what}"), &mut tally);
        assert!(is_kept(&state, &damaged)?, "seed {seed}, number {number}: {what}: the damaged file was not kept");
        fs::remove_dir_all(&state)?;
    }
    Ok(tally)
}

/// Fills a database as a user does over months: with changes and deletions, which leave old data in the file.
fn fill(folder: &Path, keyring: &Keyring) -> Result<Everything, Error> {
    let keyfob = samples::open(folder, keyring)?;
    let saved =
        (0..AUTHORIZATIONS + 5).map(|number| keyfob.save(&draft(number), &[])).collect::<Result<Vec<_>, _>>()?;
    for authorization in &saved[..5] {
        authorization.draft.id.map_or(Err(Error::NotFound), |id| keyfob.remove(id))?;
    }
    for (number, authorization) in saved.into_iter().enumerate().skip(5).step_by(6) {
        let changed = draft(number);
        let (id, revision) = (authorization.draft.id, authorization.draft.revision);
        keyfob.save(
            &keyfob_core::authorization::Draft { id, revision, description: "changed since".to_owned(), ..changed },
            &[],
        )?;
    }
    fill_log(folder, ATTEMPTS)?;
    look(&keyfob)
}

/// Damages a file as disks do: a few flipped bytes, a sector of zeros, a sector from another place, a missing end.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    const SECTOR: usize = 512;
    let mut below = |limit: usize| usize::try_from(random.below(limit as u64)).unwrap_or(0);
    match below(10) {
        0 => {
            let at = below(bytes.len() / SECTOR) * SECTOR;
            bytes[at..at + SECTOR].fill(0);
            format!("a sector of zeros at {at}")
        }
        1 => {
            let (from, to) = (below(bytes.len() / SECTOR) * SECTOR, below(bytes.len() / SECTOR) * SECTOR);
            bytes.copy_within(from..from + SECTOR, to);
            format!("the sector of {from} at {to}")
        }
        2 => {
            let length = below(bytes.len());
            bytes.truncate(length);
            format!("cut to {length}")
        }
        _ => {
            let places: Vec<usize> = (0..=below(8)).map(|_| below(bytes.len())).collect();
            for place in &places {
                bytes[*place] ^= u8::try_from(1 + below(255)).unwrap_or(1);
            }
            format!("flipped at {places:?}")
        }
    }
}

fn judge(state: &Path, keyring: &Keyring, right: &Everything, context: &str, tally: &mut Tally) {
    tally.damaged += 1;
    let keyfob = match samples::open(state, keyring) {
        Ok(keyfob) => keyfob,
        Err(Error::Damaged(_) | Error::NewerDatabase { .. }) => {
            tally.refused += 1;
            return;
        }
        Err(error) => panic!("{context}: refused for no such reason: {error}"),
    };
    let decided = decide(&keyfob, context);
    let found = look(&keyfob).unwrap_or_else(|error| panic!("{context}: opened, and yet: {error}"));
    match report(&keyfob) {
        None => {
            assert!(decided.is_empty() && found == *right, "{context}: wrong, without a word");
            tally.right += 1;
        }
        Some(recovery) => {
            assert_reported(right, &found, &recovery, &decided, context);
            let lost = right.len() - found.len();
            tally.reported += u64::from(!recovery.lost.is_empty());
            tally.unsure += u64::from(!recovery.all_losses_known);
            tally.repaired += u64::from(recovery.lost.is_empty());
            tally.recovered += found.len() as u64;
            tally.lost += lost as u64;
        }
    }
}

/// Restores, as a user would, what no longer matches its seal because a part of it was lost. All of it must be in the report.
fn decide(keyfob: &Keyfob, context: &str) -> BTreeSet<String> {
    let rows = keyfob.list_all(&ListQuery::default()).unwrap_or_default();
    let lost = report(keyfob).map(|recovery| recovery.lost).unwrap_or_default();
    let vault_lost = lost.iter().any(|loss| loss.part == LostPart::Vault);
    let mut decided = BTreeSet::new();
    for row in rows {
        let Ok(Some(change)) = keyfob.outside_change(row.id) else { continue };
        let is_reported = lost.iter().any(|loss| loss.name.as_ref() == Some(&row.name));
        assert!(is_reported || vault_lost, "{context}: {change}\nand the report says {lost:?}");
        let done = match change.sealed {
            Some(_) => keyfob.restore_sealed(row.id),
            None => keyfob.accept_outside_change(row.id, &change.token),
        };
        done.unwrap_or_else(|error| panic!("{context}: {error}"));
        decided.insert(row.id.to_string());
    }
    decided
}

fn report(keyfob: &Keyfob) -> Option<Recovery> {
    keyfob.startup().ok().and_then(|startup| startup.report.recovery)
}

/// Checks that everything that isn't as it was is in the report.
fn assert_reported(
    right: &Everything,
    found: &Everything,
    recovery: &Recovery,
    decided: &BTreeSet<String>,
    context: &str,
) {
    let vault_lost = recovery.lost.iter().any(|loss| loss.part == LostPart::Vault);
    let whole = recovery.lost.iter().filter(|loss| loss.part == LostPart::Authorization).count();
    let missing = right.keys().filter(|id| !found.contains_key(*id)).count();
    assert!(
        missing == whole || !recovery.all_losses_known,
        "{context}: {missing} are missing, and the report says {:?}",
        recovery.lost
    );
    for (id, seen) in found {
        let Some(right) = right.get(id) else { panic!("{context}: something came back that was deleted: {seen:?}") };
        assert_seen(right, seen, recovery, (vault_lost, decided.contains(id)), context);
        let revision = |seen: &Seen| seen.shown.pointer("/authorization/draft/revision").cloned();
        assert!(decided.contains(id) || revision(seen) == revision(right), "{context}: {seen:?}");
    }
}

fn assert_seen(right: &Seen, seen: &Seen, recovery: &Recovery, (vault_lost, is_decided): (bool, bool), context: &str) {
    let text = |seen: &Seen, path: &str| seen.shown.pointer(path).cloned();
    let name = text(seen, "/row/name");
    for path in ["/row/name", "/authorization/draft/description"] {
        assert_eq!(text(seen, path), text(right, path), "{context}: {path}");
    }
    for ((environment, field), secret) in &seen.secrets {
        let lost = |part| {
            let same = |loss: &&keyfob_core::Loss| {
                loss.part == part
                    && loss.environment == Some(*environment)
                    && loss.name.as_deref() == name.as_ref().and_then(serde_json::Value::as_str)
            };
            recovery.lost.iter().any(|loss| same(&loss))
        };
        let path = format!("/authorization/draft/details/environments/{environment}");
        if !lost(LostPart::Environment) {
            // A lost secret is blank after the sealed settings were restored.
            let settings = |seen: &Seen| {
                let settings = text(seen, &path).unwrap_or_default().to_string();
                if is_decided { settings.replace("\"blank\"", "\"stored\"") } else { settings }
            };
            assert_eq!(settings(seen), settings(right), "{context}: {path} of {name:?}");
        }
        match secret {
            Ok(secret) => assert_eq!(
                Ok(secret),
                right.secrets[&(*environment, field.clone())].as_ref(),
                "{context}: a wrong secret: {field} of {name:?}"
            ),
            Err(_) => assert!(
                vault_lost || lost(LostPart::Secret) || lost(LostPart::Environment),
                "{context}: {field} of {name:?} in {environment} does not open, and the report says {:?}",
                recovery.lost
            ),
        }
    }
}

/// Returns whether the damaged file still exists, in its place or in `damaged`. A file that was repaired in place needn't.
fn is_kept(state: &Path, damaged: &[u8]) -> io::Result<bool> {
    let Ok(entries) = fs::read_dir(state.join("damaged")) else { return Ok(true) };
    let paths: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    let files: BTreeMap<_, _> = paths.iter().map(|path| Ok((path, fs::read(path)?))).collect::<io::Result<_>>()?;
    Ok(files.values().any(|content| content == damaged))
}
