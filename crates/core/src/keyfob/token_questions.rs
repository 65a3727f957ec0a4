//! Asking a kept token's server about the token: whether it is valid, and with which keys its signature is verified. *Disconnect* forgets
//! the token, and asks the server to revoke it.

use super::{Keyfob, blocking::blocking, tokens::Found};
use crate::{
    authorization::{AuthorizationId, Environment, EnvironmentNetwork, TokenUrl},
    connect::{Introspection, PublicDocument, Revocation, SignatureCheck, TokenQuestion},
    error::{Error, Result},
    oauth::token_request::TokenKind,
    secret::Secret,
    tokens::{Clock, TokenMark},
};

impl Keyfob {
    /// Forgets a kept token, and revokes it at the server. Runs on a Tokio runtime.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no token is kept; the stored secret can't be opened, or the database can't be written. Then nothing is
    /// forgotten.
    pub async fn disconnect(&self, id: AuthorizationId, environment: Environment) -> Result<Revocation> {
        let keyfob = self.clone();
        // Forgotten first: what another caller requests meanwhile is another token, and stays.
        let forget = move || {
            let found = keyfob.found(id, environment)?;
            let is_valid = found.state.token().is_some_and(|(_, kept)| kept.left_ms(&Clock::now()) > 0);
            let access = found.state.token().map(|(token, _)| (token.clone(), TokenKind::Access));
            let refresh = found.state.refresh_token().map(|token| (token.clone(), TokenKind::Refresh));
            if access.is_none() && refresh.is_none() {
                return Err(Error::NotFound);
            }
            // With the refresh token, servers revoke what it was for, too (RFC 7009, section 2.1).
            let revoked = refresh.into_iter().chain(access.filter(|_| is_valid));
            let questions: Vec<_> = revoked
                .map(|(token, kind)| keyfob.question(&found, environment, token, kind))
                .collect::<Result<_>>()?;
            keyfob.forget_token(id, environment).map(|()| questions)
        };
        let mut worst = Revocation::Expired;
        for (at, question) in blocking(forget).await??.into_iter().enumerate() {
            let revocation = question.revoke().await;
            self.0.connector.learn_from_question(&question);
            // The first that isn't revoked is what the user has to know.
            if at == 0 || worst == Revocation::Revoked {
                worst = revocation;
            }
        }
        Ok(worst)
    }

    /// Asks the server whether a kept token is valid. Runs on a Tokio runtime.
    ///
    /// # Errors
    /// [`Error::TokenReplaced`] if another token is kept than the one that was inspected; the stored secret can't be opened.
    pub async fn introspect_token(
        &self,
        id: AuthorizationId,
        environment: Environment,
        mark: TokenMark,
    ) -> Result<Introspection> {
        let keyfob = self.clone();
        let question = blocking(move || keyfob.question_about(id, environment, &mark)).await??;
        let introspection = question.introspect().await;
        self.0.connector.learn_from_question(&question);
        Ok(introspection)
    }

    /// Verifies the signature of a kept token with its server's public keys. Nothing secret is sent. Runs on a Tokio runtime.
    ///
    /// # Errors
    /// As for [`Keyfob::introspect_token`].
    pub async fn verify_token(
        &self,
        id: AuthorizationId,
        environment: Environment,
        mark: TokenMark,
    ) -> Result<SignatureCheck> {
        let keyfob = self.clone();
        let question = blocking(move || keyfob.question_about(id, environment, &mark)).await??;
        let signed = match question.signed() {
            Ok(signed) => signed,
            Err(why) => return Ok(SignatureCheck::not_verifiable(why)),
        };
        let found = question.keys().await;
        self.0.connector.learn_from_question(&question);
        let url = match found {
            Ok(url) => url,
            Err(why) => return Ok(SignatureCheck::NoKeys { why, keys_url: None }),
        };
        let (keyfob, network) = (self.clone(), question.network_for(&url));
        let keys_url = url.as_str().to_owned();
        let document = blocking(move || keyfob.prepare_document(&url, &network)).await??;
        let fetched = document.fetch().await;
        self.0.connector.learn_from_document(&document);
        match fetched {
            // A set of large keys takes a while.
            Ok(response) => blocking(move || SignatureCheck::of(&signed, &response, &keys_url)).await,
            Err(why) => Ok(SignatureCheck::NoKeys { why, keys_url: Some(keys_url) }),
        }
    }

    /// The keys may be on another host, which may be reached through another proxy. It is verified whatever is said of the environment's server.
    fn prepare_document(&self, url: &TokenUrl, network: &EnvironmentNetwork) -> Result<PublicDocument> {
        let options = self.network_options(url, network)?;
        Ok(self.0.connector.prepare_document(url, &options))
    }

    /// Prepares a question about the token that was inspected.
    fn question_about(&self, id: AuthorizationId, environment: Environment, mark: &TokenMark) -> Result<TokenQuestion> {
        let found = self.found(id, environment)?;
        let token = self.marked(&found, mark)?.clone();
        self.question(&found, environment, token, TokenKind::Access)
    }

    fn question(
        &self,
        Found { draft, .. }: &Found,
        environment: Environment,
        token: Secret,
        kind: TokenKind,
    ) -> Result<TokenQuestion> {
        let fields = draft.check_environment(environment).map_err(Error::InvalidInput)?;
        let credentials = self.resolve_stored(draft, environment, fields, &[])?;
        let options = self.network_options(&credentials.token_url, &credentials.network)?;
        Ok(self.0.connector.prepare_question(credentials, token, kind, &options))
    }
}
