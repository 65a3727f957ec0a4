//! How an OAuth 2 token is obtained.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How an OAuth 2 token is obtained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum GrantType {
    /// Client Credentials (RFC 6749, section 4.4).
    #[default]
    ClientCredentials,
    /// Authorization Code (RFC 6749, section 4.1).
    AuthorizationCode,
    /// Authorization Code with PKCE (RFC 7636).
    AuthorizationCodePkce,
    /// Device Authorization (RFC 8628).
    DeviceCode,
}

impl GrantType {
    /// Every grant type, in the order of the select.
    pub const ALL: [Self; 4] =
        [Self::ClientCredentials, Self::AuthorizationCode, Self::AuthorizationCodePkce, Self::DeviceCode];

    /// Every grant type, as JSON has it.
    pub(super) const WORDS: [&str; 4] =
        ["client_credentials", "authorization_code", "authorization_code_pkce", "device_code"];

    /// Returns the word used in the database, on the command line and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// Whether a user signs in.
    #[must_use]
    pub fn signs_in(self) -> bool {
        self != Self::ClientCredentials
    }

    /// Whether a browser brings an authorization code.
    #[must_use]
    pub fn has_code(self) -> bool {
        matches!(self, Self::AuthorizationCode | Self::AuthorizationCodePkce)
    }
}
