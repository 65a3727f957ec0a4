//! The only place that prints: words on standard error, so that a tool's own output keeps standard output to itself.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a task talks to the person who started it")]

use crate::stop::Stop;

/// One line about what happens now.
pub(crate) fn step(text: &str) {
    eprintln!("\n==> {text}");
}

/// One line that goes on about it.
pub(crate) fn note(text: &str) {
    eprintln!("    {text}");
}

/// A result that somebody may want to keep: on standard output.
pub(crate) fn result(text: &str) {
    println!("{text}");
}

/// Why the task stopped.
pub(crate) fn error(stop: &Stop) {
    eprintln!("\nxtask: {stop}");
}
