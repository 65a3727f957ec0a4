//! Asking a token's server about the token: finds the endpoint in the server's metadata, and sends the token there with the client's
//! credentials.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Connector, Options, own_secrets};
use crate::{
    authorization::{ClientCredentials, TokenUrl},
    http::{self, Limits, Proxy, Response, Transport},
    oauth::{
        metadata::{self, Endpoint, Metadata},
        token_request::TokenRequest,
    },
    oauth_codes,
    redact::Redactor,
    secret::Secret,
};

/// The longest time for each request: the user is waiting for several.
const LONGEST: Duration = Duration::from_secs(10);

/// Why a server didn't answer a question about a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[ts(export)]
pub enum EndpointProblem {
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
    /// The response isn't what the specifications say.
    Unreadable,
    /// The request couldn't be sent, or got no response.
    Unreachable,
}

/// A question about a token that is ready to be asked.
pub(crate) struct TokenQuestion {
    credentials: ClientCredentials,
    token: Secret,
    limits: Limits,
    proxy: Option<Proxy>,
    /// `None` if there is no way to the server.
    transport: Option<Arc<Transport>>,
}

/// The request for a public document that is ready to be sent.
pub(crate) struct PublicDocument {
    address: String,
    limits: Limits,
    /// `None` if there is no way to the server.
    transport: Option<Arc<Transport>>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Connector {
    /// Prepares a question about a token. May block for some milliseconds.
    pub(crate) fn prepare_question(
        &self,
        credentials: ClientCredentials,
        token: Secret,
        options: &Options,
    ) -> TokenQuestion {
        let proxy = options.proxy.resolve(&credentials.token_url);
        let request = TokenRequest::new(&credentials);
        let is_proxy_usable = proxy.is_ok();
        let proxy = proxy.ok().flatten();
        let ready = self.ready(&credentials, &request, options, proxy.as_ref()).ok().filter(|_| is_proxy_usable);
        TokenQuestion {
            credentials,
            token,
            limits: limits(options),
            proxy,
            transport: ready.map(|(transport, _)| transport),
        }
    }

    /// Prepares a request without credentials. May block for some milliseconds.
    pub(crate) fn prepare_document(&self, url: &TokenUrl, options: &Options) -> PublicDocument {
        let proxy = options.proxy.resolve(url).ok();
        let transport = proxy.and_then(|proxy| self.transports.get(&options.trust, proxy.as_ref()).ok());
        PublicDocument { address: url.as_str().to_owned(), limits: limits(options), transport }
    }
}

fn limits(options: &Options) -> Limits {
    Limits { whole: options.limits.whole.min(LONGEST), ..options.limits }
}

impl TokenQuestion {
    /// Sends the token to an endpoint. Returns a response that isn't an error.
    pub(super) async fn ask(&self, endpoint: impl FnOnce(Metadata) -> Endpoint) -> Result<Response, EndpointProblem> {
        let endpoint = match endpoint(self.metadata().await?) {
            Endpoint::At(endpoint) => endpoint,
            Endpoint::OtherOrigin(origin) => return Err(EndpointProblem::OtherOrigin { origin }),
            Endpoint::NotOffered => return Err(EndpointProblem::NotOffered),
        };
        let request = TokenRequest::about_token(&self.credentials, &endpoint, &self.token).to_http(&endpoint);
        let response = exchange(self.transport.as_ref(), request, self.limits).await?;
        if response.is_success() { Ok(response) } else { Err(refusal(&response)) }
    }

    /// Returns where the public keys of the token's server are.
    pub(crate) async fn keys(&self) -> Result<TokenUrl, EndpointProblem> {
        self.metadata().await?.keys.ok_or(EndpointProblem::NotOffered)
    }

    /// Returns the token.
    pub(crate) fn token(&self) -> &Secret {
        &self.token
    }

    /// Returns what masks the token and the client's credentials in what the server says.
    pub(super) fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::builder();
        redactor.add_token(self.token.expose());
        redactor.add_to(own_secrets::redactor(&self.credentials, self.proxy.as_ref()))
    }

    /// Finds the metadata. The limit is for all addresses together.
    async fn metadata(&self) -> Result<Metadata, EndpointProblem> {
        let search = async {
            let token_url = &self.credentials.token_url;
            for address in metadata::addresses(token_url) {
                let response = exchange(self.transport.as_ref(), metadata::request(&address), self.limits).await?;
                if let Some(metadata) = metadata::read(&response, token_url) {
                    return Ok(metadata);
                }
            }
            Err(EndpointProblem::NoMetadata)
        };
        tokio::time::timeout(self.limits.whole, search).await.unwrap_or(Err(EndpointProblem::Unreachable))
    }
}

impl PublicDocument {
    /// Fetches the document. Returns a response that isn't an error.
    pub(crate) async fn fetch(&self) -> Result<Response, EndpointProblem> {
        let request = metadata::request(&self.address);
        let response = exchange(self.transport.as_ref(), request, self.limits).await?;
        if response.is_success() { Ok(response) } else { Err(refusal(&response)) }
    }
}

fn refusal(response: &Response) -> EndpointProblem {
    let code = serde_json::from_str(response.text()).ok().map(|refusal: Refusal| refusal.error);
    EndpointProblem::Refused { status: response.status, code: code.filter(|code| oauth_codes::is_registered(code)) }
}

async fn exchange(
    transport: Option<&Arc<Transport>>,
    request: Result<http::Request, http::Error>,
    limits: Limits,
) -> Result<Response, EndpointProblem> {
    let (Some(transport), Ok(request)) = (transport, request) else { return Err(EndpointProblem::Unreachable) };
    let sent = http::send(Arc::clone(transport), request, limits).await;
    match (sent.response, sent.error) {
        (Some(response), None) => Ok(response),
        _ => Err(EndpointProblem::Unreachable),
    }
}
