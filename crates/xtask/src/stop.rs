//! The error of a task.

use std::fmt;
use std::process::ExitCode;

/// Why a task failed: a message that says what happened and what to do next, and the exit status.
#[derive(Debug)]
pub(crate) struct Stop {
    words: String,
    status: u8,
}

impl Stop {
    /// Returns an error with exit status 1.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), status: 1 }
    }

    /// Returns the same error with another exit status.
    pub(crate) fn with_status(self, status: u8) -> Self {
        Self { status, ..self }
    }

    /// Returns the exit status of the process.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}
