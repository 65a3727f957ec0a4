//! Revoking a token (RFC 7009): finds the endpoint in the server's metadata, and sends the token there with the client's credentials.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Connector, Options};
use crate::{
    authorization::ClientCredentials,
    http::{self, Limits, Response, Transport},
    oauth::{
        metadata::{self, Endpoint},
        token_request::TokenRequest,
    },
    oauth_codes,
    secret::Secret,
};

/// The longest time for each request: the user is waiting for several.
const LONGEST: Duration = Duration::from_secs(10);

/// What came of revoking a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub enum Revocation {
    /// The server revoked it, or it was no longer valid there.
    Revoked,
    /// It had expired, so nothing was sent.
    Expired,
    /// The server publishes no metadata for its Token URL.
    NoMetadata,
    /// The server's metadata names no endpoint for it.
    NotOffered,
    /// The endpoint is on another origin, to which the credentials aren't sent.
    OtherOrigin {
        /// That origin.
        origin: String,
    },
    /// The server refused.
    Refused {
        /// The status of its response.
        status: u16,
        /// Its error code, if it is one that the specifications define.
        code: Option<String>,
    },
    /// The request couldn't be sent, or got no response.
    Unreachable,
}

/// A token that is ready to be revoked.
pub(crate) struct PreparedRevocation {
    credentials: ClientCredentials,
    token: Secret,
    limits: Limits,
    /// `None` if there is no way to the server.
    transport: Option<Arc<Transport>>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Connector {
    /// Prepares revoking a token. May block for some milliseconds.
    pub(crate) fn prepare_revocation(
        &self,
        credentials: ClientCredentials,
        token: Secret,
        options: &Options,
    ) -> PreparedRevocation {
        let proxy = options.proxy.resolve(&credentials.token_url).ok();
        let request = TokenRequest::new(&credentials);
        let ready = proxy.and_then(|proxy| self.ready(&credentials, &request, options, proxy.as_ref()).ok());
        let limits = Limits { whole: options.limits.whole.min(LONGEST), ..options.limits };
        PreparedRevocation { credentials, token, limits, transport: ready.map(|(transport, _)| transport) }
    }
}

impl PreparedRevocation {
    /// Finds the endpoint and sends the token to it.
    pub(crate) async fn send(self) -> Revocation {
        // The limit is for all addresses together.
        let found = tokio::time::timeout(self.limits.whole, self.endpoint()).await;
        let endpoint = match found.unwrap_or(Err(Revocation::Unreachable)) {
            Ok(Some(Endpoint::At(endpoint))) => endpoint,
            Ok(Some(Endpoint::OtherOrigin(origin))) => return Revocation::OtherOrigin { origin },
            Ok(Some(Endpoint::NotOffered)) => return Revocation::NotOffered,
            Ok(None) => return Revocation::NoMetadata,
            Err(revocation) => return revocation,
        };
        let request = TokenRequest::revoking(&self.credentials, &endpoint, &self.token).to_http(&endpoint);
        match self.exchange(request).await {
            Ok(response) if response.is_success() => Revocation::Revoked,
            Ok(response) => {
                let code = serde_json::from_str(response.text()).ok().map(|refusal: Refusal| refusal.error);
                Revocation::Refused {
                    status: response.status,
                    code: code.filter(|code| oauth_codes::is_registered(code)),
                }
            }
            Err(revocation) => revocation,
        }
    }

    /// Looks for the metadata; `None` if there is none at any address.
    async fn endpoint(&self) -> Result<Option<Endpoint>, Revocation> {
        let token_url = &self.credentials.token_url;
        for address in metadata::addresses(token_url) {
            let response = self.exchange(metadata::request(&address)).await?;
            if let Some(endpoint) = metadata::revocation_endpoint(&response, token_url) {
                return Ok(Some(endpoint));
            }
        }
        Ok(None)
    }

    async fn exchange(&self, request: Result<http::Request, http::Error>) -> Result<Response, Revocation> {
        let (Some(transport), Ok(request)) = (&self.transport, request) else { return Err(Revocation::Unreachable) };
        let sent = http::send(Arc::clone(transport), request, self.limits).await;
        match (sent.response, sent.error) {
            (Some(response), None) => Ok(response),
            _ => Err(Revocation::Unreachable),
        }
    }
}
