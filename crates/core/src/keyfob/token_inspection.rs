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
    tokens::{Clock, TokenMark, TokenStatus},
};

/// What a kept token says.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TokenInspection {
    /// Which token this is about: what is asked about it later is about the same one, or refused.
    pub mark: TokenMark,
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
        Ok(TokenInspection { mark: self.mark(token), status, requested_scopes: fields.scopes.clone(), jwt })
    }

    /// Returns the inspected token for a user who asked to see it, and logs that.
    ///
    /// # Errors
    /// [`Error::TokenReplaced`] if another token is kept by now; as for [`Keyfob::inspect_token`]; [`Error::TooManyReveals`].
    pub fn reveal_token(&self, id: AuthorizationId, environment: Environment, mark: &TokenMark) -> Result<Revealed> {
        self.reveals().begin(id, Instant::now())?;
        let found = self.found(id, environment)?;
        self.assert_marked(&found, mark)?;
        let token: Secret = found.state.token().ok_or(Error::NotFound)?.0.clone();
        // A log that can't be written must not keep the user from their token.
        let _ = self.store().write(|tx| tx.log_reveal(id, environment, now_ms()));
        Ok(token.reveal())
    }

    /// Checks that the kept token is the one that was inspected.
    pub(super) fn assert_marked(&self, found: &Found, mark: &TokenMark) -> Result<()> {
        let is_marked = found.state.token().is_some_and(|(token, _)| self.mark(token) == *mark);
        if is_marked { Ok(()) } else { Err(Error::TokenReplaced) }
    }

    fn mark(&self, token: &Secret) -> TokenMark {
        TokenMark::of(self.0.fingerprinter.begin().secret(token).finish())
    }
}

fn fields(draft: &Draft, environment: Environment) -> Result<&ClientCredentialsDraft> {
    match &draft.details {
        Details::OAuth2 { environments, .. } => Ok(environments.get(environment)),
        Details::ApiKey { .. } => Err(Error::NotFound),
    }
}
