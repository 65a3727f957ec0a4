//! What came of a token request that was sent: the outcome, as it may be shown, and the tokens.

use super::{
    Attempted, Code, Concluded, ConnectFailure, Connection, Detail, Exchange, OfUser, Outcome, Remedy,
    SignedInConnection, alternatives, clock::now_ms, error::Error, exchange, messages, proof, remedies,
    response_secrets, sign_in, support, verdict,
};
use crate::{
    authorization::{Field, Note, Scope},
    http::Sent,
    oauth::{
        Origin, Warning,
        grant::Grant,
        jwt::Jwt,
        token_response::{self, Requested, TokenResponse},
    },
    redact::{self, Redactor, plain_text, plain_text_line, shown_words},
    secret::Secret,
};

/// The longest message of a server that is shown, in characters.
const MESSAGE_CHARACTERS: usize = 1_000;
/// The longest scope or token type that is shown, in characters.
const WORD_CHARACTERS: usize = 250;

impl Attempted {
    /// Reads the response and decides the outcome.
    #[must_use]
    pub fn conclude(self) -> Concluded {
        let requested: Vec<&str> = self.credentials.scopes.iter().map(Scope::as_str).collect();
        let nothing = Sent::default();
        let sent = self.sent.as_ref().unwrap_or(&nothing);
        let requested = self.requested(&requested);
        let reading = sent.response.as_ref();
        let reading = reading.map(|response| token_response::read(response, requested, &self.credentials.token_member));
        let redactor = response_secrets::added(&self.redactor, &self.credentials, sent.response.as_ref());
        let result = match &self.sent {
            Ok(sent) => verdict::decide(&self.credentials, sent, reading, self.proxy.as_ref(), &redactor),
            Err(error) => Err(error.clone()),
        };
        let result = result.and_then(|response| {
            let of_user = self.grant.is_users().then(|| sign_in::of_user(&self.credentials, &self.grant, &response));
            Ok((response, of_user.transpose()?))
        });
        let exchange = exchange::shown(&self.credentials, &self.request, &self.options, sent, &redactor);
        let raw = sent.response.as_ref().map(|response| Secret::new(response.text().to_owned()));
        match result {
            Ok((response, of_user)) => {
                let token = response.access_token.clone();
                let jwt_expires_at_ms = Jwt::read(token.expose()).and_then(|jwt| jwt.date_ms("exp"));
                let outcome = Outcome::Connected(self.connection(response, of_user.as_ref(), exchange, &redactor));
                Concluded { outcome, token: Some(token), jwt_expires_at_ms, of_user, is_sent: true, rescued: None, raw }
            }
            Err(mut error) => {
                let is_refresh = matches!(self.grant, Grant::Refresh { .. });
                // What is another user's isn't kept for this one.
                let is_others = matches!(error.code, Code::Server(_) | Code::IdTokenMismatch);
                let rescued = sent.response.as_ref().filter(|_| is_refresh && !is_others);
                let rescued = rescued
                    .and_then(|response| token_response::refresh_token(response, &self.credentials.token_member));
                sign_in::explain(&mut error, &self.grant, self.is_users(), self.is_for_device);
                proof::explain(&mut error, &self.credentials, sent.response.as_ref(), now_ms());
                let is_shown = sent.is_sent || sent.tls.is_some() || sent.remote_address.is_some();
                let remedies = remedies::of(&self.credentials, &error, sent.response.as_ref(), &redactor);
                let is_possible =
                    |remedy: &Remedy| !(self.is_for_device || self.is_users() && *remedy == Remedy::GrantTypeValue);
                let remedies: Vec<_> = remedies.into_iter().filter(is_possible).collect();
                error.hint = remedies::hint(error.hint, &remedies);
                let failure = self.failure(*error, exchange, is_shown, &redactor);
                let failure = ConnectFailure { remedies, ..failure };
                Concluded {
                    outcome: Outcome::Failed(failure),
                    token: None,
                    jwt_expires_at_ms: None,
                    of_user: None,
                    is_sent: sent.is_sent,
                    rescued,
                    raw,
                }
            }
        }
    }

    /// Whether a user signs in.
    fn is_users(&self) -> bool {
        self.credentials.grant_type.signs_in()
    }

    /// What the token was requested with, as far as the response depends on it.
    pub(super) fn requested<'a>(&self, scopes: &'a [&'a str]) -> Requested<'a> {
        let is_refresh = matches!(self.grant, Grant::Refresh { .. });
        Requested { scopes, binds: self.credentials.dpop.is_some(), is_users: self.grant.is_users(), is_refresh }
    }

    fn connection(
        &self,
        response: TokenResponse,
        of_user: Option<&OfUser>,
        mut exchange: Exchange,
        redactor: &Redactor,
    ) -> Connection {
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
            signed_in: of_user.map(|of_user| SignedInConnection {
                user: of_user.user.clone(),
                has_refresh_token: of_user.refresh_token.is_some(),
                refresh_expires_in: of_user.refresh_expires_in_s,
            }),
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
            () if self.is_users() && code.as_str() == "unsupported_grant_type" => "own_grant_unsupported",
            () if self.is_users() && code.as_str() == "unauthorized_client" => "users_grant_unauthorized",
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
            // The grant was rejected, and not the client.
            alternatives: if self.is_users() && !is_client_rejected(&code) {
                Vec::new()
            } else {
                alternatives::of(&self.credentials, &code, status, hint)
            },
            remedies: Vec::new(),
            code,
            elapsed_ms: exchange.timings.total_ms,
            exchange: is_shown.then(|| Box::new(exchange)),
        }
    }
}

/// Whether a server says that it rejected the client.
fn is_client_rejected(code: &Code) -> bool {
    matches!(code, Code::Server(code) if code == "invalid_client") || *code == Code::HttpStatus
}
