//! Messages on standard error. If it is closed, there is no place to print to.

use std::io::{self, Write};

/// Prints a line.
pub(crate) fn line(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints a message after the program's name.
pub(crate) fn message(message: &str) {
    line(&format!("keyfob: {message}"));
}
