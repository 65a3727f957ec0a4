//! Why a token request failed, and at which stage.

use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

use crate::oauth_codes::is_registered;

/// The stage at which a token request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Stage {
    /// The request can't be sent.
    Input,
    /// The user didn't sign in, or the browser brought something else.
    SignIn,
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
    /// Nobody signed in in time.
    SignInTimedOut,
    /// The user, or the server, refused.
    SignInDenied,
    /// Only answers to other requests came.
    StateMismatch,
    /// Another server answered than the one that was asked (RFC 9207).
    IssuerMismatch,
    /// The browser's answer has neither a code nor an error.
    BadRedirect,
    /// Another program uses the port of the Redirect URL.
    PortInUse,
    /// The response to the request for a code for another device can't be used.
    BadDeviceResponse,
    /// The ID token is for another client or another sign-in.
    IdTokenMismatch,
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
            Self::SignInTimedOut => "sign_in_timed_out",
            Self::SignInDenied => "access_denied",
            Self::StateMismatch => "state_mismatch",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::BadRedirect => "bad_redirect",
            Self::PortInUse => "port_in_use",
            Self::BadDeviceResponse => "bad_device_response",
            Self::IdTokenMismatch => "id_token_mismatch",
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

    /// Returns the code of a failure on the way to a response, by its name.
    pub(super) fn of_way(name: &str) -> Option<Self> {
        let codes = [
            Self::InvalidInput,
            Self::Dns,
            Self::Connect,
            Self::Timeout,
            Self::ConnectionClosed,
            Self::CertificateUntrusted,
            Self::CertificateExpired,
            Self::CertificateWrongHost,
            Self::TlsFailed,
            Self::BadResponse,
            Self::TooLarge,
        ];
        codes.into_iter().find(|code| code.as_str() == name)
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
            Self::NotJson
            | Self::NoAccessToken
            | Self::BadTokenResponse
            | Self::UnsupportedTokenType
            | Self::BadDeviceResponse
            | Self::IdTokenMismatch => Stage::Token,
            Self::SignInTimedOut
            | Self::SignInDenied
            | Self::StateMismatch
            | Self::IssuerMismatch
            | Self::BadRedirect
            | Self::PortInUse => Stage::SignIn,
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
            Self::SignIn => "sign_in",
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
