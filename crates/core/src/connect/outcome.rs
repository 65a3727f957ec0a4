//! What CONNECT found out: a connection, or which stage failed, why, and what to try.

use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

use super::{Detail, Exchange, Hint};
use crate::{
    authorization::{BasicEncoding, ClientAuthentication, Note},
    oauth::{Warning, token_response::is_registered},
};

/// The outcome of a token request.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub enum Outcome {
    /// The server issued a token.
    Connected(Connection),
    /// It didn't.
    Failed(ConnectFailure),
}

/// A token was issued. The token itself isn't in here.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Connection {
    /// `token_type` as the server wrote it; `None` if it is missing.
    pub token_type: Option<String>,
    /// Seconds until the token expires; `None` if the server doesn't say.
    pub expires_in: Option<u32>,
    /// The granted scopes: the response's, else the requested ones (RFC 6749, section 5.1).
    pub scopes: Vec<String>,
    /// The scopes that were requested and not granted.
    pub missing_scopes: Vec<String>,
    /// What is unusual about the response.
    pub warnings: Vec<Warning>,
    /// From the start to the complete response, in milliseconds.
    pub elapsed_ms: f64,
    /// When the response was complete, in UTC milliseconds.
    pub received_at_ms: i64,
    /// What was sent and received, redacted.
    pub exchange: Box<Exchange>,
}

/// The stage at which a token request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Stage {
    /// The request can't be sent.
    Input,
    /// The server can't be reached.
    Network,
    /// The encrypted connection can't be set up.
    Tls,
    /// The response is an error or isn't usable HTTP.
    Http,
    /// The response is an OAuth error (RFC 6749, section 5.2).
    Oauth,
    /// The response is a success without a usable token.
    Token,
}

/// Why a token request failed, as the command line documents it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A field can't be sent.
    InvalidInput,
    /// The secret would travel unencrypted.
    CleartextRefused,
    /// The host name has no address.
    Dns,
    /// No connection to the address.
    Connect,
    /// A time limit passed.
    Timeout,
    /// The connection ended before the response was complete.
    ConnectionClosed,
    /// The certificate isn't trusted.
    CertificateUntrusted,
    /// The certificate is expired or not yet valid.
    CertificateExpired,
    /// The certificate is for another host name.
    CertificateWrongHost,
    /// The handshake failed.
    TlsFailed,
    /// The server redirects.
    RedirectRefused,
    /// An error status.
    HttpStatus,
    /// The response isn't valid HTTP.
    BadResponse,
    /// The response exceeds a limit.
    TooLarge,
    /// The response isn't JSON.
    NotJson,
    /// The response contains no access token.
    NoAccessToken,
    /// The token response can't be used.
    BadTokenResponse,
    /// The token is of a type that can't be used.
    UnsupportedTokenType,
    /// The server's own `error` value, cleaned.
    Server(String),
}

impl Code {
    /// Returns the code as the command line and the page get it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::CleartextRefused => "cleartext_refused",
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::ConnectionClosed => "connection_closed",
            Self::CertificateUntrusted => "certificate_untrusted",
            Self::CertificateExpired => "certificate_expired",
            Self::CertificateWrongHost => "certificate_wrong_host",
            Self::TlsFailed => "tls_failed",
            Self::RedirectRefused => "redirect_refused",
            Self::HttpStatus => "http_status",
            Self::BadResponse => "bad_response",
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
            Self::NoAccessToken => "no_access_token",
            Self::BadTokenResponse => "bad_token_response",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::Server(code) => code,
        }
    }

    /// Returns the code as the log of attempts keeps it: `oauth_error` for a server's own word, which might contain anything.
    #[must_use]
    pub fn as_logged(&self) -> &str {
        match self {
            Self::Server(code) if !is_registered(code) => "oauth_error",
            code => code.as_str(),
        }
    }

    /// Returns the stage that a code belongs to.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self {
            Self::InvalidInput | Self::CleartextRefused => Stage::Input,
            Self::Dns | Self::Connect | Self::Timeout | Self::ConnectionClosed => Stage::Network,
            Self::CertificateUntrusted | Self::CertificateExpired | Self::CertificateWrongHost | Self::TlsFailed => {
                Stage::Tls
            }
            Self::RedirectRefused | Self::HttpStatus | Self::BadResponse | Self::TooLarge => Stage::Http,
            Self::NotJson | Self::NoAccessToken | Self::BadTokenResponse | Self::UnsupportedTokenType => Stage::Token,
            Self::Server(_) => Stage::Oauth,
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Stage {
    /// Returns the word that the page and the log of attempts have for a stage.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Network => "network",
            Self::Tls => "tls",
            Self::Http => "http",
            Self::Oauth => "oauth",
            Self::Token => "token",
        }
    }

    /// Whether a failure at this stage shows that a configuration no longer works. An outage shows nothing about it.
    #[must_use]
    pub fn disproves(self) -> bool {
        matches!(self, Self::Oauth | Self::Http | Self::Token)
    }
}

/// Why no token was issued.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ConnectFailure {
    /// Where it failed.
    pub stage: Stage,
    /// Why.
    #[ts(type = "string")]
    pub code: Code,
    /// The key of the title in the catalogue of messages.
    pub title: String,
    /// What is known beyond the code.
    pub details: Vec<Detail>,
    /// Title and details in English sentences, for the command line.
    pub message: String,
    /// The status of the response, if there was one.
    pub http_status: Option<u16>,
    /// The server's own words as plain text, redacted and cut.
    pub server_message: Option<String>,
    /// Where the server says more (`error_uri`), redacted; never a link.
    pub error_uri: Option<String>,
    /// Where a redirect points, as an absolute address if it can be resolved; redacted.
    pub redirect_target: Option<String>,
    /// What to try next.
    pub hint: Hint,
    /// The hint in English, for the command line.
    pub hint_text: String,
    /// What looks wrong about the credentials that the server rejected.
    pub notes: Vec<Note>,
    /// Other ways of sending the same credentials that are worth trying.
    pub alternatives: Vec<Alternative>,
    /// From the start to the failure, in milliseconds.
    pub elapsed_ms: f64,
    /// What was sent and received, redacted; `None` if nothing was.
    pub exchange: Option<Box<Exchange>>,
}

/// Another way of sending the same credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Alternative {
    /// Where the credentials are sent.
    pub client_authentication: ClientAuthentication,
    /// How a Basic header is written.
    pub basic_encoding: BasicEncoding,
}
