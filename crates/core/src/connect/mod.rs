//! CONNECT: sends one token request and reports its outcome.
//!
//! It has three steps, so that nothing blocks where it must not wait and no lock is held across the network:
//! 1. [`Connector::prepare`] turns checked fields into a request and picks the transport. It may block for some milliseconds.
//! 2. [`Prepared::send`] sends the request. It holds nothing but its own data; dropping the future closes the connection.
//! 3. [`Attempted::conclude`] reads the response and decides the [`Outcome`]. It is pure.
//!
//! This room joins `oauth` (what a token request and its response are), `http` (sending) and `redact` (what may be shown).

mod alternatives;
mod clock;
mod code;
mod conclusion;
mod curl;
mod detail;
mod discovery;
mod error;
mod exchange;
#[doc(hidden)]
pub mod fuzzing;
mod hint;
mod hints;
mod introspection;
pub mod messages;
pub mod network;
mod of_user;
mod options;
mod outcome;
mod own_secrets;
mod proof;
mod raw;
mod remedies;
mod remedy;
mod response_secrets;
mod revocation;
mod sign_in;
mod signature_check;
mod support;
mod token_question;
mod verdict;

use std::{sync::Arc, time::Instant};

use self::error::Error;
pub(crate) use self::{
    clock::now_ms,
    of_user::OfUser,
    raw::RawResponses,
    sign_in::{Browser, Device, Polled, SignInError},
    token_question::{PublicDocument, TokenQuestion},
};
pub use self::{
    code::{Code, Stage},
    detail::{Detail, FoundKind, JsonProblem},
    discovery::{
        Asked, Came, Discovered, Discovery, DiscoveryAsk, DiscoveryFailure, DiscoveryResult, NotAskedReason,
        PreparedDiscovery,
    },
    exchange::{Exchange, HeaderLine, RequestShown, ResponseShown},
    hint::Hint,
    introspection::Introspection,
    options::Options,
    outcome::{Alternative, ConnectFailure, Connection, Outcome, SignedInConnection},
    raw::RawResponseId,
    remedy::{Remedy, TokenChoice},
    revocation::Revocation,
    sign_in::{BrowserAddress, IgnoredRedirect, QrCode, SignInUser, SignInWaiting},
    signature_check::{SignatureCheck, SigningKey},
    token_question::EndpointProblem,
};
pub use crate::oauth::SignedInUser;
use crate::{
    authorization::OAuth2Fields,
    http::{self, Limits, Proxy, Sent, SystemProxyError, Transport, Transports},
    oauth::{
        dpop,
        grant::Grant,
        token_request::{Proofs, TokenRequest},
    },
    redact::Redactor,
    secret::Secret,
};

/// Makes token requests, and keeps the transports between them.
#[derive(Debug, Default)]
pub struct Connector {
    transports: Arc<Transports>,
}

/// A token request that is ready to be sent.
pub struct Prepared {
    credentials: OAuth2Fields,
    grant: Grant,
    request: TokenRequest,
    options: Options,
    proxy: Option<Proxy>,
    ready: Result<(Arc<Transport>, http::Request), Box<Error>>,
}

/// A token request that was sent, or couldn't be.
pub struct Attempted {
    credentials: OAuth2Fields,
    grant: Grant,
    request: TokenRequest,
    options: Options,
    proxy: Option<Proxy>,
    transport: Option<Arc<Transport>>,
    /// Whether it asked for a code for another device.
    is_for_device: bool,
    /// Masks the secrets of the request.
    redactor: Redactor,
    sent: Result<Sent, Box<Error>>,
}

/// What came of a token request.
#[derive(Debug)]
pub struct Concluded {
    /// What may be shown.
    pub outcome: Outcome,
    /// The token, if one was issued.
    pub token: Option<Secret>,
    /// The claim `exp` of the token, in UTC milliseconds, if it is a JWT that has one.
    pub(crate) jwt_expires_at_ms: Option<i64>,
    /// What else a user's grant brought.
    pub(crate) of_user: Option<OfUser>,
    /// Whether the request was, or may have been, sent.
    pub(crate) is_sent: bool,
    /// The refresh token of a response that can't be used otherwise, in place of the one that was used.
    pub(crate) rescued: Option<Secret>,
    /// The response's body as it came, if there was a response.
    pub raw: Option<Secret>,
}

impl Connector {
    /// Turns checked fields into a request and picks its transport. May block for some milliseconds.
    #[must_use]
    pub fn prepare(&self, credentials: OAuth2Fields, options: &Options) -> Prepared {
        self.prepare_with(credentials, Grant::ClientCredentials, options)
    }

    /// The same with a user's grant.
    pub(crate) fn prepare_with(&self, credentials: OAuth2Fields, grant: Grant, options: &Options) -> Prepared {
        let proofs = proof::proofs(&credentials, None);
        let request = TokenRequest::new(&credentials, &grant, proofs.as_ref().unwrap_or(&Proofs::default()));
        self.prepare_request(credentials, grant, request, proofs.map(drop), options)
    }

    /// Prepares a request with the client's credentials, if what it needs could be signed.
    fn prepare_request(
        &self,
        credentials: OAuth2Fields,
        grant: Grant,
        request: TokenRequest,
        signed: Result<(), Box<Error>>,
        options: &Options,
    ) -> Prepared {
        let (proxy, ready) = match options.proxy.resolve(&request.url) {
            Ok(proxy) => {
                let ready = signed.and_then(|()| self.ready(&credentials, &request, options, proxy.as_ref()));
                (proxy, ready)
            }
            Err(SystemProxyError { variable }) => {
                let source = variable.unwrap_or("system").to_owned();
                (None, Err(Error::of_input(Code::InvalidInput, Detail::SystemProxyUnusable { source })))
            }
        };
        Prepared { credentials, grant, request, options: options.clone(), proxy, ready }
    }

