//! A stored secret that would go to another origin than the one it was saved for, or another way.

use std::fmt;

use serde::Serialize;
use ts_rs::TS;

use super::{Environment, Route, SecretField};
use crate::{
    error::FailureKind,
    messages::{self, MESSAGES},
};

/// A stored secret that would be used for another origin (scheme, host and port) than the one it was saved for, or that would go there through
/// another proxy, with other CA certificates or without verification. Nothing is sent or saved until the user has agreed to this very change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OriginChange {
    /// The authorization's name as it is saved.
    pub authorization: String,
    /// The environment.
    pub environment: Environment,
    /// The secret.
    pub field: SecretField,
    /// The origin that the secret was saved for, with the way to it as [`Route`] writes it.
    pub from: String,
    /// The origin that it would be used for, with the way to it.
    pub to: String,
}

impl OriginChange {
    /// Whether consent to this change covers another one: the secrets of an environment are sent to the same server, except for the password
    /// of its proxy.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let is_proxys = |change: &Self| change.field == SecretField::ProxyPassword;
        is_proxys(self) == is_proxys(other)
            && (self.environment, &self.from, &self.to) == (other.environment, &other.from, &other.to)
    }

    /// Returns the new origin, without the way to it; `None` if it is the same.
    #[must_use]
    pub fn new_origin(&self) -> Option<String> {
        let (from, to) = (Route::read(&self.from), Route::read(&self.to));
        (from.origin != to.origin).then_some(to.origin)
    }

    /// Whether the way exposes the secret to others than before: a proxy, CA certificates, or no verification.
    #[must_use]
    pub fn has_new_way(&self) -> bool {
        let new = self.new_way();
        new.proxy.is_some() || !new.roots.is_empty() || new.is_unverified
    }

    /// Returns the new origin with what is new on the way to it.
    #[must_use]
    pub fn new_way(&self) -> Route {
        let (from, to) = (Route::read(&self.from), Route::read(&self.to));
        Route {
            proxy: to.proxy.filter(|_| from.proxy != Route::read(&self.to).proxy),
            roots: to.roots.into_iter().filter(|root| !from.roots.contains(root)).collect(),
            is_unverified: to.is_unverified && !from.is_unverified,
            origin: to.origin,
        }
    }

    /// What a caller acts on: another origin, or the same one by another way.
    pub(crate) fn kind(&self) -> FailureKind {
        if self.new_origin().is_some() { FailureKind::OriginChanged } else { FailureKind::WayChanged }
    }
}

impl fmt::Display for OriginChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let template = messages::text(&MESSAGES.errors, &self.kind());
        formatter.write_str(&messages::fill(template, |name| match name {
            "environment" => Some(messages::word(name, &messages::key_of(&self.environment))),
            "from" => Some(messages::word(name, &Route::read(&self.from).origin)),
            "to" => Some(Route::read(&self.to).origin),
            _ => None,
        }))
    }
}
