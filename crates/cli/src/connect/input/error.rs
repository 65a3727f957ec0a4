//! Why a configuration is invalid.

/// Why a configuration is invalid.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InputError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) hint: &'static str,
}

impl InputError {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        let hint = "Correct the named field and try again. `keyfob connect --help` shows an example.";
        Self { code: "invalid_input", message: message.into(), hint }
    }

    /// For input that has no fields that could be named.
    pub(crate) fn unreadable(message: impl Into<String>) -> Self {
        let hint = "Give one JSON object on standard input. `keyfob connect --help` shows an example.";
        Self { hint, ..Self::invalid(message) }
    }

    pub(super) fn member(name: &str, what: impl std::fmt::Display) -> Self {
        Self::invalid(format!("`{name}` {what}."))
    }
}

pub(super) type Result<T> = std::result::Result<T, InputError>;
