//! What is kept for one configuration, and what comes next for a caller.

use serde::{Deserialize, Serialize};

use super::{
    clock::Clock,
    failure::Failed,
    kept::{Issued, Kept},
};
use crate::{connect::ConnectFailure, secret::Secret};

/// What is kept for one configuration of one environment.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    facts: Facts,
    token: Option<Secret>,
}

/// Everything but the token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Facts {
    /// How many requests have ended: a caller that waited sees by it that the request it waited for has.
    requests: u64,
    kept: Option<Kept>,
    /// The last request, if it failed.
    failed: Option<Failed>,
}

/// What a caller asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Demand {
    /// A new token, even if the kept one is fresh.
    pub(crate) is_forced: bool,
    /// How long the token is needed, in milliseconds.
    pub(crate) needed_ms: i64,
}

/// How many requests had ended when a caller looked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen(Option<u64>);

/// What comes next for a caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The kept token is handed out, if need be with the reason why it isn't a newer one.
    HandOut,
    /// No request is sent now: the last one failed.
    Fail,
    /// A token is requested.
    Request,
}

impl State {
    /// Reads what [`State::facts`] returned; `None` if it isn't that.
    pub(crate) fn new(facts: &[u8], token: Option<Secret>) -> Option<Self> {
        let facts: Facts = serde_json::from_slice(facts).ok()?;
        (facts.kept.is_some() == token.is_some()).then_some(Self { facts, token })
    }

    /// Returns everything but the token, to be sealed with it.
    pub(crate) fn facts(&self) -> Vec<u8> {
        // Numbers and texts can always be written.
        serde_json::to_vec(&self.facts).unwrap_or_default()
    }

    /// Returns the token, expired or not, and what is known about it.
    pub(crate) fn token(&self) -> Option<(&Secret, &Kept)> {
        self.token.as_ref().zip(self.facts.kept.as_ref())
    }

    /// Returns the last request, if it failed.
    pub(crate) fn failed(&self) -> Option<&Failed> {
        self.facts.failed.as_ref()
    }

    /// Whether more requests have ended than in another state.
    pub(crate) fn is_newer_than(&self, other: &Self) -> bool {
        self.facts.requests > other.facts.requests
    }

    /// Decides what comes next.
    pub(crate) fn next(&self, demand: Demand, seen: &mut Seen, now: &Clock) -> Next {
        let is_answered = self.facts.requests > *seen.0.get_or_insert(self.facts.requests);
        let kept = self.facts.kept.as_ref();
        let or_fail = || if self.has_usable(demand, now) { Next::HandOut } else { Next::Fail };
        match &self.facts.failed {
            // The request that this caller waited for ended: its answer is everyone's, also one that is short-lived.
            None if is_answered && kept.is_some() => Next::HandOut,
            Some(_) if is_answered => or_fail(),
            _ if !demand.is_forced && kept.is_some_and(|kept| kept.is_fresh(now, demand.needed_ms)) => Next::HandOut,
            Some(failed) if failed.is_pausing(now, demand.is_forced) => or_fail(),
            _ => Next::Request,
        }
    }

    /// Whether the kept token does although no newer one can be had: it isn't expired, and the caller asked for no more.
    pub(crate) fn has_usable(&self, demand: Demand, now: &Clock) -> bool {
        let left_ms = self.facts.kept.as_ref().map_or(0, |kept| kept.left_ms(now));
        !demand.is_forced && left_ms > 0 && left_ms >= demand.needed_ms
    }

    /// The state after a token was issued.
    pub(crate) fn issued(&self, issued: Issued, requested: Clock) -> Self {
        let kept = Some(Kept::new(&issued, requested));
        let requests = self.facts.requests.saturating_add(1);
        Self { facts: Facts { requests, kept, failed: None }, token: Some(issued.access_token) }
    }

    /// The state after a request failed. A token that is still valid stays.
    pub(crate) fn failing(&self, failure: &ConnectFailure, now: Clock, jitter: f64) -> Self {
        let failed = Some(Failed::new(failure, now, self.failed(), jitter));
        let requests = self.facts.requests.saturating_add(1);
        Self { facts: Facts { requests, kept: self.facts.kept.clone(), failed }, token: self.token.clone() }
    }
}
