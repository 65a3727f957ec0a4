//! Data on standard output: text for users, JSON for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::{
    exit::Exit,
    failure::{Failure, without_number},
};

/// Prints a text as it is, line breaks included.
pub(crate) fn text(text: &str) -> Result<Exit, Failure> {
    let mut output = io::stdout().lock();
    written(output.write_all(text.as_bytes()).and_then(|()| output.flush()))
}

/// Prints one JSON value on one line.
pub(crate) fn json(value: &impl Serialize) -> Result<Exit, Failure> {
    let mut output = io::stdout().lock();
    let json = serde_json::to_writer(&mut output, value).map_err(io::Error::from);
    written(json.and_then(|()| writeln!(output)).and_then(|()| output.flush()))
}

/// Says where the output couldn't be written. A reader that closes the pipe has read enough.
fn written(result: io::Result<()>) -> Result<Exit, Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let why = without_number(&error.to_string());
            let message = format!("Couldn't write to standard output: {why}. Check where it goes to.");
            Err(Failure::new(Exit::Failed, message))
        }
        result => Ok(result.map(|()| Exit::Done)?),
    }
}
