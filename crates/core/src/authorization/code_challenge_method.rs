//! How the code challenge of PKCE is made.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a code verifier becomes the code challenge (RFC 7636, section 4.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum CodeChallengeMethod {
    /// As a SHA-256 hash.
    #[default]
    S256,
    /// The verifier itself, for servers that don't support S256. It doesn't protect against an attacker who can read the authorization request.
    #[serde(rename = "plain")]
    Plain,
}

impl CodeChallengeMethod {
    /// Every method, as JSON and the request have it.
    pub(super) const WORDS: [&str; 2] = ["S256", "plain"];

    /// Returns the method's registered name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}
