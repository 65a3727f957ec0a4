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
    keyfob.find(name).map_err(|error| not_found(error, name))
}

/// Finds an authorization to use it: without its entries in the log.
pub(crate) fn find_to_use(keyfob: &Keyfob, name: &str) -> Result<Authorization, Failure> {
    keyfob.find_without_log(name).map_err(|error| not_found(error, name))
}

fn not_found(error: Error, name: &str) -> Failure {
    match error {
        Error::NotFound => {
            let message = format!("No authorization is named `{}`. `keyfob list` lists all.", escaped(name));
            Failure::new(Exit::NotFound, message)
        }
        error => error.into(),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = without_number(&error.to_string());
        // Some end with what the system says.
        let stop = if message.ends_with(['.', ')', '?', '!']) { "" } else { "." };
        let hint = hint(&error).map(|hint| format!("{stop} {hint}")).unwrap_or_default();
        Self::new(error.kind().into(), format!("{message}{hint}"))
    }
}

/// Returns what to do at the command line, unless the error's own text says it.
fn hint(error: &Error) -> Option<&'static str> {
    Some(match error {
        Error::VaultLocked => "Enter its passphrase at a terminal, or use `--passphrase-file FILE`.",
        Error::NotFound => "`keyfob list` lists all.",
        Error::VaultNeeded => {
            "There is no keyring. With `--passphrase-file FILE`, `keyfob add` creates a vault that a passphrase protects."
        }
        Error::NetworkUnreadable => "`keyfob network set` and `keyfob network reset` do that, too.",
        Error::Busy => "To wait longer, use `--timeout SECONDS`.",
        Error::KeyOutOfReach(KeyringError::TimedOut) => "`--timeout SECONDS` sets how long Keyfob waits.",
        Error::KeyOutOfReach(KeyringError::KeyLost | KeyringError::WrongKey) => {
            "Put the key back into the keyring, or open the vault with its recovery key in the window."
        }
        Error::VaultLost | Error::VaultChanged => {
            "`keyfob restore BACKUP` restores one. Starting over is in the window."
        }
        Error::SecretUnreadable => "`keyfob edit` saves a new one.",
        Error::Stale | Error::InUse(_) | Error::VaultExists | Error::DatabaseGone(_) | Error::Cancelled => {
            "Run the command again."
        }
        Error::NoBackup | Error::BackupUnusable(_) | Error::NotEmpty => "`keyfob backup list` lists the backups.",
        Error::Io { .. } | Error::DiskFailed(_) | Error::Database(_) => "`keyfob doctor` checks the data folder.",
        _ => return None,
    })
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
        Self::new(Exit::Failed, format!("{}. Run the command again.", without_number(&error.to_string())))
    }
}

/// A file that an option names can't be read. `what` is what was to be read from it, and `from` where it is.
pub(crate) fn unreadable(what: &str, from: &str, error: &io::Error) -> Failure {
    let why = without_number(&error.to_string());
    Failure::new(
        Exit::WrongUse,
        format!("Couldn't read {what} from {from}: {why}. Check its name, permissions and contents."),
    )
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
    fn every_error_says_what_to_do() {
        let io = || io::Error::from_raw_os_error(1);
        for (error, what) in [
            (Error::NotFound, "`keyfob list`"),
            (Error::Stale, "again"),
            (Error::InUse("a CONNECT".into()), "again"),
            (Error::VaultLocked, "--passphrase-file"),
            (Error::VaultNeeded, "--passphrase-file"),
            (Error::VaultExists, "again"),
            (Error::VaultLost, "`keyfob restore BACKUP`"),
            (Error::VaultChanged, "`keyfob restore BACKUP`"),
            (Error::TooManyReveals(3), "Wait"),
            (Error::WrongPassphrase, "try again"),
            (Error::PassphraseTooShort(3), "at least 8"),
            (Error::SecretUnreadable, "`keyfob edit`"),
            (Error::NetworkUnreadable, "`keyfob network set`"),
            (Error::Damaged("a row".into()), "open it again"),
            (Error::NewerDatabase { found: 2, known: 1 }, "Update Keyfob"),
            (Error::DiskFull, "Free up some space"),
            (Error::Busy, "--timeout"),
            (Error::NotAFolder("/a".into()), "Move it away"),
            (Error::ReadOnly("/a".into()), "Mount it as writable"),
            (Error::NotPermitted("/a".into()), "Check its owner"),
            (Error::RepairNeedsLocks("a row".into()), "Copy the data folder"),
            (Error::DatabaseGone("/a".into()), "again"),
            (Error::NotSaving, "write a new file"),
            (Error::NotEmpty, "`keyfob backup list`"),
            (Error::NoBackup, "`keyfob backup list`"),
            (Error::BackupUnusable("/a".into()), "`keyfob backup list`"),
            (Error::BackupChanged("/a".into()), "again"),
            (Error::DatabaseGoneElsewhere("/a".into()), "close that program"),
            (Error::Io { path: "/a".into(), source: io() }, "`keyfob doctor`"),
            (Error::Cancelled, "again"),
        ] {
            let kind = error.kind();
            let (_, message) = Failure::from(error).into_parts();
            assert!(message.contains(what), "{kind:?}: {message}");
            assert!(!message.contains("..") && !message.contains("os error"), "{message}");
        }
        for error in [
            KeyringError::NoService,
            KeyringError::NoCollection,
            KeyringError::Locked,
            KeyringError::Denied,
            KeyringError::TimedOut,
            KeyringError::Cancelled,
            KeyringError::KeyLost,
            KeyringError::WrongKey,
            KeyringError::Failed,
        ] {
            let (_, message) = Failure::from(Error::KeyOutOfReach(error)).into_parts();
            let steps =
                ["Start one", "Create one", "Unlock it", "Allow it", "Respond there", "Try again", "Put the key back"];
            assert!(steps.iter().any(|step| message.contains(step)), "{message}");
        }
    }

    #[test]
    fn a_message_of_the_system_has_no_number() {
        let error = io::Error::from_raw_os_error(1).to_string();
        assert!(error.contains("(os error 1)"), "{error}");
        let message = without_number(&format!("Couldn't use `a`: {error}. Try again."));
        assert!(message.ends_with(". Try again.") && !message.contains("os error"), "{message}");
        assert_eq!(without_number("as it is"), "as it is");
    }
}
