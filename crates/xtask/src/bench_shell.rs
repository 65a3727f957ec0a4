//! `cargo xtask bench shell`: the command line as whole processes, as ratios to `sqlite3` and `curl` in the same run.

use std::process::Command;

use crate::setup::Need;
use crate::stop::Stop;
use crate::{command, desktop_session, place, say, setup};

/// The options of `cargo xtask bench shell`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How often each program is started
    #[arg(long, default_value_t = 101, value_parser = clap::value_parser!(u32).range(3..))]
    runs: u32,
}

/// The program that measures.
const MEASURE: &str = "keyfob-bench-shell";

/// Builds the command line for release and measures it.
///
/// # Errors
/// If a build or a program fails.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Stop> {
    setup::run(Need::Test)?;
    say::step("Building the command line for release");
    command::run(command::cargo().args(["build", "--locked", "--release", "--package", "keyfob-cli"]))?;
    // Built apart: the tests' features must not get into the command line.
    command::run(command::cargo().args([
        "build",
        "--locked",
        "--release",
        "--package",
        "keyfob-tests",
        "--bin",
        MEASURE,
    ]))?;
    let mut inside = Command::new(place::program("release", MEASURE));
    inside.arg(place::program("release", "keyfob")).arg(arguments.runs.to_string());
    desktop_session::run(&inside)
}
