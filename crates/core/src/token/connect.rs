//! CONNECT: one token request, and the whole truth about it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use super::{
    ConnectError, Connection, Exchange, Options, Outcome, Stage, Trust, alternatives,
    answer::{Answer, Grant, Reading},
    mask::{Look, Mask, Secrets},
    proxy,
    request::{self, Request},
    seen,
    send::{Progress, Sending, milliseconds},
    tls::{self, Configuration},
    trouble::{self, Trouble},
    words,
};
use crate::{authorization::ClientCredentials, secret::Secret};

/// The longest code, token type or scope of a server that is shown, in characters.
const WORD_CHARACTERS: usize = 250;
/// The longest words of a server that are shown, in characters.
const WORDS_CHARACTERS: usize = 1_000;

/// Makes token requests; keeps what it trusts between them.
#[derive(Default)]
pub struct Client {
    kept: Mutex<Option<(Trust, Arc<Configuration>)>>,
}

/// Makes one token request with a client of its own: see [`Client::connect`].
pub async fn connect(credentials: &ClientCredentials, options: &Options) -> Outcome {
    Client::default().connect(credentials, options).await
}

impl Client {
    /// Requests a token and tells what happened. The token itself is wiped; dropping the future cancels the request.
    pub async fn connect(&self, credentials: &ClientCredentials, options: &Options) -> Outcome {
        self.request_token(credentials, options).await.0
    }

    /// Requests a token, tells what happened, and hands the token over where there is one.
    pub async fn request_token(&self, credentials: &ClientCredentials, options: &Options) -> (Outcome, Option<Secret>) {
        let start = Instant::now();
        let mut secrets = Secrets::default();
        request::hide(credentials, &mut secrets);
        if let Some(proxy) = &options.proxy {
            proxy.hide(&mut secrets);
        }
        let request = Request::new(credentials);
        let mut progress = Progress::default();
        let result = self.run(credentials, &request, options, start, &mut progress, &mut secrets).await;
        progress.timings.total_ms = milliseconds(start);
        self.forget_outdated_trust(&result);
        let mask = secrets.mask();
        let look = look(&result);
        let exchange = seen::exchange(&credentials.token_url, &request, options, &mut progress, &mask, look);
        let dress = Dress { credentials, mask: &mask, look, exchange, is_sent: progress.is_sent };
        match result {
            Ok(grant) => {
                let token = grant.access_token.clone();
                (Outcome::Connected(dress.connection(grant)), Some(token))
            }
            Err(trouble) => (Outcome::Failed(dress.error(trouble)), None),
        }
    }

    async fn run(
        &self,
        credentials: &ClientCredentials,
        request: &Request,
        options: &Options,
        start: Instant,
        progress: &mut Progress,
        secrets: &mut Secrets,
    ) -> Result<Grant, Trouble> {
        let by_proxy = options.proxy.as_ref().filter(|_| !credentials.token_url.is_https());
        let is_accepted = credentials.accept_cleartext || options.accept_cleartext_to_proxy;
        if by_proxy.is_some_and(|proxy| proxy.exposes(&credentials.token_url)) && !is_accepted {
            let message = "`proxy` is not on this machine: the secret would travel to it unencrypted.";
            return Err(Trouble::new(Stage::Input, "cleartext_refused", message));
        }
        let needs_tls = Sending::needs_tls(&credentials.token_url, options);
        let configuration = if needs_tls { Some(self.configuration(options)?) } else { None };
        let sending = Sending::new(credentials, request, options, start, configuration);
        let sent = sending.run(progress).await;
        let Some(received) = &progress.response else { return Err(sent.err().unwrap_or_else(trouble::closed)) };
        let asked: Vec<&str> = credentials.scopes.iter().map(crate::authorization::Scope::as_str).collect();
        let answer = Answer { status: received.status, headers: &received.headers, body: &received.body };
        let Reading { verdict, hidden, is_whole } = answer.read(&asked);
        for secret in &hidden.texts {
            secrets.add(secret.expose(), true);
        }
        if hidden.too_many {
            secrets.are_too_many();
        }
        sent?;
        match verdict {
            _ if by_proxy.is_some() && received.status == 407 => Err(proxy::unknown_user().of_proxy()),
            _ if progress.is_broken && !is_whole => Err(trouble::closed().with_status(received.status)),
            verdict => verdict,
        }
    }

