//! Power cuts. `strace` records the writes of an operation, the record is cut anywhere, unsynced writes are dropped, and the remaining
//! files must contain the data from before or after the operation, complete.

use std::{
    collections::BTreeMap,
    fs, io,
    path::Path,
    process::{Command, Stdio},
};

use keyfob_core::{
    error::Error,
    keyfob::{Keyfob, OldBackups},
};

use super::{
    model,
    power_trace::{CALLS, Event, Keep, read, replay},
    random::Random,
    test_folder, worker,
};

/// The operations that are cut.
pub const OPERATIONS: [&str; 8] = ["first", "create", "edit", "delete", "rotate", "back_up", "migrate", "checkpoint"];
/// The number of authorizations that every operation except `first` begins with; `create` adds one.
pub(super) const SAVED: u64 = 3;
/// The number of saves of `checkpoint`: enough that the log is written back into the database meanwhile.
const MANY: u64 = 60;

/// Whether a cut may lose what was reported as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// `synchronous=FULL`, as in Keyfob.
    Full,
    /// `synchronous=NORMAL`, with which this test must find losses; otherwise it would prove nothing.
    Normal,
}

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// System calls that were recorded.
    pub calls: usize,
    /// States that were tried.
    pub states: u64,
    /// States after the operation was reported as done.
    pub after_done: u64,
    /// Of those, states that had lost it.
    pub lost: u64,
}

/// Performs one operation on a folder and prints `done`. `strace` records this process.
///
/// # Errors
/// If the operation failed.
pub fn once(operation: &str, folder: &Path, durability: Durability) -> Result<(), Error> {
    let keyfob = worker::open(folder)?;
    if durability == Durability::Normal {
        keyfob.weaken_durability()?;
    }
    perform(&keyfob, operation)?;
    worker::say("done", "");
    Ok(())
}

fn perform(keyfob: &Keyfob, operation: &str) -> Result<(), Error> {
    match operation {
        "first" => keyfob.save(&model::draft(0, None, 100, true), &[]).map(drop),
        "create" => keyfob.save(&model::draft(SAVED, None, 100, true), &[]).map(drop),
        "edit" => edit(keyfob, 100, false),
        "delete" => match worker::find(keyfob, 0)? {
            Some((id, _)) => keyfob.remove(id),
            None => Err(Error::NotFound),
        },
        "rotate" => keyfob.rotate_key(OldBackups::Update).map(drop),
        "back_up" => keyfob.back_up().map(drop),
        // Done when it was opened.
        "migrate" => Ok(()),
        _ => (0..MANY).try_for_each(|step| edit(keyfob, 100 + step, true)),
    }
}

fn edit(keyfob: &Keyfob, step: u64, type_secrets: bool) -> Result<(), Error> {
    let Some((_, before)) = worker::find(keyfob, 0)? else { return Err(Error::NotFound) };
    model::save(keyfob, &model::draft(0, Some(&before), step, type_secrets)).map(drop)
}

