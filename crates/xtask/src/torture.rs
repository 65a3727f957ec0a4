//! `cargo xtask torture`: kills, power cuts, failing disks, rotten bytes, forged rows, raced connections; one line of figures each.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, desktop_session, place, say, setup};

/// How hard to try.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Programs killed at random moments
    #[arg(long, default_value_t = 300)]
    kills: u64,
    /// Power cuts in each operation
    #[arg(long, default_value_t = 60)]
    states: u64,
    /// Saves of each of two programs at once
    #[arg(long, default_value_t = 1000)]
    writes: u64,
    /// Databases with flipped bytes
    #[arg(long, default_value_t = 1000)]
    flips: u64,
    /// Connections while the Token URL is changed
    #[arg(long, default_value_t = 200)]
    connects: u64,
    /// 10,000 kills, 400 power cuts in each operation and 1,000 connections, which takes an hour
    #[arg(long, conflicts_with_all = ["kills", "states", "connects"])]
    all_at_full: bool,
    /// What a failure printed, to run the same again; else the time
    #[arg(long)]
    seed: Option<u64>,
}

/// Builds the torture and runs all of it in a session of its own.
///
/// # Errors
/// Where anything was lost, half-written, unreadable or wrong.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::new("The torture needs `strace` and a keyring of its own: run it on Linux."));
    }
    setup::run(Need::Test)?;
    say::step("Building the torture");
    command::run(command::cargo().args(["build", "--locked", "--package", "keyfob-tests", "--bin", "keyfob-torture"]))?;
    command::run(command::cargo().args(["build", "--locked", "--package", "keyfob-cli"]))?;
    let (kills, states, connects) = if arguments.all_at_full {
        (10_000, 400, 1_000)
    } else {
        (arguments.kills, arguments.states, arguments.connects)
    };
    let seed = arguments.seed.unwrap_or_else(by_the_clock);
    say::step(&format!("Torture with seed {seed}"));
    let numbers = [kills, states, arguments.writes, arguments.flips, connects, seed].map(|number| number.to_string());
    desktop_session::run(Command::new(place::program("debug", "keyfob-torture")).arg("all").args(numbers))
}

fn by_the_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs())
}
