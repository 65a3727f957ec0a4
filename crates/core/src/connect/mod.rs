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
mod options;
mod outcome;
mod own_secrets;
mod proof;
mod raw;
mod remedies;
mod remedy;
mod response_secrets;
mod revocation;
mod signature_check;
mod support;
mod token_question;
mod verdict;

use std::{sync::Arc, time::Instant};

use self::error::Error;
pub(crate) use self::{
    clock::now_ms,
    raw::RawResponses,
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
    outcome::{Alternative, ConnectFailure, Connection, Outcome},
    raw::RawResponseId,
    remedy::{Remedy, TokenChoice},
    revocation::Revocation,
    signature_check::{SignatureCheck, SigningKey},
    token_question::EndpointProblem,
};
use crate::{
    authorization::{ClientCredentials, Field, Note, Scope},
    http::{self, Limits, Proxy, Sent, SystemProxyError, Transport, Transports},
    oauth::{
        Origin, Warning, dpop,
        jwt::Jwt,
        token_request::{Proofs, TokenRequest},
        token_response::{self, TokenResponse},
    },
    redact::{self, Redactor, plain_text, plain_text_line, shown_words},
    secret::Secret,
};

/// The longest message of a server that is shown, in characters.
const MESSAGE_CHARACTERS: usize = 1_000;
/// The longest scope or token type that is shown, in characters.
const WORD_CHARACTERS: usize = 250;

/// Makes token requests, and keeps the transports between them.
#[derive(Debug, Default)]
pub struct Connector {
    transports: Arc<Transports>,
}

/// A token request that is ready to be sent.
pub struct Prepared {
    credentials: ClientCredentials,
    request: TokenRequest,
    options: Options,
    proxy: Option<Proxy>,
    ready: Result<(Arc<Transport>, http::Request), Box<Error>>,
}

/// A token request that was sent, or couldn't be.
pub struct Attempted {
    credentials: ClientCredentials,
    request: TokenRequest,
    options: Options,
    proxy: Option<Proxy>,
    transport: Option<Arc<Transport>>,
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
    /// The response's body as it came, if there was a response.
    pub raw: Option<Secret>,
}

impl Connector {
    /// Turns checked fields into a request and picks its transport. May block for some milliseconds.
    #[must_use]
    pub fn prepare(&self, credentials: ClientCredentials, options: &Options) -> Prepared {
        let proofs = proof::proofs(&credentials, None);
        let request = TokenRequest::new(&credentials, proofs.as_ref().unwrap_or(&Proofs::default()));
        let (proxy, ready) = match options.proxy.resolve(&credentials.token_url) {
            Ok(proxy) => {
                let ready = proofs.and_then(|_| self.ready(&credentials, &request, options, proxy.as_ref()));
                (proxy, ready)
            }
            Err(SystemProxyError { variable }) => {
                let source = variable.unwrap_or("system").to_owned();
                (None, Err(Error::of_input(Code::InvalidInput, Detail::SystemProxyUnusable { source })))
            }
        };
        Prepared { credentials, request, options: options.clone(), proxy, ready }
    }

    fn ready(
        &self,
        credentials: &ClientCredentials,
        request: &TokenRequest,
        options: &Options,
        proxy: Option<&Proxy>,
    ) -> Result<(Arc<Transport>, http::Request), Box<Error>> {
        let url = &credentials.token_url;
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
        let http_request = request.to_http(url).map_err(bad_part)?;
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
        let Self { credentials, request, options, proxy, ready } = self;
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
        let preparing = async { own_secrets::redactor(&credentials, &request.proofs, proxy.as_ref()) };
        let ((transport, sent), redactor) = tokio::join!(biased; sending, preparing);
        let attempted = Attempted { credentials, request, options, proxy, transport, redactor, sent };
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
        let request = TokenRequest::new(&self.credentials, &proofs);
        let Ok(http_request) = request.to_http(&self.credentials.token_url) else { return self };
        let limits = Limits { connect: self.options.limits.connect.min(left), whole: left, ..self.options.limits };
        self.sent = Ok(http::send(Arc::clone(transport), http_request, limits).await);
        self.redactor = own_secrets::redactor(&self.credentials, &request.proofs, self.proxy.as_ref());
        self.request = request;
        self
    }

    /// Returns how long each stage took; nothing but zeros if the request couldn't be sent.
    #[must_use]
    pub fn timings(&self) -> http::Timings {
        self.sent.as_ref().map(|sent| sent.timings).unwrap_or_default()
    }

