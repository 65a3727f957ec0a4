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
            // The request that this caller waited for ended: its answer is everyone's, also one that is short-lived. It has expired if the
            // caller slept.
            None if is_answered && kept.is_some_and(|kept| kept.is_valid_at_birth(now)) => Next::HandOut,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::Connector;

    const SECOND: i64 = 1_000;

    fn issued(life_s: u32) -> Issued {
        Issued {
            access_token: Secret::new("t".to_owned()),
            token_type: None,
            scopes: Vec::new(),
            missing_scopes: Vec::new(),
            expires_in_s: Some(life_s),
            jwt_expires_at_ms: None,
        }
    }

    fn failure(details: Vec<crate::connect::Detail>) -> ConnectFailure {
        Connector::failure_for_tests(details)
    }

    fn next(state: &State, demand: Demand, now: &Clock) -> Next {
        state.next(demand, &mut Seen::default(), now)
    }

    fn start() -> Clock {
        Clock::of("a", 0, 1_000_000_000)
    }

    #[test]
    fn a_token_is_requested_at_first_and_again_when_little_is_left() {
        let (start, demand) = (start(), Demand::default());
        assert_eq!(next(&State::default(), demand, &start), Next::Request);
        let state = State::default().issued(issued(3600), start.clone());
        assert_eq!(next(&state, demand, &start.later(3_539 * SECOND)), Next::HandOut);
        assert_eq!(next(&state, demand, &start.later(3_540 * SECOND)), Next::Request);
        assert_eq!(next(&state, Demand { is_forced: true, ..demand }, &start), Next::Request);
        assert_eq!(next(&state, Demand { needed_ms: 3_601 * SECOND, ..demand }, &start), Next::Request);
    }

    #[test]
    fn a_failed_renewal_keeps_a_valid_token_in_use() {
        let (start, demand) = (start(), Demand::default());
        let late = start.later(3_550 * SECOND);
        let state = State::default().issued(issued(3600), start.clone()).failing(&failure(vec![]), late.clone(), 1.0);
        assert_eq!(next(&state, demand, &late), Next::HandOut);
        // After the pause it is tried again.
        assert_eq!(next(&state, demand, &late.later(SECOND)), Next::Request);
        // A caller who asks for more gets the reason.
        assert_eq!(next(&state, Demand { needed_ms: 60 * SECOND, ..demand }, &late), Next::Fail);
        // An expired token is never handed out.
        let expired = start.later(3_600 * SECOND);
        let state = state.failing(&failure(vec![]), expired.clone(), 1.0);
        assert_eq!(next(&state, demand, &expired), Next::Fail);
    }

    #[test]
    fn a_pause_that_the_server_asked_for_is_kept_by_everyone() {
        let (start, forced) = (start(), Demand { is_forced: true, needed_ms: 0 });
        let asked = [
            crate::connect::Detail::RetryAfter { seconds: 100 },
            crate::connect::Detail::RetryUntil { date: start.wall_ms + 100 * SECOND },
        ];
        for detail in asked {
            let state = State::default().failing(&failure(vec![detail]), start.clone(), 1.0);
            for demand in [Demand::default(), forced] {
                assert_eq!(next(&state, demand, &start.later(99 * SECOND)), Next::Fail);
                assert_eq!(next(&state, demand, &start.later(100 * SECOND)), Next::Request);
            }
            let left = state.failed().unwrap().to_failure(&start.later(10_500));
            assert_eq!(left.retry_in_s, 90);
        }
        let ours = State::default().failing(&failure(vec![]), start.clone(), 1.0);
        assert_eq!(next(&ours, Demand::default(), &start), Next::Fail);
        assert_eq!(next(&ours, forced, &start), Next::Request);
    }

    #[test]
    fn a_date_in_the_past_asks_for_no_pause_and_no_server_asks_for_more_than_a_day() {
        let start = start();
        let past = crate::connect::Detail::RetryUntil { date: 0 };
        let state = State::default().failing(&failure(vec![past]), start.clone(), 1.0);
        assert_eq!(next(&state, Demand::default(), &start.later(60 * SECOND)), Next::Request);
        let far = crate::connect::Detail::RetryAfter { seconds: u32::MAX };
        let state = State::default().failing(&failure(vec![far]), start.clone(), 1.0);
        assert_eq!(next(&state, Demand::default(), &start.later(24 * 3_600 * SECOND)), Next::Request);
    }

    #[test]
    fn who_waited_takes_the_answer_of_the_request_that_was_waited_for() {
        let (start, forced) = (start(), Demand { is_forced: true, needed_ms: 0 });
        let state = State::default().issued(issued(3600), start.clone());
        let mut seen = Seen::default();
        assert_eq!(state.next(forced, &mut seen, &start), Next::Request);
        // Also one that expires at birth: there is no other.
        let answered = state.issued(issued(0), start.clone());
        assert_eq!(answered.next(forced, &mut seen, &start), Next::HandOut);
        // A caller that slept meanwhile doesn't get one that has expired since.
        let slept = state.issued(issued(8), start.clone());
        assert_eq!(slept.next(forced, &mut seen, &start.later(8 * SECOND)), Next::Request);
        assert_eq!(next(&answered, Demand::default(), &start), Next::Request);
        let failed = state.failing(&failure(vec![]), start.clone(), 1.0);
        assert_eq!(failed.next(forced, &mut seen, &start), Next::Fail);
    }

    #[test]
    fn a_state_is_read_as_it_was_written_and_anything_else_is_none() {
        let state = State::default().issued(issued(60), start()).failing(&failure(vec![]), start(), 0.5);
        let token = state.token().map(|(token, _)| token.clone());
        let read = State::new(&state.facts(), token.clone()).unwrap();
        assert_eq!(read.facts(), state.facts());
        assert!(State::new(&state.facts(), None).is_none());
        assert!(State::new(b"{}", token).is_none() && State::new(b"", None).is_none());
    }
}
