//! Asking a token's server about the token: finds the endpoint in the server's metadata, and sends the token there with the client's
//! credentials.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Connector, Options, own_secrets, proof};
use crate::{
    authorization::{EnvironmentNetwork, OAuth2Fields, TokenUrl},
    http::{self, Limits, Proxy, Response, Transport},
    oauth::{
        grant::Grant,
        metadata::{self, Endpoint, Metadata},
        signature::{Signed, Unverifiable},
        token_request::{Proofs, TokenKind, TokenRequest},
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
    /// The public keys are on another origin, without TLS: anyone on the way could replace them.
    UnencryptedKeys {
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
    /// The server redirects elsewhere, which isn't followed.
    Redirected {
        /// The status of its response.
        status: u16,
    },
    /// The server can't answer now: it is overloaded (429), or failed (5xx).
    Unavailable {
        /// The status of its response.
        status: u16,
    },
    /// The server didn't answer in time.
    TimedOut {
        /// How long it was waited for.
        seconds: u64,
    },
    /// The response isn't what the specifications say.
    Unreadable,
    /// The server's certificate was rejected, or the encryption failed otherwise.
    TlsFailed,
    /// The request couldn't be sent, or got no whole response.
    Unreachable,
}

/// A question about a token that is ready to be asked.
pub(crate) struct TokenQuestion {
    credentials: OAuth2Fields,
    token: Secret,
    kind: TokenKind,
    proxy: Option<Proxy>,
    way: Way,
}

/// The request for a public document that is ready to be sent.
pub(crate) struct PublicDocument {
    address: String,
    way: Way,
}

/// How a server is reached.
struct Way {
    limits: Limits,
    /// `None` if there is none.
    transport: Option<Arc<Transport>>,
    has_tls_failed: AtomicBool,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Connector {
    /// Prepares a question about a token. May block for some milliseconds.
    pub(crate) fn prepare_question(
        &self,
        credentials: OAuth2Fields,
        token: Secret,
        kind: TokenKind,
        options: &Options,
    ) -> TokenQuestion {
        let proxy = options.proxy.resolve(&credentials.token_url);
        let request = TokenRequest::new(&credentials, &Grant::default(), &Proofs::default());
        let is_proxy_usable = proxy.is_ok();
        let proxy = proxy.ok().flatten();
        let ready = self.ready(&credentials, &request, options, proxy.as_ref()).ok().filter(|_| is_proxy_usable);
        TokenQuestion { credentials, token, kind, proxy, way: Way::new(options, ready.map(|(transport, _)| transport)) }
    }

    /// Prepares a request without credentials. May block for some milliseconds.
    pub(crate) fn prepare_document(&self, url: &TokenUrl, options: &Options) -> PublicDocument {
        let proxy = options.proxy.resolve(url).ok();
        let transport = proxy.and_then(|proxy| self.transports.get(&options.trust, proxy.as_ref()).ok());
        PublicDocument { address: url.as_str().to_owned(), way: Way::new(options, transport) }
    }

    /// Learns from a question that was asked.
    pub(crate) fn learn_from_question(&self, question: &TokenQuestion) {
        self.learn_from_way(&question.way);
    }

    /// Learns from a document that was fetched.
    pub(crate) fn learn_from_document(&self, document: &PublicDocument) {
        self.learn_from_way(&document.way);
    }

    /// After a TLS failure the system's roots are read again the next time: installing a missing CA and trying again works.
    fn learn_from_way(&self, way: &Way) {
        if let (true, Some(transport)) = (way.has_tls_failed.load(Ordering::Relaxed), &way.transport) {
            self.transports.forget(transport);
        }
    }
}

impl Way {
    fn new(options: &Options, transport: Option<Arc<Transport>>) -> Self {
        let limits = Limits { whole: options.limits.whole.min(LONGEST), ..options.limits };
        Self { limits, transport, has_tls_failed: AtomicBool::default() }
    }

    async fn exchange(&self, request: Result<http::Request, http::Error>) -> Result<Response, EndpointProblem> {
        let (Some(transport), Ok(request)) = (&self.transport, request) else {
            return Err(EndpointProblem::Unreachable);
        };
        let sent = http::send(Arc::clone(transport), request, self.limits).await;
        match (sent.response, sent.error) {
            (Some(response), None) => Ok(response),
            (_, Some(error)) if error.is_tls() => {
                self.has_tls_failed.store(true, Ordering::Relaxed);
                Err(EndpointProblem::TlsFailed)
            }
            (_, error) => {
                Err(error.and_then(|error| error.time_limit()).map_or(EndpointProblem::Unreachable, timed_out))
            }
        }
    }

    /// Returns a response that isn't an error.
    async fn ask(&self, request: Result<http::Request, http::Error>) -> Result<Response, EndpointProblem> {
        let response = self.exchange(request).await?;
        if response.is_success() { Ok(response) } else { Err(refusal(&response)) }
    }
}

impl TokenQuestion {
    /// Sends the token to an endpoint. Returns a response that isn't an error.
    pub(super) async fn ask(&self, endpoint: impl FnOnce(Metadata) -> Endpoint) -> Result<Response, EndpointProblem> {
        let endpoint = match endpoint(self.metadata().await?) {
            Endpoint::At(endpoint) => endpoint,
            Endpoint::OtherOrigin(origin) => return Err(EndpointProblem::OtherOrigin { origin }),
            Endpoint::NotOffered => return Err(EndpointProblem::NotOffered),
        };
        // A client assertion is taken once, so each question has its own.
        let assertion = proof::assertion(&self.credentials).map_err(|_| EndpointProblem::Unreachable)?;
        let request =
            TokenRequest::about_token(&self.credentials, assertion.as_ref(), &endpoint, &self.token, self.kind);
        self.way.ask(request.to_http()).await
    }

    /// Returns where the public keys of the token's server are.
    pub(crate) async fn keys(&self) -> Result<TokenUrl, EndpointProblem> {
        match self.metadata().await?.keys {
            Endpoint::At(url) => Ok(url),
            Endpoint::OtherOrigin(origin) => Err(EndpointProblem::UnencryptedKeys { origin }),
            Endpoint::NotOffered => Err(EndpointProblem::NotOffered),
        }
    }

    /// Reads the token, to verify its signature.
    pub(crate) fn signed(&self) -> Result<Signed, Unverifiable> {
        Signed::read(self.token.expose())
    }

    /// Returns how a request of the environment to an address travels. Only the environment's own server may go unverified.
    pub(crate) fn network_for(&self, url: &TokenUrl) -> EnvironmentNetwork {
        let network = self.credentials.network.clone();
        let skip_verification = network.skip_verification && url.origin() == self.credentials.token_url.origin();
        EnvironmentNetwork { skip_verification, ..network }
    }

    /// Returns what masks the token and the client's credentials in what the server says.
    pub(super) fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::builder();
        redactor.add_token(self.token.expose());
        redactor.add_to(own_secrets::redactor(
            &self.credentials,
            &Grant::default(),
            &Proofs::default(),
            self.proxy.as_ref(),
        ))
    }

    /// Finds the metadata. The limit is for all addresses together.
    pub(super) async fn metadata(&self) -> Result<Metadata, EndpointProblem> {
        let search = async {
            let token_url = &self.credentials.token_url;
            let mut problem = EndpointProblem::NoMetadata;
            for address in metadata::addresses(token_url) {
                // Some servers close the connection at an address that they don't know.
                match self.way.exchange(metadata::request(&address)).await {
                    Ok(response) => {
                        if let Some(metadata) = metadata::read(&response, token_url) {
                            return Ok(metadata);
                        }
                        if let unavailable @ EndpointProblem::Unavailable { .. } = refusal(&response) {
                            problem = unavailable;
                        }
                    }
                    Err(other) => problem = other,
                }
            }
            Err(problem)
        };
        tokio::time::timeout(self.way.limits.whole, search)
            .await
            .unwrap_or_else(|_| Err(timed_out(self.way.limits.whole)))
    }
}

impl PublicDocument {
    /// Fetches the document. Returns a response that isn't an error.
    pub(crate) async fn fetch(&self) -> Result<Response, EndpointProblem> {
        self.way.ask(metadata::request(&self.address)).await
    }
}

fn timed_out(limit: Duration) -> EndpointProblem {
    EndpointProblem::TimedOut { seconds: limit.as_secs() }
}

/// Returns what a response that isn't a success means.
fn refusal(response: &Response) -> EndpointProblem {
    let status = response.status;
    if (300..400).contains(&status) {
        return EndpointProblem::Redirected { status };
    }
    if status == 429 || status >= 500 {
        return EndpointProblem::Unavailable { status };
    }
    let code = serde_json::from_str(response.text()).ok().map(|refusal: Refusal| refusal.error);
    EndpointProblem::Refused { status, code: code.filter(|code| oauth_codes::is_registered(code)) }
}
