//! `cargo xtask torture`: fault injection with kills, power cuts, failing disks, damaged and forged files and changed addresses. Prints a
//! line of figures for each.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, desktop_session, place, say, setup};

/// The options of `cargo xtask torture`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Number of programs that are killed at random moments
    #[arg(long, default_value_t = 300)]
    kills: u64,
    /// Number of power cuts in each operation
    #[arg(long, default_value_t = 60)]
    states: u64,
    /// Number of saves by each of two concurrent programs
    #[arg(long, default_value_t = 1000)]
    writes: u64,
    /// Number of databases with damaged bytes
    #[arg(long, default_value_t = 1000)]
    flips: u64,
    /// Number of connections while the Token URL is changed
    #[arg(long, default_value_t = 200)]
    connects: u64,
    /// Use 10,000 kills, 400 power cuts in each operation and 1,000 connections, which takes an hour
    #[arg(long, conflicts_with_all = ["kills", "states", "connects"])]
    all_at_full: bool,
    /// Seed that a failure printed, to repeat it; default: the current time
    #[arg(long)]
    seed: Option<u64>,
}

/// Builds the programs and runs all tests in a new session.
///
/// # Errors
/// If anything was lost, incomplete, unreadable or wrong.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::new("The torture needs `strace` and its own keyring, which works only on Linux."));
    }
    setup::run(Need::Test)?;
    say::step("Building the torture programs");
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
