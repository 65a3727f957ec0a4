//! What a kept token says, and showing it at the user's request.

use std::time::Instant;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Keyfob, tokens::Found};
use crate::{
    authorization::{AuthorizationId, Details, Draft, Environment, OAuth2Draft, TokenUrl},
    connect::now_ms,
    error::{Error, Result},
    oauth::inspection::{Expected, JwtInspection, claim, inspect},
    secret::{Revealed, Secret},
    tokens::{Clock, TokenMark, TokenStatus},
};

/// What a kept token says.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct TokenInspection {
    /// Which token this is about: what is asked about it later is about the same one, or refused.
    pub mark: TokenMark,
    /// What the server said when it issued the access token; `None` if only an ID token is kept.
    pub status: Option<TokenStatus>,
    /// The scopes that were requested.
    pub requested_scopes: Vec<String>,
    /// What the token says; `None` if it isn't a JSON Web Token.
    pub jwt: Option<JwtInspection>,
    /// Whether an ID token repeats the nonce of its request; `None` if it had none, or for an access token.
    pub nonce_matches: Option<bool>,
}

/// Which token is inspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum InspectedToken {
    /// The access token.
    Access,
    /// The ID token.
    Id,
}

impl Keyfob {
    /// Returns what a kept token says. No request is made. May wait for a keyring.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no token is kept; as for [`Keyfob::reveal`].
    pub fn inspect_token(
        &self,
        id: AuthorizationId,
        environment: Environment,
        which: InspectedToken,
    ) -> Result<TokenInspection> {
        let Found { draft, state } = self.found(id, environment)?;
        let fields = fields(&draft, environment)?;
        let (token, nonce) = match which {
            InspectedToken::Access => (state.token().ok_or(Error::NotFound)?.0, None),
            InspectedToken::Id => state.id_token().ok_or(Error::NotFound)?,
        };
        let status = TokenStatus::of(&state, &Clock::now());
        // What is kept was requested with fields that are valid.
        let origin = TokenUrl::parse(&fields.token_url).map(|url| url.origin()).unwrap_or_default();
        // An ID token is for the client (OpenID Connect Core, section 2).
        let audiences: Vec<String> = match which {
            InspectedToken::Access => fields.resources.iter().chain([&fields.audience]).cloned().collect(),
            InspectedToken::Id => vec![fields.client_id.clone()],
        };
        let audiences: Vec<_> = audiences.into_iter().filter(|text| !text.is_empty()).collect();
        let expected = Expected { origin: &origin, audiences: &audiences };
        let jwt = inspect(token, expected, now_ms());
        let nonce_matches = nonce.map(|nonce| claim(token, "nonce").is_some_and(|claimed| claimed == nonce));
        Ok(TokenInspection {
            mark: self.mark(token),
            status,
            requested_scopes: fields.scopes.clone(),
            jwt,
            nonce_matches,
        })
    }

    /// Returns the inspected token for a user who asked to see it, and logs that.
    ///
    /// # Errors
    /// [`Error::TokenReplaced`] if another token is kept by now; as for [`Keyfob::inspect_token`]; [`Error::TooManyReveals`].
    pub fn reveal_token(&self, id: AuthorizationId, environment: Environment, mark: &TokenMark) -> Result<Revealed> {
        self.reveals().begin(id, Instant::now())?;
        let found = self.found(id, environment)?;
        let token = self.marked(&found, mark)?.clone();
        // A log that can't be written must not keep the user from their token.
        let _ = self.store().write(|tx| tx.log_reveal(id, environment, now_ms()));
        Ok(token.reveal())
    }

    /// Returns the kept token that was inspected.
    pub(super) fn marked<'a>(&self, found: &'a Found, mark: &TokenMark) -> Result<&'a Secret> {
        let access = found.state.token().map(|(token, _)| token);
        let id = found.state.id_token().map(|(token, _)| token);
        access.into_iter().chain(id).find(|token| self.mark(token) == *mark).ok_or(Error::TokenReplaced)
    }

    fn mark(&self, token: &Secret) -> TokenMark {
        TokenMark::of(self.0.fingerprinter.begin().secret(token).finish())
    }
}

fn fields(draft: &Draft, environment: Environment) -> Result<&OAuth2Draft> {
    match &draft.details {
        Details::OAuth2 { environments, .. } => Ok(environments.get(environment)),
        Details::ApiKey { .. } => Err(Error::NotFound),
    }
}