    fn ready(
        &self,
        credentials: &OAuth2Fields,
        request: &TokenRequest,
        options: &Options,
        proxy: Option<&Proxy>,
    ) -> Result<(Arc<Transport>, http::Request), Box<Error>> {
        let url = &request.url;
        let is_accepted = credentials.accept_cleartext || options.accept_cleartext_to_proxy;
        if !is_accepted && proxy.is_some_and(|proxy| proxy.exposes(url)) {
            return Err(Error::of_input(Code::CleartextRefused, Detail::ProxyCleartext));
        }
        // reqwest 0.13.5 takes the brackets of an IPv6 address for a part of the server's name (seanmonstar/reqwest#3094).
        if proxy.is_some() && url.is_https() && url.authority().starts_with('[') {
            return Err(Error::of_input(Code::InvalidInput, Detail::Ipv6ThroughProxy));
        }
        let bad_part = |error: http::Error| {
            let part = if let http::ErrorKind::BadRequest(part) = error.kind { part } else { "token_url" };
            Error::of_input(Code::InvalidInput, Detail::BadPart { part: part.to_owned() })
        };
        let http_request = request.to_http().map_err(bad_part)?;
        let trust = proof::with_client_certificate(&options.trust, credentials)?;
        let transport = self.transports.get(&trust, proxy);
        let transport = transport.map_err(|_| Error::of_input(Code::TlsFailed, Detail::NoClient))?;
        Ok((transport, http_request))
    }

    /// Forgets the private keys of client certificates and the passwords of proxies that connections were made with.
    pub(crate) fn forget_secrets(&self) {
        self.transports.forget_secrets();
    }

    /// Returns a failure for tests of what becomes of one.
    #[cfg(test)]
    pub(crate) fn failure_for_tests(details: Vec<Detail>) -> ConnectFailure {
        ConnectFailure {
            stage: Stage::Http,
            code: Code::HttpStatus,
            title: "http_status".to_owned(),
            details,
            message: "The server answered with an error status.".to_owned(),
            http_status: Some(503),
            server_message: None,
            error_uri: None,
            redirect_target: None,
            hint: Hint::CheckServerRuns,
            hint_text: String::new(),
            notes: Vec::new(),
            alternatives: Vec::new(),
            remedies: Vec::new(),
            elapsed_ms: 0.0,
            exchange: None,
        }
    }

    /// Learns from an outcome: after a TLS failure the system's roots are read again the next time.
    pub fn learn(&self, attempted: &Attempted) {
        if let (Some(transport), Ok(sent)) = (&attempted.transport, &attempted.sent)
            && sent.error.as_ref().is_some_and(http::Error::is_tls)
        {
            self.transports.forget(transport);
        }
    }
}

impl Prepared {
    /// Sends the request. Dropping the future cancels it.
    pub async fn send(self) -> Attempted {
        let Self { credentials, grant, request, options, proxy, ready } = self;
        let begun = Instant::now();
        let sending = async {
            match ready {
                Ok((transport, http_request)) => {
                    let sent = http::send(Arc::clone(&transport), http_request, options.limits).await;
                    (Some(transport), Ok(sent))
                }
                Err(error) => (None, Err(error)),
            }
        };
        // The search for the request's secrets is prepared while the server works.
        let preparing = async { own_secrets::redactor(&credentials, &grant, &request.proofs, proxy.as_ref()) };
        let ((transport, sent), redactor) = tokio::join!(biased; sending, preparing);
        let is_for_device = false;
        let attempted =
            Attempted { credentials, grant, request, options, proxy, transport, is_for_device, redactor, sent };
        attempted.with_demanded_nonce(begun).await
    }
}

impl Attempted {
    /// Sends the request once more if the server demands a nonce in the DPoP proof, which it does before it looks at anything else (RFC 9449,
    /// section 8). The time limit is for both requests together.
    async fn with_demanded_nonce(mut self, begun: Instant) -> Self {
        let (Some(_), Some(transport), Ok(sent)) = (&self.credentials.dpop, &self.transport, &self.sent) else {
            return self;
        };
        let Some(nonce) = sent.response.as_ref().and_then(dpop::demanded_nonce) else { return self };
        let left = self.options.limits.whole.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return self;
        }
        let Ok(proofs) = proof::proofs(&self.credentials, Some(&nonce)) else { return self };
        let request = TokenRequest::new(&self.credentials, &self.grant, &proofs);
        let Ok(http_request) = request.to_http() else { return self };
        let limits = Limits { connect: self.options.limits.connect.min(left), whole: left, ..self.options.limits };
        self.sent = Ok(http::send(Arc::clone(transport), http_request, limits).await);
        self.redactor = own_secrets::redactor(&self.credentials, &self.grant, &request.proofs, self.proxy.as_ref());
        self.request = request;
        self
    }

    /// Returns how long each stage took; nothing but zeros if the request couldn't be sent.
    #[must_use]
    pub fn timings(&self) -> http::Timings {
        self.sent.as_ref().map(|sent| sent.timings).unwrap_or_default()
    }
}
