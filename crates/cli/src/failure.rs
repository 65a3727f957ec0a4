//! Why a command failed: a message on standard error, and the exit status.

use std::io::{self, Write};

use keyfob_core::{error::Error, keyfob::HomeError};

use crate::exit::Exit;

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// Prints the message, and returns the exit status. If standard error is closed, there is no place to print to.
    pub(crate) fn tell(self) -> Exit {
        let _ = writeln!(io::stderr(), "keyfob: {}", self.message);
        self.exit
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = error.kind().into();
        match error {
            Error::VaultLocked => Self::new(
                exit,
                "The vault is locked. Give its passphrase with `--passphrase-file FILE` or at a terminal.",
            ),
            error => Self::new(exit, error.to_string()),
        }
    }
}

impl From<HomeError> for Failure {
    fn from(error: HomeError) -> Self {
        Self::new(Exit::WrongUse, error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // A reader that closes the pipe, such as `head`, has read enough.
        let exit = if error.kind() == io::ErrorKind::BrokenPipe { Exit::Done } else { Exit::Failed };
        Self::new(exit, error.to_string())
    }
}
