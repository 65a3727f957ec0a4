//! Power cuts: each operation's writes are recorded by `strace`, cut anywhere, what was not synced is dropped, and what is left must be
//! the data from before or from after, whole.

use std::{
    collections::BTreeMap,
    fs, io,
    path::Path,
    process::{Command, Stdio},
};

use keyfob_core::{error::Error, keyfob::Keyfob};

use super::{
    model,
    power_trace::{CALLS, Event, Keep, read, replay},
    random::Random,
    worker,
};

/// The operations whose writes are cut.
pub const OPERATIONS: [&str; 5] = ["create", "edit", "delete", "back_up", "checkpoint"];
/// An authorization that every operation finds, and those that only some touch.
const SAVED: u64 = 3;

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
        "create" => keyfob.save(&model::draft(SAVED, None, 100, true)).map(drop),
        "edit" => {
            let before = worker::find(keyfob, 0)?.map(|(_, draft)| draft);
            keyfob.save(&model::draft(0, before.as_ref(), 100, false)).map(drop)
        }
        "delete" => match worker::find(keyfob, 0)? {
            Some((id, _)) => keyfob.remove(id),
            None => Err(Error::NotFound),
        },
        "back_up" => keyfob.back_up().map(drop),
        // Enough saves that the log is written back into the database in between.
        _ => (0..60).try_for_each(|step| {
            let before = worker::find(keyfob, 0)?.map(|(_, draft)| draft);
            keyfob.save(&model::draft(0, before.as_ref(), 100 + step, true)).map(drop)
        }),
    }
}

/// Cuts one operation `states` times.
///
/// # Errors
/// `strace` cannot be run, or the files cannot be written.
///
/// # Panics
/// A state is half-written, unreadable, or neither before nor after: that is a finding.
pub fn run(operation: &str, durability: Durability, seed: u64, states: u64) -> io::Result<Tally> {
    let room = tempfile::tempdir()?;
    let (base, live) = (room.path().join("base"), room.path().join("live"));
    prepare(&base).map_err(io::Error::other)?;
    let before = books(&base).map_err(io::Error::other)?;
    copy(&base, &live)?;
    let events = record(operation, &live, durability, &room.path().join("trace"))?;
    let after = books(&live).map_err(io::Error::other)?;
    let done = events.iter().position(|event| *event == Event::Done).unwrap_or(events.len());
    let mut random = Random(seed);
    let mut tally = Tally::default();
    for state in 0..states {
        let cut = usize::try_from(random.below(events.len() as u64 + 1)).unwrap_or(0);
        let mut keep = match state % 3 {
            0 => Keep::None,
            1 => Keep::Some(Random(random.below(u64::MAX))),
            _ => Keep::All,
        };
        let folder = room.path().join(format!("state{state}"));
        replay(&base, &folder, &live, &events[..cut], &mut keep)?;
        let context = format!("{operation}, seed {seed}, state {state}, cut {cut} of {}, {keep:?}", events.len());
        let found = books(&folder).unwrap_or_else(|error| panic!("{context}: {error}"));
        tally.states += 1;
        if cut > done {
            tally.after_done += 1;
            tally.lost += u64::from(found != after);
        }
        if durability == Durability::Full {
            assert!(cut <= done || found == after, "{context}: lost; {found:?} is not {after:?}");
            assert!(
                plausible(operation, &before, &after, &found),
                "{context}: {found:?} is neither {before:?} nor {after:?}"
            );
        }
        fs::remove_dir_all(&folder)?;
    }
    Ok(tally)
}

/// One operation is all or nothing; the many saves of `checkpoint` may have come to any of them.
fn plausible(operation: &str, before: &Books, after: &Books, found: &Books) -> bool {
    found == before || found == after || (operation == "checkpoint" && found.keys().eq(after.keys()))
}

pub(super) type Books = BTreeMap<u64, model::Written>;

pub(super) fn books(folder: &Path) -> Result<Books, Error> {
    let keyfob = worker::open(folder)?;
    assert!(keyfob.startup()?.report.recovery.is_none(), "a cut is no damage: {:?}", keyfob.startup()?.report);
    model::read_all(&keyfob)
}

pub(super) fn prepare(folder: &Path) -> Result<(), Error> {
    let keyfob = worker::open(folder)?;
    (0..SAVED).try_for_each(|index| keyfob.save(&model::draft(index, None, 1 + index, true)).map(drop))
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
