//! What a kept token says, and showing it at the user's request.

use std::time::Instant;

use serde::Serialize;
use ts_rs::TS;

use super::{Keyfob, tokens::Found};
use crate::{
    authorization::{AuthorizationId, ClientCredentialsDraft, Details, Draft, Environment, TokenUrl},
    connect::now_ms,
    error::{Error, Result},
    oauth::inspection::{Expected, JwtInspection, inspect},
    secret::{Revealed, Secret},
    tokens::{Clock, TokenStatus},
};

/// What a kept token says.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TokenInspection {
    /// What the server said when it issued the token.
    pub status: TokenStatus,
    /// The scopes that were requested.
    pub requested_scopes: Vec<String>,
    /// What the token says; `None` if it isn't a JSON Web Token.
    pub jwt: Option<JwtInspection>,
}

impl Keyfob {
    /// Returns what a kept token says. No request is made. May wait for a keyring.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no token is kept; as for [`Keyfob::reveal`].
    pub fn inspect_token(&self, id: AuthorizationId, environment: Environment) -> Result<TokenInspection> {
        let Found { draft, state } = self.found(id, environment)?;
        let fields = fields(&draft, environment)?;
        let (token, _) = state.token().ok_or(Error::NotFound)?;
        let status = TokenStatus::of(&state, &Clock::now()).ok_or(Error::NotFound)?;
        // What is kept was requested with fields that are valid.
        let origin = TokenUrl::parse(&fields.token_url).map(|url| url.origin()).unwrap_or_default();
        let audiences: Vec<String> =
            fields.resources.iter().chain([&fields.audience]).filter(|text| !text.is_empty()).cloned().collect();
        let expected = Expected { origin: &origin, audiences: &audiences };
        let jwt = inspect(token, expected, now_ms());
        Ok(TokenInspection { status, requested_scopes: fields.scopes.clone(), jwt })
    }

    /// Returns a kept token for a user who asked to see it, and logs that.
    ///
    /// # Errors
    /// As for [`Keyfob::inspect_token`]; [`Error::TooManyReveals`].
    pub fn reveal_token(&self, id: AuthorizationId, environment: Environment) -> Result<Revealed> {
        self.reveals().begin(id, Instant::now())?;
        let state = self.found(id, environment)?.state;
        let token: Secret = state.token().ok_or(Error::NotFound)?.0.clone();
        // A log that can't be written must not keep the user from their token.
        let _ = self.store().write(|tx| tx.log_reveal(id, environment, now_ms()));
        Ok(token.reveal())
    }
}

fn fields(draft: &Draft, environment: Environment) -> Result<&ClientCredentialsDraft> {
    match &draft.details {
        Details::OAuth2 { environments, .. } => Ok(environments.get(environment)),
        Details::ApiKey { .. } => Err(Error::NotFound),
    }
}
