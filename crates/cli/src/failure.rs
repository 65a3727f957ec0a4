//! Why a command failed: a message on standard error, and the exit status.

use std::io;

use keyfob_core::{
    authorization::Authorization,
    clean::escaped,
    error::{Error, KeyringError},
    keyfob::{HomeError, Keyfob},
};

use crate::{exit::Exit, stderr};

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

    /// A failure that needs no message.
    pub(crate) fn silent(exit: Exit) -> Self {
        Self::new(exit, "")
    }

    /// The same, with another message before it.
    pub(crate) fn after(self, earlier: Option<String>) -> Self {
        match earlier {
            Some(earlier) => Self { message: format!("{earlier}\n{}", self.message), ..self },
            None => self,
        }
    }

    /// Returns the exit status and the message.
    pub(crate) fn into_parts(self) -> (Exit, String) {
        (self.exit, self.message)
    }

    /// Prints the message, and returns the exit status.
    pub(crate) fn tell(self) -> Exit {
        if !self.message.is_empty() {
            stderr::message(&self.message);
        }
        self.exit
    }
}

/// Finds an authorization by its name or id.
pub(crate) fn find(keyfob: &Keyfob, name: &str) -> Result<Authorization, Failure> {
    keyfob.find(name).map_err(|error| match error {
        Error::NotFound => {
            let message = format!("No authorization is named `{}`. `keyfob list` lists all.", escaped(name));
            Failure::new(Exit::NotFound, message)
        }
        error => error.into(),
    })
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let hint = match error {
            Error::VaultLocked => " Enter its passphrase at a terminal, or use `--passphrase-file FILE`.",
            Error::NotFound => " `keyfob list` lists all.",
            Error::VaultNeeded => {
                " There is no keyring. With `--passphrase-file FILE`, `keyfob add` creates a vault that a passphrase protects."
            }
            Error::NetworkUnreadable => " `keyfob network set` and `keyfob network reset` do that, too.",
            Error::Busy => " To wait longer, use `--timeout SECONDS`.",
            Error::KeyOutOfReach(KeyringError::TimedOut) => " `--timeout SECONDS` sets how long Keyfob waits.",
            _ => "",
        };
        let message = without_number(&error.to_string());
        Self::new(error.kind().into(), format!("{message}{hint}"))
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
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::silent(Exit::Done);
        }
        Self::new(Exit::Failed, without_number(&error.to_string()))
    }
}

/// Returns a message without the number that Rust adds to the system's own, such as `(os error 17)`.
pub(crate) fn without_number(message: &str) -> String {
    let Some((before, after)) = message.split_once(" (os error ") else { return message.to_owned() };
    let after = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
    format!("{before}{}", after.strip_prefix(')').unwrap_or(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_the_system_has_no_number() {
        let error = io::Error::from_raw_os_error(1).to_string();
        assert!(error.contains("(os error 1)"), "{error}");
        let message = without_number(&format!("Couldn't use `a`: {error}. Try again."));
        assert!(message.ends_with(". Try again.") && !message.contains("os error"), "{message}");
        assert_eq!(without_number("as it is"), "as it is");
    }
}