    fn configuration(&self, options: &Options) -> Result<Arc<Configuration>, Trouble> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, configuration)) = kept.as_ref().filter(|(trust, _)| trust.is_same(&options.trust)) {
            return Ok(Arc::clone(configuration));
        }
        let configuration = Arc::new(tls::configuration(&options.trust)?);
        *kept = Some((options.trust.clone(), Arc::clone(&configuration)));
        Ok(configuration)
    }

    /// Reads the system's roots anew the next time, so that installing a root and trying again works.
    fn forget_outdated_trust(&self, result: &Result<Grant, Trouble>) {
        if result.as_ref().is_err_and(|trouble| trouble.stage == Stage::Tls) {
            *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

/// What is masked of an answer: where nobody could tell what it says, every word that may be a token.
fn look(result: &Result<Grant, Trouble>) -> Look {
    let is_understood = result.as_ref().err().is_none_or(|trouble| trouble.stage == Stage::Oauth);
    if is_understood { Look::Names } else { Look::Words }
}

/// Turns what happened into what people and programs read.
struct Dress<'a> {
    credentials: &'a ClientCredentials,
    mask: &'a Mask,
    look: Look,
    exchange: Exchange,
    is_sent: bool,
}

impl Dress<'_> {
    fn word(&self, text: &str) -> String {
        self.mask.line(text, WORD_CHARACTERS, Look::Secrets)
    }

    fn connection(mut self, grant: Grant) -> Connection {
        let is_asked = |text: &str| self.credentials.scopes.iter().any(|scope| scope.as_str() == text);
        let scope = |text: String| if is_asked(&text) { text } else { self.word(&text) };
        let scopes = grant.scopes.into_iter().map(scope).collect();
        let is_bearer = |text: &str| text.eq_ignore_ascii_case("bearer");
        let token_type = grant.token_type.map(|text| if is_bearer(&text) { text } else { self.word(&text) });
        self.exchange.support = seen::support("Connected.", &self.exchange);
        Connection {
            token_type,
            expires_in: grant.expires_in,
            scopes,
            missing_scopes: grant.missing_scopes,
            warnings: grant.warnings,
            elapsed_ms: self.exchange.timings.total_ms,
            received_at_ms: now_ms(),
            exchange: Box::new(self.exchange),
        }
    }

    fn error(mut self, trouble: Trouble) -> ConnectError {
        let hint = words::hint(trouble.stage, &trouble.code, trouble.http_status);
        let alternatives = alternatives::of(self.credentials, &trouble);
        let is_server_code = trouble.stage == Stage::Oauth && !words::is_registered(&trouble.code);
        let (code, message) = if is_server_code {
            let code = self.mask.code(&trouble.code, WORD_CHARACTERS);
            let message = words::oauth_message(&code);
            (code, message)
        } else {
            (trouble.code, trouble.message)
        };
        let message = trouble.wait.iter().fold(message, |message, wait| format!("{message} {wait}"));
        let wordy = |text: &str| self.mask.lines(text, WORDS_CHARACTERS, self.look).0;
        let server_words = trouble.words.as_deref().map(|text| wordy(text.trim()));
        let address = |text: &str| self.mask.line(text, WORDS_CHARACTERS, Look::Names);
        let error_uri = trouble.error_uri.as_deref().map(address);
        let redirect_target = trouble.redirect_target.as_deref().map(address);
        let said = server_words.as_deref().unwrap_or_default();
        let status = trouble.http_status.map(|status| format!(", status {status}")).unwrap_or_default();
        let verdict = format!("Not connected ({:?}, {code}{status}). {message}\n{said}", trouble.stage);
        self.exchange.support = seen::support(verdict.trim(), &self.exchange);
        ConnectError {
            stage: trouble.stage,
            code,
            http_status: trouble.http_status,
            message,
            server_words,
            error_uri,
            redirect_target,
            hint,
            hint_text: if trouble.is_proxys { words::PROXY_HINT } else { words::hint_text(hint) }.into(),
            alternatives,
            elapsed_ms: self.exchange.timings.total_ms,
            exchange: (self.is_sent || self.exchange.tls.is_some() || self.exchange.remote_address.is_some())
                .then(|| Box::new(self.exchange)),
        }
    }
}

fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default()
}
