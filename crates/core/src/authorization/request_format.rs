//! How a token request is written for servers that go their own way.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the parameters of a token request are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RequestFormat {
    /// As a form in the body (RFC 6749, section 4.4.2).
    #[default]
    Form,
    /// As a JSON object in the body.
    Json,
    /// In the query of a GET request, where servers and proxies log them.
    Get,
}

impl RequestFormat {
    /// Every format, as JSON has it.
    pub(super) const WORDS: [&str; 3] = ["form", "json", "get"];

    /// Returns the format's name in JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

/// What is between the scopes of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScopeSeparator {
    /// A space (RFC 6749, section 3.3).
    #[default]
    Space,
    /// A comma.
    Comma,
}

impl ScopeSeparator {
    /// Every separator, as JSON has it.
    pub(super) const WORDS: [&str; 2] = ["space", "comma"];

    /// Returns the separator's name in JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// Returns the separator as it is sent.
    #[must_use]
    pub fn separator(self) -> &'static str {
        match self {
            Self::Space => " ",
            Self::Comma => ",",
        }
    }
}
