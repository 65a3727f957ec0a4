//! Faults on purpose, as `cargo xtask torture` runs them: see `keyfob_tests::torture`.
#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

use std::{io, path::Path, process::ExitCode, time::Instant};

use keyfob_core::error::Error;
use keyfob_tests::torture::{
    all, faults, flips, kill,
    power::{self, Durability},
    programs, race, renew, swap, vault, worker,
};

const USAGE: &str = "usage: keyfob-torture PART, in a session with an open keyring; PART is one of
  all KILLS STATES WRITES FLIPS CONNECTS SEED
                               every part
  kill COUNT SEED              programs killed at random moments
  renew COUNT SEED             the same, a tenth as often, while everything is sealed again
  power OPERATION STATES SEED  power cuts in an operation
  weak STATES SEED             the same where the disk is not waited for: losses must be found
  faults OPERATION             a full or failing disk at every write
  programs WRITES              two programs that write at once
  flips COUNT SEED             bytes that rot
  swap                         rows that were forged
  race CONNECTS                a Token URL that changes while it is connected";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    // The shell doesn't know it, which connects in a race.
    if !matches!(words[..], ["prepare", _, "older", ..] | ["race", _]) {
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
        ["vault", folder] => vault::obey(Path::new(folder)).map(|()| ExitCode::SUCCESS),
        ["read", count, folder] => working(programs::read(Path::new(folder), number(count)?)),
        ["rotate", count, folder] => working(programs::rotate(Path::new(folder), number(count)?)),
        // What a person starts.
        ["kill", count, seed] => {
            let tally = kill::run(number(seed)?, number(count)?)?;
            tell("kill -9", begun, &format!("{tally:?}: 0 lost, 0 half-written, 0 unreadable"))
        }
        ["renew", folder] => working(worker::renew(Path::new(folder))),
        ["renew", count, seed] => {
            let tally = renew::run(number(seed)?, number(count)?.div_ceil(10))?;
            tell("kill -9 during a new passphrase or key", begun, &format!("{tally:?}: 0 lost, 0 half sealed"))
        }
        ["power", operation, states, seed] => {
            let tally = power::run(operation, Durability::Full, number(seed)?, number(states)?)?;
            tell(&format!("power cut during {operation}"), begun, &format!("{tally:?}"))
        }
        ["weak", states, seed] => weak(number(states)?, number(seed)?, begun),
        ["faults", operation] => {
            let tally = faults::run(operation)?;
            tell(
                &format!("a full or failing disk during {operation}"),
                begun,
                &format!("{tally:?}: the data stood as before or as after"),
            )
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
        ["all", kills, states, writes, flips, connects, seed] => {
            Ok(if all::run([kills, states, writes, flips, connects, seed])? {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        ["swap"] => tell("rows forged", begun, &format!("{:?}: 0 opened out of place, 0 sent", swap::run()?)),
        ["race", connects] => raced(number(connects)?, begun),
        _ => {
            println!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

/// Cuts the power where the disk is not waited for: without losses there, the harness would prove nothing.
fn weak(states: u64, seed: u64, begun: Instant) -> io::Result<ExitCode> {
    let tally = power::run("create", Durability::Normal, seed, states)?;
    let found = tally.lost > 0;
    let words = if found { "losses found, as they must be" } else { "NO loss found: the harness proves nothing" };
    tell("power cut with synchronous=NORMAL", begun, &format!("{tally:?}: {words}"))?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Without connections and refusals, a race would prove nothing.
fn raced(connects: u64, begun: Instant) -> io::Result<ExitCode> {
    let tally = race::run(connects)?;
    let is_right = tally.seen_elsewhere == 0 && tally.connected_by_shell > 0 && tally.refused > 0;
    let words = if is_right { "the other server saw nothing" } else { "NOT as it must be" };
    tell("the Token URL changed during CONNECT", begun, &format!("{tally:?}: {words}"))?;
    Ok(if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
