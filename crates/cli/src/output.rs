//! Data on standard output: text for users, JSON for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::{exit::Exit, failure::Failure};

/// Prints a text as it is, line breaks included.
pub(crate) fn text(text: &str) -> Result<Exit, Failure> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush())?;
    Ok(Exit::Done)
}

/// Prints one JSON value on one line.
pub(crate) fn json(value: &impl Serialize) -> Result<Exit, Failure> {
    let mut output = io::stdout().lock();
    serde_json::to_writer(&mut output, value).map_err(io::Error::from)?;
    writeln!(output).and_then(|()| output.flush())?;
    Ok(Exit::Done)
}
