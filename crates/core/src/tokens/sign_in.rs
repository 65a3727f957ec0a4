//! A sign-in: what is kept of it beside the access token, and why the user has to sign in again.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::clock::Clock;
use crate::{
    connect::{OfUser, SignedInUser},
    messages::{self, MESSAGES},
};

/// Why a user has to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignInReason {
    /// Nobody has signed in with these settings.
    NotSignedIn,
    /// The token has expired, and the server issued no refresh token.
    NoRefreshToken,
    /// The refresh token has expired.
    Expired,
    /// The server no longer accepts the refresh token (`invalid_grant`).
    Refused,
    /// The server no longer accepts the refresh token, and the last answer to it was lost: Keyfob was stopped, or the connection broke.
    Interrupted,
}

impl fmt::Display for SignInReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(messages::text(&MESSAGES.sign_in, self))
    }
}

/// What is known about a sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignedIn {
    /// When the user signed in.
    pub(crate) at_ms: i64,
    /// Who signed in.
    pub(crate) user: Option<SignedInUser>,
    /// What the ID token must repeat.
    pub(crate) nonce: Option<String>,
    /// When the refresh token was requested, and its life in milliseconds, if it has one.
    pub(crate) refresh: Option<(Clock, i64)>,
    /// A request with the refresh token that hasn't ended: when it was begun, and how long it may take, in milliseconds.
    pub(crate) refreshing: Option<(Clock, i64)>,
    /// Whether the answer to a request with the refresh token was lost, so that the server may have replaced it.
    pub(crate) is_answer_lost: bool,
    /// Why the refresh token is of no use.
    pub(crate) lost: Option<SignInReason>,
}

impl SignedIn {
    /// Takes what a first token brought.
    pub(crate) fn new(of_user: &OfUser, requested: &Clock) -> Self {
        Self {
            at_ms: requested.wall_ms,
            user: of_user.user.clone(),
            nonce: of_user.nonce.clone(),
            refresh: life(of_user, requested),
            refreshing: None,
            is_answer_lost: false,
            lost: None,
        }
    }

    /// The same after a refresh token was used.
    pub(crate) fn refreshed(&self, of_user: &OfUser, requested: &Clock) -> Self {
        // A server that doesn't replace the refresh token may prolong it.
        let is_same = of_user.refresh_token.is_none();
        let refresh = life(of_user, requested).or_else(|| self.refresh.clone().filter(|_| is_same));
        // An encrypted ID token says nothing about its user.
        let is_known = |user: &SignedInUser| *user != SignedInUser::default();
        let user = of_user.user.clone().filter(is_known).or_else(|| self.user.clone());
        // An ID token that comes with a refresh has no nonce (OpenID Connect Core, section 12.2).
        let is_new = of_user.id_token.is_some();
        let nonce = self.nonce.clone().filter(|_| !is_new);
        Self { user, nonce, refresh, refreshing: None, is_answer_lost: false, lost: None, ..self.clone() }
    }

    /// Whether a request with the refresh token was begun, and neither ended nor can be under way.
    pub(crate) fn was_interrupted(&self, now: &Clock) -> bool {
        self.refreshing.as_ref().is_some_and(|(begun, limit_ms)| begun.age_ms(now).is_none_or(|age| age > *limit_ms))
    }

    /// Whether the refresh token has expired. One whose age no clock tells is tried.
    pub(crate) fn has_refresh_expired(&self, now: &Clock) -> bool {
        self.refresh.as_ref().is_some_and(|(from, life_ms)| from.age_ms(now).is_some_and(|age| age >= *life_ms))
    }

    /// Returns when the refresh token expires, in UTC milliseconds, if that is known.
    pub(crate) fn refresh_expires_at_ms(&self) -> Option<i64> {
        self.refresh.as_ref().map(|(from, life_ms)| from.wall_ms.saturating_add(*life_ms))
    }
}

fn life(of_user: &OfUser, requested: &Clock) -> Option<(Clock, i64)> {
    of_user.refresh_expires_in_s.map(|seconds| (requested.clone(), i64::from(seconds) * 1_000))
}

/// What may be shown of a sign-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SignInStatus {
    /// Who signed in, as the ID token says. Nothing is decided by it.
    pub user: Option<SignedInUser>,
    /// When the user signed in, in UTC milliseconds.
    #[ts(type = "number | null")]
    pub at_ms: Option<i64>,
    /// Whether there is a refresh token.
    pub has_refresh_token: bool,
    /// When the refresh token expires, in UTC milliseconds, if the server says so.
    #[ts(type = "number | null")]
    pub refresh_expires_at_ms: Option<i64>,
    /// Whether there is an ID token to inspect.
    pub has_id_token: bool,
    /// Whether Keyfob was stopped while it renewed the token: the server may have replaced the refresh token.
    pub was_interrupted: bool,
    /// Why the user has to sign in; `None` if there is a token, or one can be had.
    pub needed: Option<SignInReason>,
}
