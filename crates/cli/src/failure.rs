//! Why a command did not do what it was asked: a sentence on standard error, and how the command ends.

use std::io::{self, Write};

use keyfob_core::{error::Error, keyfob::HomeError};

use crate::exit::Exit;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// Says it, and ends accordingly. Where nobody listens there is nobody to tell.
    pub(crate) fn tell(self) -> Exit {
        let _ = writeln!(io::stderr(), "keyfob: {}", self.message);
        self.exit
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error.kind().into(), error.to_string())
    }
}

impl From<HomeError> for Failure {
    fn from(error: HomeError) -> Self {
        Self::new(Exit::WrongUse, error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // Whoever closed the pipe has read enough.
        let exit = if error.kind() == io::ErrorKind::BrokenPipe { Exit::Done } else { Exit::Failed };
        Self::new(exit, error.to_string())
    }
}
