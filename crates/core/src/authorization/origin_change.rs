//! A stored secret that would be used for another origin than the one it was saved for.

use std::fmt;

use serde::Serialize;
use ts_rs::TS;

use super::{Environment, SecretField};
use crate::clean;

/// The longest name that is shown, in characters.
const NAME_CHARACTERS: usize = 80;

/// A stored secret that would be used for another origin (scheme, host and port) than the one it was saved for. Nothing is sent or
/// saved until the user has agreed to this very change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OriginChange {
    /// The authorization's name as it is saved.
    pub authorization: String,
    /// The environment.
    pub environment: Environment,
    /// The secret.
    pub field: SecretField,
    /// The origin that the secret was saved for.
    pub from: String,
    /// The origin that it would be used for.
    pub to: String,
}

impl OriginChange {
    /// Whether consent to this change covers another one: the secrets of an environment are sent to the same server.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        (self.environment, &self.from, &self.to) == (other.environment, &other.from, &other.to)
    }
}

impl fmt::Display for OriginChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { authorization, environment, from, to, .. } = self;
        // The name may have been changed outside Keyfob and contain line breaks and control characters.
        let authorization = clean::line(authorization, NAME_CHARACTERS);
        let from = if from.is_empty() { "no server" } else { from };
        write!(
            formatter,
            "the secret of `{authorization}` ({environment}) was saved for {from}, and would now be used for {to}"
        )
    }
}
