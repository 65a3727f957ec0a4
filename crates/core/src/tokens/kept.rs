//! A token that was issued, and how much of its life is left.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::clock::Clock;
use crate::{connect::OfUser, secret::Secret};

/// A token isn't handed out in the last minute of its life, or in the last tenth of a short one, unless no other can be had: a request that
/// begins now must still find it valid.
const MARGIN_MS: i64 = 60_000;
const MARGIN_PARTS: i64 = 10;

/// The life of a token whose server doesn't say, in seconds.
const ASSUMED_LIFE_S: i64 = 300;

/// How the life of a token is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LifeSource {
    /// `expires_in` of the response (RFC 6749, section 5.1).
    ExpiresIn,
    /// The claim `exp` of the token (RFC 7519, section 4.1.4).
    Jwt,
    /// Neither says: five minutes are assumed.
    Assumed,
}

/// A token as a response brought it.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    /// The token.
    pub(crate) access_token: Secret,
    /// `token_type` as the server wrote it, or `None`.
    pub(crate) token_type: Option<String>,
    /// The granted scopes.
    pub(crate) scopes: Vec<String>,
    /// The scopes that were requested and not granted.
    pub(crate) missing_scopes: Vec<String>,
    /// `expires_in`, or `None`.
    pub(crate) expires_in_s: Option<u32>,
    /// The claim `exp`, if the token is a JWT, in UTC milliseconds.
    pub(crate) jwt_expires_at_ms: Option<i64>,
    /// What else a user's grant brought; `None` for a client's own.
    pub(crate) of_user: Option<OfUser>,
}

/// What is known about a token, but for the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// `token_type` as the server wrote it, or `None`.
    pub(crate) token_type: Option<String>,
    /// The granted scopes.
    pub(crate) scopes: Vec<String>,
    /// The scopes that were requested and not granted.
    pub(crate) missing_scopes: Vec<String>,
    /// When its request was begun: a life that is counted from then is never too long.
    pub(crate) requested: Clock,
    /// Its life in milliseconds.
    pub(crate) life_ms: i64,
    /// How its life is known.
    pub(crate) life_source: LifeSource,
}

impl Kept {
    /// Takes what is known about a token that was requested at a time.
    pub(crate) fn new(issued: &Issued, requested: Clock) -> Self {
        let (life_ms, life_source) = match (issued.expires_in_s, issued.jwt_expires_at_ms) {
            (Some(seconds), _) => (i64::from(seconds) * 1_000, LifeSource::ExpiresIn),
            (None, Some(at_ms)) => (at_ms.saturating_sub(requested.wall_ms).max(0), LifeSource::Jwt),
            (None, None) => (ASSUMED_LIFE_S * 1_000, LifeSource::Assumed),
        };
        Self {
            token_type: issued.token_type.clone(),
            scopes: issued.scopes.clone(),
            missing_scopes: issued.missing_scopes.clone(),
            requested,
            life_ms,
            life_source,
        }
    }

    /// Returns how much of its life is left, in milliseconds; 0 if it has expired, or if no clock says.
    pub(crate) fn left_ms(&self, now: &Clock) -> i64 {
        self.requested.age_ms(now).map_or(0, |age| self.life_ms.saturating_sub(age).max(0))
    }

    /// Whether it can be handed out to those who waited for it: it isn't expired, or was when it was issued, so that no other can be had.
    pub(crate) fn is_valid_at_birth(&self, now: &Clock) -> bool {
        self.life_ms == 0 || self.left_ms(now) > 0
    }

    /// Whether it can be handed out without a new request, to a caller who needs it for a time.
    pub(crate) fn is_fresh(&self, now: &Clock, needed_ms: i64) -> bool {
        let margin_ms = MARGIN_MS.min(self.life_ms / MARGIN_PARTS);
        self.left_ms(now) > margin_ms && self.left_ms(now) >= needed_ms
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;

    fn issued(expires_in_s: Option<u32>, jwt_expires_at_ms: Option<i64>) -> Issued {
        Issued {
            access_token: Secret::new("t".to_owned()),
            token_type: None,
            scopes: Vec::new(),
            missing_scopes: Vec::new(),
            expires_in_s,
            jwt_expires_at_ms,
            of_user: None,
        }
    }

    fn kept(expires_in_s: Option<u32>, jwt_expires_at_ms: Option<i64>, requested: Clock) -> Kept {
        Kept::new(&issued(expires_in_s, jwt_expires_at_ms), requested)
    }

    #[test]
    fn its_life_is_what_the_server_says_else_the_claim_else_five_minutes() {
        let at = Clock::of("a", 0, 1_000_000);
        for (expires_in_s, jwt, life_ms, source) in [
            (Some(3600), None, 60 * MINUTE, LifeSource::ExpiresIn),
            (Some(0), None, 0, LifeSource::ExpiresIn),
            (Some(3600), Some(1_000_000 + MINUTE), 60 * MINUTE, LifeSource::ExpiresIn),
            (None, Some(1_000_000 + MINUTE), MINUTE, LifeSource::Jwt),
            (None, Some(0), 0, LifeSource::Jwt),
            (None, None, 5 * MINUTE, LifeSource::Assumed),
        ] {
            let kept = kept(expires_in_s, jwt, at.clone());
            assert_eq!((kept.life_ms, kept.life_source), (life_ms, source));
        }
    }

    #[test]
    fn it_is_fresh_until_a_minute_or_a_tenth_of_its_life_before_it_expires() {
        let at = Clock::of("a", 0, 1_000_000);
        for (life_s, fresh_ms) in [(3600, 59 * MINUTE), (600, 9 * MINUTE), (60, 54_000), (10, 9_000)] {
            let kept = kept(Some(life_s), None, at.clone());
            assert!(kept.is_fresh(&at.later(fresh_ms - 1), 0), "{life_s}");
            assert!(!kept.is_fresh(&at.later(fresh_ms), 0), "{life_s}");
            assert!(kept.left_ms(&at.later(fresh_ms)) > 0, "{life_s}");
            assert!(kept.left_ms(&at.later(i64::from(life_s) * 1_000)) == 0, "{life_s}");
        }
    }

    #[test]
    fn a_caller_may_need_it_for_longer() {
        let at = Clock::of("a", 0, 1_000_000);
        let kept = kept(Some(3600), None, at.clone());
        assert!(kept.is_fresh(&at.later(30 * MINUTE), 30 * MINUTE));
        assert!(!kept.is_fresh(&at.later(30 * MINUTE), 30 * MINUTE + 1));
    }

    #[test]
    fn one_that_expires_at_birth_is_never_fresh() {
        let at = Clock::of("a", 0, 1_000_000);
        assert!(!kept(Some(0), None, at.clone()).is_fresh(&at, 0));
    }

    proptest! {
        /// However the wall clock is set, and with any sleep, no token outlives its life.
        #[test]
        fn neither_clock_outlives_a_life(life_s in 0_u32..100_000, real_ms in 0_i64..200_000_000, wall_ms in -300_000_000_i64..300_000_000) {
            let at = Clock::of("a", 50_000, 1_000_000_000);
            let kept = kept(Some(life_s), None, at);
            let now = Clock::of("a", 50_000 + real_ms, 1_000_000_000 + wall_ms);
            let life_ms = i64::from(life_s) * 1_000;
            if real_ms >= life_ms || wall_ms >= life_ms {
                prop_assert!(kept.left_ms(&now) == 0);
            } else {
                prop_assert!(kept.left_ms(&now) > 0);
            }
        }
    }
}
