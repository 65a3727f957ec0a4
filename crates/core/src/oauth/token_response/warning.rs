//! What is unusual about a response with a usable token.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is unusual about a response with a usable token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Warning {
    /// No `token_type`, which RFC 6749, section 5.1 requires.
    TokenTypeMissing,
    /// `token_type` is a name for Bearer that no specification knows, such as `BearerToken`.
    TokenTypeOdd,
    /// The token isn't bound to the key of DPoP: the server ignored the proof (RFC 9449, section 5).
    TokenNotBound,
    /// The server's certificate wasn't verified, because the user said so.
    NotVerified,
    /// The token itself begins with its scheme (`Bearer …`).
    TokenHasScheme,
    /// `expires_in` is absurd and was limited, or isn't a number and was left out.
    ExpiresInOdd,
    /// Fewer scopes than requested.
    FewerScopes,
    /// More scopes than requested.
    MoreScopes,
    /// A form-encoded response instead of JSON.
    FormEncoded,
    /// The type header says something other than JSON.
    ContentTypeOdd,
    /// The response lacks `Cache-Control: no-store` (RFC 6749, section 5.1).
    MayBeCached,
    /// The token came with a status other than 200.
    StatusOdd,
    /// A refresh token, which this grant should not get (RFC 6749, section 4.4.3).
    RefreshToken,
    /// No refresh token: the user has to sign in again when the token expires.
    NoRefreshToken,
}

impl Warning {
    /// Whether the user can do anything about it. The others are for the server's operator.
    #[must_use]
    pub fn is_actionable(self) -> bool {
        !matches!(self, Self::FormEncoded | Self::ContentTypeOdd | Self::MayBeCached | Self::StatusOdd)
    }
}