    /// Reads the response and decides the outcome.
    #[must_use]
    pub fn conclude(self) -> Concluded {
        let requested: Vec<&str> = self.credentials.scopes.iter().map(Scope::as_str).collect();
        let nothing = Sent::default();
        let sent = self.sent.as_ref().unwrap_or(&nothing);
        let reading = sent.response.as_ref().map(|response| {
            token_response::read(response, &requested, &self.credentials.token_member, self.credentials.dpop.is_some())
        });
        let redactor = response_secrets::added(&self.redactor, &self.credentials, sent.response.as_ref());
        let result = match &self.sent {
            Ok(sent) => verdict::decide(&self.credentials, sent, reading, self.proxy.as_ref(), &redactor),
            Err(error) => Err(error.clone()),
        };
        let exchange = exchange::shown(&self.credentials, &self.request, &self.options, sent, &redactor);
        let raw = sent.response.as_ref().map(|response| Secret::new(response.text().to_owned()));
        match result {
            Ok(response) => {
                let token = response.access_token.clone();
                let jwt_expires_at_ms = Jwt::read(token.expose()).and_then(|jwt| jwt.date_ms("exp"));
                let outcome = Outcome::Connected(self.connection(response, exchange, &redactor));
                Concluded { outcome, token: Some(token), jwt_expires_at_ms, raw }
            }
            Err(mut error) => {
                proof::explain(&mut error, &self.credentials, sent.response.as_ref(), now_ms());
                let is_shown = sent.is_sent || sent.tls.is_some() || sent.remote_address.is_some();
                let remedies = remedies::of(&self.credentials, &error, sent.response.as_ref(), &redactor);
                error.hint = remedies::hint(error.hint, &remedies);
                let failure = self.failure(*error, exchange, is_shown, &redactor);
                let failure = ConnectFailure { remedies, ..failure };
                Concluded { outcome: Outcome::Failed(failure), token: None, jwt_expires_at_ms: None, raw }
            }
        }
    }

    fn connection(&self, response: TokenResponse, mut exchange: Exchange, redactor: &Redactor) -> Connection {
        let is_requested = |text: &str| self.credentials.scopes.iter().any(|scope| scope.as_str() == text);
        let word = |text: String| plain_text_line(redactor, &text, WORD_CHARACTERS);
        let scope = |text: String| if is_requested(&text) { text } else { redactor.line(&text, WORD_CHARACTERS) };
        let is_bearer = |text: &str| text.eq_ignore_ascii_case("bearer");
        exchange.support = support::text("Connected.", &exchange);
        let is_unverified = self.options.trust.is_unverified() && self.credentials.token_url.is_https();
        let unverified = is_unverified.then_some(Warning::NotVerified);
        Connection {
            token_type: response.token_type.map(|text| if is_bearer(&text) { text } else { word(text) }),
            expires_in: response.expires_in_s,
            scopes: response.scopes.into_iter().map(scope).collect(),
            missing_scopes: response.missing_scopes,
            warnings: unverified.into_iter().chain(response.warnings).collect(),
            elapsed_ms: exchange.timings.total_ms,
            received_at_ms: now_ms(),
            exchange: Box::new(exchange),
        }
    }

    fn failure(&self, error: Error, mut exchange: Exchange, is_shown: bool, redactor: &Redactor) -> ConnectFailure {
        let Error { code, status, details, hint, .. } = error;
        let has_own_grant = details.iter().any(|detail| matches!(detail, Detail::OwnGrant { .. }));
        let title = match () {
            () if error.is_proxys => "proxy_failed",
            () if has_own_grant => "own_grant_unsupported",
            () => messages::title_key(&code),
        };
        let sentence = format!("{}.", messages::title_with_code(title, &code));
        let facts = details.iter().map(messages::detail);
        let message = std::iter::once(sentence).chain(facts).collect::<Vec<_>>().join(" ");
        let address = |text: &str| plain_text_line(redactor, text, MESSAGE_CHARACTERS);
        let server_message = error.message.map(|message| {
            let text = message.text.trim();
            if message.origin == Origin::Member {
                shown_words(redactor, text, MESSAGE_CHARACTERS).0
            } else {
                plain_text(redactor, text, MESSAGE_CHARACTERS).0
            }
        });
        let is_about_client = |note: &Note| matches!(note.field, Field::ClientId | Field::ClientSecret);
        let may_be_client = alternatives::is_about_the_client(&code, status, hint);
        let notes = if may_be_client { self.credentials.notes() } else { Vec::new() };
        let notes = notes.into_iter().filter(is_about_client).collect();
        let stage = code.stage();
        let said = server_message.as_deref().unwrap_or_default();
        let status_text = status.map(|status| format!(", status {status}")).unwrap_or_default();
        let verdict = format!("Not connected ({stage:?}, {}{status_text}). {message}\n{said}", code.as_str());
        exchange.support = support::text(verdict.trim(), &exchange);
        ConnectFailure {
            stage,
            title: title.to_owned(),
            details,
            message,
            http_status: status,
            // A sentence in place of a code is shown as the code already.
            server_message: server_message.filter(|message| !message.is_empty() && message != code.as_str()),
            error_uri: error.error_uri.as_deref().map(address),
            redirect_target: error.redirect_target.as_deref().map(|target| redact::target(target, redactor)),
            hint,
            hint_text: messages::hint(hint).to_owned(),
            notes,
            alternatives: alternatives::of(&self.credentials, &code, status, hint),
            remedies: Vec::new(),
            code,
            elapsed_ms: exchange.timings.total_ms,
            exchange: is_shown.then(|| Box::new(exchange)),
        }
    }
}
