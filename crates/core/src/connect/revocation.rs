//! Revoking a token (RFC 7009).

use serde::Serialize;
use ts_rs::TS;

use super::token_question::{EndpointProblem, TokenQuestion};

/// What came of revoking a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub enum Revocation {
    /// The server revoked it, or it was no longer valid there.
    Revoked,
    /// It had expired, so nothing was sent.
    Expired,
    /// It is still valid at the server.
    NotRevoked {
        /// Why.
        why: EndpointProblem,
    },
}

impl TokenQuestion {
    /// Asks the server to revoke the token.
    pub(crate) async fn revoke(&self) -> Revocation {
        match self.ask(|metadata| metadata.revocation).await {
            Ok(_) => Revocation::Revoked,
            Err(why) => Revocation::NotRevoked { why },
        }
    }
}
