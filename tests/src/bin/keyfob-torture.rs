//! Faults on purpose, as `cargo xtask torture` runs them: see `keyfob_tests::torture`.
#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

use std::{io, path::Path, process::ExitCode};

use keyfob_core::error::Error;
use keyfob_tests::torture::{
    faults, kill,
    power::{self, Durability},
    programs, worker,
};

const USAGE: &str = "usage: keyfob-torture kill COUNT SEED | power STATES SEED | faults | programs COUNT";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(code) => code,
        Err(error) => {
            println!("failed {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> io::Result<ExitCode> {
    match *words {
        // What the torture starts, and kills.
        ["worker", seed, first, folder] => working(worker::work(Path::new(folder), number(seed), number(first))),
        ["once", operation, durability, folder] => {
            let durability = if durability == "normal" { Durability::Normal } else { Durability::Full };
            working(power::once(operation, Path::new(folder), durability))
        }
        ["add", count, folder] => working(programs::add(Path::new(folder), number(count))),
        // What a person starts.
        ["kill", count, seed] => {
            let folder = tempfile::tempdir()?;
            let tally = kill::run(folder.path(), number(seed), number(count))?;
            println!("kill -9: {tally:?}: 0 lost, 0 half-written, 0 unreadable");
            Ok(ExitCode::SUCCESS)
        }
        ["power", states, seed] => cut(number(states), number(seed)),
        ["faults"] => {
            println!("disk full and I/O errors: {:?}: the data stood as before or as after", faults::run()?);
            Ok(ExitCode::SUCCESS)
        }
        ["programs", count] => {
            let (count, sum) = (number(count), programs::run(number(count))?);
            println!("two programs, {count} writes each: {sum} of {} there", 2 * count);
            Ok(if sum == 2 * count { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        _ => {
            println!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

/// Cuts the power in every operation; and once more with weaker durability, where losses must be found.
fn cut(states: u64, seed: u64) -> io::Result<ExitCode> {
    for operation in power::OPERATIONS {
        let tally = power::run(operation, Durability::Full, seed, states)?;
        println!("power cut during {operation}: {tally:?}");
    }
    let weak = power::run("create", Durability::Normal, seed, states)?;
    println!("the same with synchronous=NORMAL: {weak:?}");
    if weak.lost == 0 {
        println!("the harness finds no loss where there must be some: it proves nothing");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn working(result: Result<(), Error>) -> io::Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS).map_err(io::Error::other)
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or(1)
}
