//! Prints messages. They go to standard error, so that standard output contains only results and the output of tools.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "tasks report to the terminal")]

use crate::stop::Stop;

/// Prints what a task is doing.
pub(crate) fn step(text: &str) {
    eprintln!("\n==> {text}");
}

/// Prints a detail of the current step.
pub(crate) fn note(text: &str) {
    eprintln!("    {text}");
}

/// Prints a result on standard output.
pub(crate) fn result(text: &str) {
    println!("{text}");
}

/// Prints why a task failed.
pub(crate) fn error(stop: &Stop) {
    eprintln!("\nxtask: {stop}");
}
