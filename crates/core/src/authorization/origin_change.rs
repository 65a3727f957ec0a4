//! A stored secret that would be used for another origin than the one it was saved for.

use std::fmt;

use serde::Serialize;
use ts_rs::TS;

use super::{Environment, SecretField};
use crate::{
    error::FailureKind,
    messages::{self, MESSAGES},
};

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
        let template = messages::text(&MESSAGES.errors, &FailureKind::OriginChanged);
        formatter.write_str(&messages::fill(template, |name| match name {
            "environment" => Some(messages::word(name, &messages::key_of(&self.environment))),
            "from" => Some(messages::word(name, &self.from)),
            "to" => Some(self.to.clone()),
            _ => None,
        }))
    }
}
