//! Faults on purpose, as `cargo xtask torture` runs them: see `keyfob_tests::torture`.
#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

use std::{io, path::Path, process::ExitCode, time::Instant};

use keyfob_core::error::Error;
use keyfob_tests::torture::{
    faults, flips, kill,
    power::{self, Durability},
    programs, swap, worker,
};

const USAGE: &str = "usage: keyfob-torture PART, in a session with an open keyring; PART is one of
  kill COUNT SEED    programs killed at random moments
  power STATES SEED  power cuts in every operation
  faults             a full or failing disk at every write
  programs COUNT     two programs that write at once
  flips COUNT SEED   bytes that rot
  swap               rows that were forged";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if !matches!(words[..], ["prepare", _, "older", ..]) {
        keyfob_core::torture::know_a_later_migration();
    }
    let begun = Instant::now();
    match run(&words, begun) {
        Ok(code) => code,
        Err(error) => {
            println!("failed {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str], begun: Instant) -> io::Result<ExitCode> {
    match *words {
        // What the torture starts, and kills.
        ["worker", seed, first, folder] => working(worker::work(Path::new(folder), number(seed)?, number(first)?)),
        ["prepare", vault, _, count, folder] => working(worker::prepare(Path::new(folder), vault, number(count)?)),
        ["once", operation, durability, folder] => {
            let durability = if durability == "normal" { Durability::Normal } else { Durability::Full };
            working(power::once(operation, Path::new(folder), durability))
        }
        ["add", count, folder] => working(programs::add(Path::new(folder), number(count)?).map(drop)),
        ["read", count, folder] => working(programs::read(Path::new(folder), number(count)?)),
        ["rotate", count, folder] => working(programs::rotate(Path::new(folder), number(count)?)),
        // What a person starts.
        ["kill", count, seed] => {
            let tally = kill::run(number(seed)?, number(count)?)?;
            tell("kill -9", begun, &format!("{tally:?}: 0 lost, 0 half-written, 0 unreadable"))
        }
        ["power", states, seed] => cut(number(states)?, number(seed)?),
        ["faults"] => {
            let tally = faults::run()?;
            tell("disk full and I/O errors", begun, &format!("{tally:?}: the data stood as before or as after"))
        }
        ["programs", count] => {
            let (count, rotations) = (number(count)?, number(count)? / 50);
            let sum = programs::run(count, rotations)?;
            let words = format!("{count} writes each, {rotations} rotations: {sum} of {} there", 2 * count);
            tell("two programs", begun, &words)?;
            Ok(if sum == 2 * count { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        ["flips", count, seed] => {
            let tally = flips::run(number(count)?, number(seed)?)?;
            tell("bytes flipped", begun, &format!("{tally:?}: 0 panics, 0 silently wrong"))
        }
        ["swap"] => tell("rows forged", begun, &format!("{:?}: 0 opened out of place, 0 sent", swap::run()?)),
        _ => {
            println!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

/// Cuts the power in every operation; and once more with weaker durability, where losses must be found.
fn cut(states: u64, seed: u64) -> io::Result<ExitCode> {
    for operation in power::OPERATIONS {
        let begun = Instant::now();
        let tally = power::run(operation, Durability::Full, seed, states)?;
        tell(&format!("power cut during {operation}"), begun, &format!("{tally:?}"))?;
    }
    let begun = Instant::now();
    let weak = power::run("create", Durability::Normal, seed, states)?;
    tell("power cut with synchronous=NORMAL", begun, &format!("{weak:?}: losses found, as they must be"))?;
    if weak.lost == 0 {
        println!("the harness finds no loss where there must be some: it proves nothing");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(what: &str, begun: Instant, words: &str) -> io::Result<ExitCode> {
    use io::Write as _;
    writeln!(io::stdout(), "{what} ({:.1} s): {words}", begun.elapsed().as_secs_f64())?;
    Ok(ExitCode::SUCCESS)
}

fn working(result: Result<(), Error>) -> io::Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS).map_err(io::Error::other)
}

fn number(text: &str) -> io::Result<u64> {
    text.parse().map_err(io::Error::other)
}
