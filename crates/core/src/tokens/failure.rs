//! A token request that failed, and how long it isn't repeated.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::clock::Clock;
use crate::connect::{ConnectFailure, Detail, Hint, Stage};

/// The first pause after a failure, in milliseconds; it doubles with each one after that.
const FIRST_PAUSE_MS: u64 = 1_000;
/// The longest pause that isn't the server's wish.
const LONGEST_PAUSE_MS: u64 = 60_000;
/// The longest pause that a server can ask for: a day.
const LONGEST_RETRY_AFTER_MS: u64 = 24 * 60 * 60 * 1_000;

/// Why a token couldn't be renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TokenFailure {
    /// The stage at which the request failed.
    pub stage: Stage,
    /// Why, as CONNECT names it.
    pub code: String,
    /// The key of the title in the catalogue of messages.
    pub title: String,
    /// The status of the response, if there was one.
    pub http_status: Option<u16>,
    /// What happened, in English sentences.
    pub message: String,
    /// The server's own words, redacted.
    pub server_message: Option<String>,
    /// What to try next.
    pub hint: Hint,
    /// The hint in English.
    pub hint_text: String,
    /// After how many seconds the next request is sent; 0 for at once.
    pub retry_in_s: u32,
}

/// A failed request as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failed {
    /// When its outcome was recorded.
    at: Clock,
    /// How many requests have failed without a success in between.
    tries: u32,
    /// How long no other request is sent, in milliseconds.
    pause_ms: u64,
    /// Whether the server asked for the pause.
    is_servers_wish: bool,
    failure: TokenFailure,
}

impl Failed {
    /// Takes a failure. `earlier` is the one before, if there was no success since; `jitter` is a random number from 0 to 1.
    pub(crate) fn new(failure: &ConnectFailure, at: Clock, earlier: Option<&Self>, jitter: f64) -> Self {
        let tries = earlier.map_or(0, |earlier| earlier.tries).saturating_add(1);
        let wish_ms = failure.details.iter().find_map(|detail| match detail {
            Detail::RetryAfter { seconds } => Some(u64::from(*seconds) * 1_000),
            Detail::RetryUntil { date } => u64::try_from(date.saturating_sub(at.wall_ms)).ok(),
            _ => None,
        });
        Self {
            tries,
            pause_ms: wish_ms.map_or_else(|| pause_ms(tries, jitter), |wish| wish.min(LONGEST_RETRY_AFTER_MS)),
            is_servers_wish: wish_ms.is_some(),
            failure: TokenFailure::of(failure),
            at,
        }
    }

    /// Whether another request must wait. A user who asks for a new token doesn't wait for a pause that the server didn't ask for.
    pub(crate) fn is_pausing(&self, now: &Clock, is_forced: bool) -> bool {
        self.pause_left_ms(now) > 0 && (self.is_servers_wish || !is_forced)
    }

    /// Returns why it failed, with how long the pause lasts.
    pub(crate) fn to_failure(&self, now: &Clock) -> TokenFailure {
        let seconds = self.pause_left_ms(now).div_ceil(1_000);
        TokenFailure { retry_in_s: u32::try_from(seconds).unwrap_or(u32::MAX), ..self.failure.clone() }
    }

    fn pause_left_ms(&self, now: &Clock) -> u64 {
        // A pause that no clock can measure is over.
        let age_ms = self.at.age_ms(now).and_then(|age| u64::try_from(age).ok());
        age_ms.map_or(0, |age_ms| self.pause_ms.saturating_sub(age_ms))
    }
}

/// Doubles with each try; between half of it and all of it, so that many callers don't come back at once.
fn pause_ms(tries: u32, jitter: f64) -> u64 {
    let doubled = FIRST_PAUSE_MS.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(LONGEST_PAUSE_MS);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "at most a minute"
    )]
    let part = (doubled as f64 / 2.0 * jitter.clamp(0.0, 1.0)) as u64;
    doubled / 2 + part
}

impl TokenFailure {
    /// Takes what is kept of a failure.
    pub(crate) fn of(failure: &ConnectFailure) -> Self {
        Self {
            stage: failure.stage,
            code: failure.code.as_str().to_owned(),
            title: failure.title.clone(),
            http_status: failure.http_status,
            message: failure.message.clone(),
            server_message: failure.server_message.clone(),
            hint: failure.hint,
            hint_text: failure.hint_text.clone(),
            retry_in_s: 0,
        }
    }
}

impl fmt::Display for TokenFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        if let Some(words) = &self.server_message {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            write!(formatter, " Server message: \"{words}\".")?;
        }
        write!(formatter, "\n{}", self.hint_text)?;
        match self.retry_in_s {
            0 => Ok(()),
            seconds => write!(formatter, "\nThe next request is sent in {seconds} s at the earliest."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_doubles_up_to_a_minute_and_differs_between_callers() {
        for (tries, shortest, longest) in [(1, 500, 1_000), (2, 1_000, 2_000), (6, 16_000, 32_000), (7, 30_000, 60_000)]
        {
            assert_eq!((pause_ms(tries, 0.0), pause_ms(tries, 1.0)), (shortest, longest), "{tries}");
        }
        assert_eq!(pause_ms(u32::MAX, 1.0), LONGEST_PAUSE_MS);
    }
}
