//! A token as the user copies it: alone, as a header, or as a command of curl.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Keyfob,
    tokens::{TokenAsk, TokenError},
};
use crate::{
    authorization::{AuthorizationId, Details, Draft, Environment},
    error::{Error, Result},
    oauth::CredentialFormat,
    secret::Revealed,
    tokens::{SignInReason, TokenFailure},
};

/// The address in a copied command if the authorization doesn't name one: users replace it with the one that they call.
const ANY_ADDRESS: &str = "https://api.example.com/";

/// How a token is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TokenForm {
    /// The token alone.
    Token,
    /// The header `Authorization: Bearer …`.
    Header,
    /// A command of curl.
    Curl,
}

/// What came of copying a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub enum TokenCopy {
    /// It is in the clipboard.
    Copied,
    /// A token had to be requested, and that failed.
    Failed {
        /// Why.
        failure: Box<TokenFailure>,
    },
    /// Another program has been requesting the token for longer than a request may take.
    Waited,
    /// A user has to sign in.
    SignInNeeded {
        /// Why.
        reason: SignInReason,
    },
    /// The clipboard can't be written now.
    NoClipboard,
}

impl Keyfob {
    /// Returns the text to copy: of the kept token, or of a new one. If there is no token, returns why.
    ///
    /// # Errors
    /// As for [`Keyfob::token`], except those of the request itself.
    pub async fn token_text(
        &self,
        id: AuthorizationId,
        environment: Environment,
        form: TokenForm,
    ) -> Result<std::result::Result<Revealed, TokenCopy>> {
        let ask = TokenAsk { id, environment, is_forced: false, needed_s: 0, agreed: Vec::new() };
        let token = match Box::pin(self.token(&ask)).await {
            Ok(token) => token.credential(),
            Err(TokenError::Core(error)) => return Err(error),
            Err(TokenError::Failed(failure)) => return Ok(Err(TokenCopy::Failed { failure })),
            Err(TokenError::Waited) => return Ok(Err(TokenCopy::Waited)),
            Err(TokenError::SignInNeeded(reason)) => return Ok(Err(TokenCopy::SignInNeeded { reason })),
        };
        let text = match form {
            TokenForm::Token => token.format(&CredentialFormat::Raw),
            TokenForm::Header => token.format(&CredentialFormat::Header),
            TokenForm::Curl => {
                let draft = self.store().read_tx(|tx| Ok(tx.read(id)?.draft))?;
                token.curl_command(&called_address(&draft, environment))
            }
        };
        text.map(Ok).ok_or(Error::SecretUnreadable)
    }
}

/// Returns the address that a token is for, as far as the settings say: the first resource, or the audience, that is one.
pub(super) fn called_address(draft: &Draft, environment: Environment) -> String {
    let is_address = |text: &&String| text.starts_with("https://") && url::Url::parse(text).is_ok();
    let found = match &draft.details {
        Details::OAuth2 { environments, .. } => {
            let fields = environments.get(environment);
            fields.resources.iter().chain([&fields.audience]).find(is_address)
        }
        Details::ApiKey { .. } => None,
    };
    found.cloned().unwrap_or_else(|| ANY_ADDRESS.to_owned())
}
