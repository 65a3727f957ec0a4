//! Fault injection for `cargo xtask torture`; see `keyfob_tests::torture`.
#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

use std::{io, path::Path, process::ExitCode, time::Instant};

use keyfob_core::error::Error;
use keyfob_tests::torture::{
    changed_origin, commanded, damaged_bytes, faults, forged_rows, kill, kill_while_requesting, kill_while_resealing,
    kill_while_restoring, kill_while_signing_in, parts,
    power::{self, Durability},
    programs, worker,
};

const USAGE: &str = "usage: keyfob-torture PART, in a session with an open keyring; PART is one of
  all KILLS STATES WRITES FLIPS CONNECTS SEED
                               run every part
  kill COUNT SEED              kill programs at random moments
  renew COUNT SEED             kill programs while everything is sealed again, a tenth as often
  tokens COUNT SEED            kill programs while they renew a token
  sign-in COUNT SEED           kill programs while a user signs in and tokens are renewed
  restore COUNT SEED           kill programs while they restore a backup, a tenth as often
  power OPERATION STATES SEED  cut the power during an operation
  weak STATES SEED             cut the power with synchronous=NORMAL; losses must be found
  faults OPERATION             let every write fail once, or the disk be full
  programs WRITES              let two programs write at once
  flips COUNT SEED             damage bytes of the database
  swap                         forge rows of the database
  race CONNECTS                change the Token URL while Keyfob connects";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    // Not where the command line is used, which doesn't know this migration.
    if !matches!(words[..], ["prepare", _, "older", ..] | ["race", _] | ["tokens", ..]) {
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
        ["kill", count, seed] => {
            let tally = kill::run(number(seed)?, number(count)?)?;
            tell("kill -9", begun, &format!("{tally:?}: 0 lost, 0 half-written, 0 unreadable"))
        }
        ["renew", count, seed] => {
            let tally = kill_while_resealing::run(number(seed)?, number(count)?.div_ceil(10))?;
            tell("kill -9 during a new passphrase or key", begun, &format!("{tally:?}: 0 lost, 0 half sealed"))
        }
        ["tokens", count, seed] => {
            let tally = kill_while_requesting::run(number(seed)?, number(count)?)?;
            tell("kill -9 during a renewal", begun, &format!("{tally:?}: 0 lost, 0 half-written, 0 waited for"))
        }
        ["sign-in", count, seed] => {
            let tally = kill_while_signing_in::run(number(seed)?, number(count)?)?;
            tell("kill -9 during a sign-in or its renewal", begun, &format!("{tally:?}: 0 lost without a word"))
        }
        ["restore", count, seed] => {
            let tally = kill_while_restoring::run(number(seed)?, number(count)?.div_ceil(10))?;
            tell("kill -9 while a backup is restored", begun, &format!("{tally:?}: 0 lost, 0 half restored"))
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
            let tally = damaged_bytes::run(number(count)?, number(seed)?)?;
            tell("bytes flipped", begun, &format!("{tally:?}: 0 panics, 0 silently wrong"))
        }
        ["all", kills, states, writes, flips, connects, seed] => {
            Ok(if parts::run([kills, states, writes, flips, connects, seed])? {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        ["swap"] => tell("rows forged", begun, &format!("{:?}: 0 opened out of place, 0 sent", forged_rows::run()?)),
        ["race", connects] => raced(number(connects)?, begun),
        _ => started(words),
    }
}

/// Runs what other parts start.
fn started(words: &[&str]) -> io::Result<ExitCode> {
    match *words {
        ["worker", seed, first, folder] => working(worker::work(Path::new(folder), number(seed)?, number(first)?)),
        ["prepare", vault, _, count, folder] => working(worker::prepare(Path::new(folder), vault, number(count)?)),
        ["once", operation, durability, folder] => {
            let durability = if durability == "normal" { Durability::Normal } else { Durability::Full };
            working(power::once(operation, Path::new(folder), durability))
        }
        ["add", count, folder] => working(programs::add(Path::new(folder), number(count)?).map(drop)),
        ["vault", folder] => commanded::obey(Path::new(folder)).map(|()| ExitCode::SUCCESS),
        ["read", count, folder] => working(programs::read(Path::new(folder), number(count)?)),
        ["rotate", count, folder] => working(programs::rotate(Path::new(folder), number(count)?)),
        ["renew", folder] => working(worker::renew(Path::new(folder))),
        ["signing-in", folder] => working(kill_while_signing_in::work(Path::new(folder))),
        ["restore", folder] => working(kill_while_restoring::restore(Path::new(folder))),
        _ => {
            println!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

/// Cuts the power with `synchronous=NORMAL`, where losses must be found; otherwise the test would prove nothing.
fn weak(states: u64, seed: u64, begun: Instant) -> io::Result<ExitCode> {
    let tally = power::run("create", Durability::Normal, seed, states)?;
    let found = tally.lost > 0;
    let words = if found { "losses found, as they must be" } else { "NO loss found: the harness proves nothing" };
    tell("power cut with synchronous=NORMAL", begun, &format!("{tally:?}: {words}"))?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Without connections and failures, a race would prove nothing.
fn raced(connects: u64, begun: Instant) -> io::Result<ExitCode> {
    let tally = changed_origin::run(connects)?;
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
