//! What is kept for one configuration, and what comes next for a caller.

use serde::{Deserialize, Serialize};

use super::{
    clock::Clock,
    failure::Failed,
    kept::{Issued, Kept},
    sign_in::{SignInReason, SignInStatus, SignedIn},
};
use crate::{
    connect::{ConnectFailure, Stage},
    secret::Secret,
};

/// What is kept for one configuration of one environment.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    facts: Facts,
    token: Option<Secret>,
    refresh_token: Option<Secret>,
    id_token: Option<Secret>,
}

/// Everything but the token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Facts {
    /// How many requests have ended: a caller that waited sees by it that the request it waited for has.
    requests: u64,
    kept: Option<Kept>,
    /// The last request, if it failed.
    failed: Option<Failed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed_in: Option<SignedIn>,
}

/// A request that was made with the refresh token, and failed.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    /// Whether it was, or may have been, sent.
    pub(crate) is_sent: bool,
    /// The refresh token of a response that can't be used otherwise.
    pub(crate) rescued: Option<Secret>,
}

/// How a new token is obtained where a user signs in.
#[derive(Debug)]
pub(crate) enum Renewal {
    /// With the refresh token.
    Refresh,
    /// Only by the user.
    SignIn(SignInReason),
}

/// What separates the tokens that are sealed together. None of them contains it.
const SEPARATOR: char = '\n';

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
    /// Reads what [`State::facts`] and [`State::secrets`] returned; `None` if it isn't that.
    pub(crate) fn new(facts: &[u8], secrets: Option<&Secret>) -> Option<Self> {
        let facts: Facts = serde_json::from_slice(facts).ok()?;
        let mut parts = secrets.into_iter().flat_map(|secrets| secrets.split(SEPARATOR));
        let mut next = || parts.next().flatten();
        let (token, refresh_token, id_token) = (next(), next(), next());
        let is_whole =
            facts.kept.is_some() == token.is_some() && (facts.signed_in.is_some() || refresh_token.is_none());
        is_whole.then_some(Self { facts, token, refresh_token, id_token })
    }

    /// Returns the tokens, to be sealed together; `None` if there are none.
    pub(crate) fn secrets(&self) -> Option<Secret> {
        Secret::join(&[self.token.as_ref(), self.refresh_token.as_ref(), self.id_token.as_ref()], SEPARATOR)
    }

    /// Returns everything but the tokens, to be sealed with them.
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

    /// Whether a caller needs the user for a token, and how one is obtained otherwise.
    pub(crate) fn renewal(&self, now: &Clock) -> Renewal {
        let Some(signed_in) = &self.facts.signed_in else { return Renewal::SignIn(SignInReason::NotSignedIn) };
        match &self.refresh_token {
            None => Renewal::SignIn(signed_in.lost.unwrap_or(SignInReason::NoRefreshToken)),
            Some(_) if signed_in.has_refresh_expired(now) => Renewal::SignIn(SignInReason::Expired),
            Some(_) => Renewal::Refresh,
        }
    }

    /// Whether a refresh token is the one that is kept.
    pub(crate) fn has_refresh_token(&self, token: &Secret) -> bool {
        self.refresh_token.as_ref().is_some_and(|kept| kept.is_same(token))
    }

    /// Returns the refresh token.
    pub(crate) fn refresh_token(&self) -> Option<&Secret> {
        self.refresh_token.as_ref()
    }

    /// Returns who signed in, as an ID token identified them.
    pub(crate) fn subject(&self) -> Option<String> {
        self.facts.signed_in.as_ref()?.user.as_ref()?.subject.clone()
    }

    /// Returns the ID token, with what it must repeat.
    pub(crate) fn id_token(&self) -> Option<(&Secret, Option<&str>)> {
        let nonce = self.facts.signed_in.as_ref().and_then(|signed_in| signed_in.nonce.as_deref());
        self.id_token.as_ref().map(|token| (token, nonce))
    }

    /// Returns what may be shown of the sign-in.
    pub(crate) fn sign_in_status(&self, now: &Clock) -> SignInStatus {
        let signed_in = self.facts.signed_in.as_ref();
        let is_valid = self.facts.kept.as_ref().is_some_and(|kept| kept.left_ms(now) > 0);
        let needed = match self.renewal(now) {
            Renewal::SignIn(reason) if !is_valid => Some(reason),
            Renewal::SignIn(_) | Renewal::Refresh => None,
        };
        SignInStatus {
            user: signed_in.and_then(|signed_in| signed_in.user.clone()),
            at_ms: signed_in.map(|signed_in| signed_in.at_ms),
            has_refresh_token: self.refresh_token.is_some(),
            refresh_expires_at_ms: signed_in.and_then(SignedIn::refresh_expires_at_ms),
            has_id_token: self.id_token.is_some(),
            was_interrupted: signed_in.is_some_and(|signed_in| signed_in.was_interrupted(now)),
            needed,
        }
    }

    /// Returns until when a token can be had without the user, in UTC milliseconds; `None` if no user is needed.
    pub(crate) fn signed_in_until_ms(&self) -> Option<i64> {
        let signed_in = self.facts.signed_in.as_ref()?;
        let kept = self.facts.kept.as_ref();
        let access_ms = kept.map_or(0, |kept| kept.requested.wall_ms.saturating_add(kept.life_ms));
        let refresh_ms = self.refresh_token.as_ref().map(|_| signed_in.refresh_expires_at_ms().unwrap_or(i64::MAX));
        Some(access_ms.max(refresh_ms.unwrap_or(0)))
    }

    /// The state while a request with the refresh token is under way.
    pub(crate) fn refreshing(&self, begun: Clock, limit_ms: i64) -> Self {
        let mut state = self.clone();
        if let Some(signed_in) = &mut state.facts.signed_in {
            // The one before never ended.
            signed_in.is_answer_lost |= signed_in.refreshing.is_some();
            signed_in.refreshing = Some((begun, limit_ms));
        }
        state
    }

    /// The state after a token was issued.
    pub(crate) fn issued(&self, issued: &Issued, requested: &Clock) -> Self {
        let mut kept = Kept::new(issued, requested.clone());
        let requests = self.facts.requests.saturating_add(1);
        let of_user = issued.of_user.as_ref();
        // What a refreshed token lacks stays as it was (RFC 6749, section 6; OpenID Connect Core, section 12.2).
        let before = of_user.and_then(|of_user| of_user.used.as_ref()).and(self.facts.signed_in.as_ref());
        let signed_in = of_user.map(|of_user| match before {
            Some(before) => before.refreshed(of_user, requested),
            None => SignedIn::new(of_user, requested),
        });
        if let (Some(_), Some(of_user), Some(earlier)) = (before, of_user, &self.facts.kept)
            && !of_user.names_scopes
        {
            kept.scopes.clone_from(&earlier.scopes);
            kept.missing_scopes.clone_from(&earlier.missing_scopes);
        }
        let or_before = |new: Option<&Secret>, old: &Option<Secret>| new.or(before.and(old.as_ref())).cloned();
        Self {
            facts: Facts { requests, kept: Some(kept), failed: None, signed_in },
            refresh_token: or_before(of_user.and_then(|it| it.refresh_token.as_ref()), &self.refresh_token),
            id_token: or_before(of_user.and_then(|it| it.id_token.as_ref()), &self.id_token),
            token: Some(issued.access_token.clone()),
        }
    }

    /// The state after a request failed. A token that is still valid stays. `refresh` says how it was made with the refresh token, which is dropped
    /// if the server no longer accepts it.
    pub(crate) fn failing(&self, failure: &ConnectFailure, refresh: Option<Refresh>, now: Clock, jitter: f64) -> Self {
        let mut state = self.not_refreshing();
        state.facts.requests = self.facts.requests.saturating_add(1);
        state.facts.failed = Some(Failed::new(failure, now, self.failed(), jitter));
        if let (Some(refresh), Some(signed_in)) = (refresh, &mut state.facts.signed_in) {
            let is_answer = matches!(failure.http_status, Some(400..=499)) || failure.stage == Stage::Oauth;
            // RFC 6749, section 5.2: any other status is that of something between.
            let is_servers = matches!(failure.http_status, Some(400 | 401));
            if is_servers && failure.stage == Stage::Oauth && failure.code.as_str() == "invalid_grant" {
                let is_lost = signed_in.is_answer_lost;
                signed_in.lost = Some(if is_lost { SignInReason::Interrupted } else { SignInReason::Refused });
                state.refresh_token = None;
            } else if let Some(rescued) = refresh.rescued {
                state.refresh_token = Some(rescued);
            } else if refresh.is_sent && !is_answer {
                // The server may have replaced the refresh token, and the new one didn't arrive.
                signed_in.is_answer_lost = true;
            }
        }
        state
    }

    /// The state once no request with the refresh token is under way.
    pub(crate) fn not_refreshing(&self) -> Self {
        let mut state = self.clone();
        if let Some(signed_in) = &mut state.facts.signed_in {
            signed_in.refreshing = None;
        }
        state
    }

    /// The state without the access token: a server refused it.
    pub(crate) fn without_token(&self) -> Self {
        let mut state = self.clone();
        state.facts.kept = None;
        state.token = None;
        state
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
            of_user: None,
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
        let state = State::default().issued(&issued(3600), &start);
        assert_eq!(next(&state, demand, &start.later(3_539 * SECOND)), Next::HandOut);
        assert_eq!(next(&state, demand, &start.later(3_540 * SECOND)), Next::Request);
        assert_eq!(next(&state, Demand { is_forced: true, ..demand }, &start), Next::Request);
        assert_eq!(next(&state, Demand { needed_ms: 3_601 * SECOND, ..demand }, &start), Next::Request);
    }

    #[test]
    fn a_failed_renewal_keeps_a_valid_token_in_use() {
        let (start, demand) = (start(), Demand::default());
        let late = start.later(3_550 * SECOND);
        let state = State::default().issued(&issued(3600), &start).failing(&failure(vec![]), None, late.clone(), 1.0);
        assert_eq!(next(&state, demand, &late), Next::HandOut);
        // After the pause it is tried again.
        assert_eq!(next(&state, demand, &late.later(SECOND)), Next::Request);
        // A caller who asks for more gets the reason.
        assert_eq!(next(&state, Demand { needed_ms: 60 * SECOND, ..demand }, &late), Next::Fail);
        // An expired token is never handed out.
        let expired = start.later(3_600 * SECOND);
        let state = state.failing(&failure(vec![]), None, expired.clone(), 1.0);
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
            let state = State::default().failing(&failure(vec![detail]), None, start.clone(), 1.0);
            for demand in [Demand::default(), forced] {
                assert_eq!(next(&state, demand, &start.later(99 * SECOND)), Next::Fail);
                assert_eq!(next(&state, demand, &start.later(100 * SECOND)), Next::Request);
            }
            let left = state.failed().unwrap().to_failure(&start.later(10_500));
            assert_eq!(left.retry_in_s, 90);
        }
        let ours = State::default().failing(&failure(vec![]), None, start.clone(), 1.0);
        assert_eq!(next(&ours, Demand::default(), &start), Next::Fail);
        assert_eq!(next(&ours, forced, &start), Next::Request);
    }

    #[test]
    fn a_date_in_the_past_asks_for_no_pause_and_no_server_asks_for_more_than_a_day() {
        let start = start();
        let past = crate::connect::Detail::RetryUntil { date: 0 };
        let state = State::default().failing(&failure(vec![past]), None, start.clone(), 1.0);
        assert_eq!(next(&state, Demand::default(), &start.later(60 * SECOND)), Next::Request);
        let far = crate::connect::Detail::RetryAfter { seconds: u32::MAX };
        let state = State::default().failing(&failure(vec![far]), None, start.clone(), 1.0);
        assert_eq!(next(&state, Demand::default(), &start.later(24 * 3_600 * SECOND)), Next::Request);
    }

    #[test]
    fn who_waited_takes_the_answer_of_the_request_that_was_waited_for() {
        let (start, forced) = (start(), Demand { is_forced: true, needed_ms: 0 });
        let state = State::default().issued(&issued(3600), &start);
        let mut seen = Seen::default();
        assert_eq!(state.next(forced, &mut seen, &start), Next::Request);
        // Also one that expires at birth: there is no other.
        let answered = state.issued(&issued(0), &start);
        assert_eq!(answered.next(forced, &mut seen, &start), Next::HandOut);
        // A caller that slept meanwhile doesn't get one that has expired since.
        let slept = state.issued(&issued(8), &start);
        assert_eq!(slept.next(forced, &mut seen, &start.later(8 * SECOND)), Next::Request);
        assert_eq!(next(&answered, Demand::default(), &start), Next::Request);
        let failed = state.failing(&failure(vec![]), None, start.clone(), 1.0);
        assert_eq!(failed.next(forced, &mut seen, &start), Next::Fail);
    }

    #[test]
    fn a_state_is_read_as_it_was_written_and_anything_else_is_none() {
        let state = State::default().issued(&issued(60), &start()).failing(&failure(vec![]), None, start(), 0.5);
        let token = state.secrets();
        let read = State::new(&state.facts(), token.as_ref()).unwrap();
        assert_eq!(read.facts(), state.facts());
        assert!(State::new(&state.facts(), None).is_none());
        assert!(State::new(b"{}", token.as_ref()).is_none() && State::new(b"", None).is_none());
    }
}
