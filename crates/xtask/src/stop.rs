//! Why a task stopped.

use std::fmt;
use std::process::ExitCode;

/// A task's end before its end: what happened, what to do next, and the exit status.
#[derive(Debug)]
pub(crate) struct Stop {
    words: String,
    status: u8,
}

impl Stop {
    /// A stop with exit status 1.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), status: 1 }
    }

    /// The same stop with another exit status.
    pub(crate) fn with_status(self, status: u8) -> Self {
        Self { status, ..self }
    }

    /// What the process answers to its caller.
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
