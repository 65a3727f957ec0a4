//! What may be shown of a kept token: everything but the token itself.

use serde::Serialize;
use ts_rs::TS;

use super::{
    clock::Clock,
    failure::TokenFailure,
    kept::{Kept, LifeSource},
    state::State,
};

/// What may be shown of a kept token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TokenStatus {
    /// `token_type` as the server wrote it; `None` if it is missing.
    pub token_type: Option<String>,
    /// The granted scopes.
    pub scopes: Vec<String>,
    /// The scopes that were requested and not granted.
    pub missing_scopes: Vec<String>,
    /// When it expires, in UTC milliseconds.
    #[ts(type = "number")]
    pub expires_at_ms: i64,
    /// How much of its life is left, in milliseconds; 0 if it has expired.
    #[ts(type = "number")]
    pub left_ms: i64,
    /// Its whole life, in milliseconds.
    #[ts(type = "number")]
    pub life_ms: i64,
    /// How its life is known.
    pub life_source: LifeSource,
    /// Why it couldn't be renewed, if the last request failed.
    pub failure: Option<TokenFailure>,
}

impl TokenStatus {
    /// Returns what may be shown of the token of a state; `None` if there is none.
    pub(crate) fn of(state: &State, now: &Clock) -> Option<Self> {
        let (_, kept) = state.token()?;
        let Kept { token_type, scopes, missing_scopes, life_ms, life_source, .. } = kept.clone();
        let left_ms = kept.left_ms(now);
        let expires_at_ms = now.wall_ms.saturating_add(left_ms);
        // When a token has expired is known only as far as the wall clock was right.
        let expires_at_ms = if left_ms > 0 { expires_at_ms } else { kept.requested.wall_ms.saturating_add(life_ms) };
        // A failure says nothing about a token that isn't to be renewed yet.
        let failed = state.failed().filter(|_| !kept.is_fresh(now, 0));
        let failure = failed.map(|failed| failed.to_failure(now));
        Some(Self { token_type, scopes, missing_scopes, expires_at_ms, left_ms, life_ms, life_source, failure })
    }
}
