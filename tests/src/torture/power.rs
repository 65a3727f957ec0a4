//! Power cuts: each operation's writes are recorded by `strace`, cut anywhere, what was not synced is dropped, and what is left must be
//! the data from before or from after, whole.

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
    room, worker,
};

/// The operations whose writes are cut.
pub const OPERATIONS: [&str; 8] = ["first", "create", "edit", "delete", "rotate", "back_up", "migrate", "checkpoint"];
/// How many authorizations every operation but `first` finds; `create` makes the one after them.
pub(super) const SAVED: u64 = 3;
/// What `checkpoint` saves: enough that the log is written back into the database in between.
const MANY: u64 = 60;

/// Whether a cut may lose what was said to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As Keyfob ships: `synchronous=FULL`.
    Full,
    /// `synchronous=NORMAL`, under which the harness must find losses, or it proves nothing.
    Normal,
}

/// What many cuts came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// System calls recorded.
    pub calls: usize,
    /// States tried.
    pub states: u64,
    /// States after the operation was said to be done.
    pub after_done: u64,
    /// Of those, states that had lost it.
    pub lost: u64,
}

/// Does one operation on a folder and says `done`; what `strace` watches.
///
/// # Errors
/// The operation failed.
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
        // Opening did it.
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
/// `strace` cannot be run, or the files cannot be written.
///
/// # Panics
/// A state is half-written, unreadable, or neither before nor after: that is a finding.
pub fn run(operation: &str, durability: Durability, seed: u64, states: u64) -> io::Result<Tally> {
    let room = room()?;
    let (base, live, state) = (room.path().join("base"), room.path().join("live"), room.path().join("state"));
    prepare(operation, &base)?;
    // Reading opens, and an opening may migrate: what is read is a copy.
    copy(&base, &state)?;
    let before = books(&state).map_err(io::Error::other)?;
    fs::remove_dir_all(&state)?;
    copy(&base, &live)?;
    let events = record(operation, &live, durability, &room.path().join("trace"))?;
    let after = books(&live).map_err(io::Error::other)?;
    let done = events.iter().position(|event| *event == Event::Done).unwrap_or(events.len());
    let mut random = Random(seed);
    let mut tally = Tally { calls: events.len(), ..Tally::default() };
    for number in 0..states {
        // Spread over all places to cut at, and all ways to lose at each. What is lost without a sync is lost after `done`.
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

/// One operation is all or nothing; the many saves of `checkpoint` may have come to any of them.
fn plausible(operation: &str, before: &Books, after: &Books, found: &Books) -> bool {
    let others_stand = || (1..SAVED).all(|index| before.get(&index) == found.get(&index));
    found == before || found == after || (operation == "checkpoint" && found.keys().eq(after.keys()) && others_stand())
}

/// What a folder holds, by index.
pub(super) type Books = BTreeMap<u64, model::Written>;

/// Reads everything; a database that had to be repaired is a finding, since nothing here damages it.
pub(super) fn books(folder: &Path) -> Result<Books, Error> {
    let keyfob = worker::open(folder)?;
    let report = keyfob.startup()?.report;
    if let Some(recovery) = report.recovery {
        return Err(Error::Damaged(format!("taken for damaged and repaired: {recovery:?}")));
    }
    model::read_all(&keyfob)
}

/// Every backup that has its name is whole: opened in the database's place it holds what was there before.
///
/// # Errors
/// One cannot be opened.
///
/// # Panics
/// One holds something else: that is a finding.
pub fn backups_open(folder: &Path, before: &Books) -> io::Result<u64> {
    let Ok(entries) = fs::read_dir(folder.join("backups")) else { return Ok(0) };
    let mut count = 0;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "db") {
            let room = room()?;
            fs::copy(&path, room.path().join("keyfob.db"))?;
            assert_eq!(books(room.path()).map_err(io::Error::other)?, *before, "a backup holds something else");
            count += 1;
        }
    }
    Ok(count)
}

/// Makes what an operation finds, by a program of its own: one that is older than this one where it must be.
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
