//! What a user's grant brings beside an access token.

use crate::{oauth::SignedInUser, secret::Secret};

/// What a response to a user's grant brought beside the access token.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfUser {
    /// The refresh token.
    pub(crate) refresh_token: Option<Secret>,
    /// Its life in seconds; `None` if the server doesn't say.
    pub(crate) refresh_expires_in_s: Option<u32>,
    /// Whether the response names the granted scopes.
    pub(crate) names_scopes: bool,
    /// The ID token.
    pub(crate) id_token: Option<Secret>,
    /// What the ID token must repeat.
    pub(crate) nonce: Option<String>,
    /// Who signed in, if the ID token says it.
    pub(crate) user: Option<SignedInUser>,
    /// The refresh token that it was requested with.
    pub(crate) used: Option<Secret>,
}
