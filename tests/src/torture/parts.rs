//! Runs every part as its own process, two at a time. A part that fails doesn't stop the others.

use std::{
    collections::VecDeque,
    io::{self, Write as _},
    process::Command,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{faults, power};

/// How many parts run at once. More would slow each other down, and the kills depend on time.
const LANES: usize = 2;

/// Runs everything. Returns whether all parts passed.
///
/// # Errors
/// If a part can't be started.
pub fn run([kills, states, writes, flips, connects, seed]: [&str; 6]) -> io::Result<bool> {
    // The longest first.
    let mut parts: Vec<Vec<&str>> = vec![
        vec!["kill", kills, seed],
        vec!["renew", kills, seed],
        vec!["tokens", kills, seed],
        vec!["sign-in", kills, seed],
        vec!["restore", kills, seed],
        vec!["flips", flips, seed],
        vec!["programs", writes],
    ];
    parts.extend(faults::OPERATIONS.map(|operation| vec!["faults", operation]));
    parts.extend(power::OPERATIONS.map(|operation| vec!["power", operation, states, seed]));
    parts.extend([vec!["weak", states, seed], vec!["swap"], vec!["race", connects]]);
    let count = parts.len();
    let (parts, failed) = (Mutex::new(VecDeque::from(parts)), AtomicUsize::new(0));
    let lane = || -> io::Result<()> {
        while let Some(part) = next(&parts) {
            if !perform(&part)? {
                failed.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        lanes.into_iter().try_for_each(|lane| lane.join().unwrap_or_else(|_| Err(io::Error::other("a lane ended"))))
    })?;
    let failed = failed.into_inner();
    writeln!(io::stdout(), "torture: {} of {count} parts as they must be", count - failed)?;
    Ok(failed == 0)
}

fn next<'p>(parts: &Mutex<VecDeque<Vec<&'p str>>>) -> Option<Vec<&'p str>> {
    parts.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

/// Runs one part and prints its output in one piece.
fn perform(part: &[&str]) -> io::Result<bool> {
    let output = Command::new(std::env::current_exe()?).args(part).output()?;
    let mut out = io::stdout().lock();
    out.write_all(&output.stdout)?;
    if !output.status.success() {
        writeln!(out, "FAILED: keyfob-torture {} ({})", part.join(" "), output.status)?;
        out.write_all(&output.stderr)?;
    }
    Ok(output.status.success())
}
