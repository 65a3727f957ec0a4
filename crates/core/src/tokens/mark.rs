//! Which token a caller has looked at.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Tells a kept token from those before and after it, in this process. It says nothing about the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TokenMark(String);

impl TokenMark {
    /// Takes a keyed hash of the token.
    pub(crate) fn of(fingerprint: [u8; 32]) -> Self {
        Self(fingerprint.iter().take(16).fold(String::new(), |mut text, byte| {
            // Writing to a string can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }
}