/// Cuts one operation `states` times.
///
/// # Errors
/// If `strace` can't be run, or the files can't be written.
///
/// # Panics
/// If a state is incomplete, unreadable, or neither before nor after: that is a bug in Keyfob.
pub fn run(operation: &str, durability: Durability, seed: u64, states: u64) -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let (base, live, state) =
        (test_folder.path().join("base"), test_folder.path().join("live"), test_folder.path().join("state"));
    prepare(operation, &base)?;
    // Reading opens the database, which may migrate it, so a copy is read.
    copy(&base, &state)?;
    let before = books(&state).map_err(io::Error::other)?;
    fs::remove_dir_all(&state)?;
    copy(&base, &live)?;
    let events = record(operation, &live, durability, &test_folder.path().join("trace"))?;
    let after = books(&live).map_err(io::Error::other)?;
    let done = events.iter().position(|event| *event == Event::Done).unwrap_or(events.len());
    let mut random = Random(seed);
    let mut tally = Tally { calls: events.len(), ..Tally::default() };
    for number in 0..states {
        // Spread over all places to cut, and all ways to lose writes at each. What is lost without a sync is lost after `done`.
        let first = if durability == Durability::Normal { done } else { 0 };
        let cut = first + usize::try_from(number * ((events.len() - first) as u64 + 1) / states).unwrap_or(0);
        let mut keep = match number % 3 {
            0 => Keep::None,
            1 => Keep::Some(Random(random.below(u64::MAX))),
            _ => Keep::All,
        };
        let context = format!("{operation}, seed {seed}, state {number}, cut {cut} of {}, {keep:?}", events.len());
        replay(&base, &state, &live, &events[..cut], &mut keep)?;
        let found = books(&state).unwrap_or_else(|error| panic!("{context}: {error}"));
        tally.states += 1;
        tally.after_done += u64::from(cut > done);
        tally.lost += u64::from(cut > done && found != after);
        if durability == Durability::Full {
            assert!(cut <= done || found == after, "{context}: lost; {found:?} is not {after:?}");
            let fits = plausible(operation, &before, &after, &found);
            assert!(fits, "{context}: {found:?} is neither {before:?} nor {after:?}");
            backups_open(&state, &before).unwrap_or_else(|error| panic!("{context}: a backup: {error}"));
        }
        fs::remove_dir_all(&state)?;
    }
    Ok(tally)
}

/// An operation is all or nothing; of the saves of `checkpoint`, any number may be done.
fn plausible(operation: &str, before: &Books, after: &Books, found: &Books) -> bool {
    let others_stand = || (1..SAVED).all(|index| before.get(&index) == found.get(&index));
    found == before || found == after || (operation == "checkpoint" && found.keys().eq(after.keys()) && others_stand())
}

/// The contents of a folder, by index.
pub(super) type Books = BTreeMap<u64, model::Written>;

/// Reads everything. A database that had to be repaired is a bug in Keyfob, since power cuts don't damage it.
pub(super) fn books(folder: &Path) -> Result<Books, Error> {
    let keyfob = worker::open(folder)?;
    let report = keyfob.startup()?.report;
    if let Some(recovery) = report.recovery {
        return Err(Error::Damaged(format!("taken for damaged and repaired: {recovery:?}")));
    }
    model::read_all(&keyfob)
}

/// Checks that every backup with a final name is complete: opened as the database, it contains what was there before.
///
/// # Errors
/// If a backup can't be opened.
///
/// # Panics
/// If a backup contains something else: that is a bug in Keyfob.
pub fn backups_open(folder: &Path, before: &Books) -> io::Result<u64> {
    let Ok(entries) = fs::read_dir(folder.join("backups")) else { return Ok(0) };
    let mut count = 0;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "db") {
            let test_folder = test_folder()?;
            fs::copy(&path, test_folder.path().join("keyfob.db"))?;
            assert_eq!(books(test_folder.path()).map_err(io::Error::other)?, *before, "a backup holds something else");
            count += 1;
        }
    }
    Ok(count)
}

/// Creates the data that an operation begins with, in another process, which pretends to be an older version if needed.
pub(super) fn prepare(operation: &str, folder: &Path) -> io::Result<()> {
    if operation == "first" {
        return fs::create_dir(folder);
    }
    let vault = if operation == "rotate" { "passphrase" } else { "keyring" };
    let version = if operation == "migrate" { "older" } else { "newest" };
    let mut program = Command::new(std::env::current_exe()?);
    let status = program.args(["prepare", vault, version, &SAVED.to_string()]).arg(folder).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("`prepare` ended with {status}"))) }
}

fn record(operation: &str, live: &Path, durability: Durability, trace: &Path) -> io::Result<Vec<Event>> {
    let mode = if durability == Durability::Full { "full" } else { "normal" };
    let status = Command::new("strace")
        .args(["-f", "-y", "-xx", "-s", "10000000", "-e", &format!("trace={CALLS}"), "-o"])
        .arg(trace)
        .arg(std::env::current_exe()?)
        .args(["once", operation, mode])
        .arg(live)
        .stdout(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(io::Error::other(format!("strace of `{operation}` ended with {status}")));
    }
    Ok(read(&fs::read_to_string(trace)?, live))
}

pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    replay(from, to, from, &[], &mut Keep::All)
}
