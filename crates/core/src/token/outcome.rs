//! What CONNECT found out: a connection, or which stage failed, why, and what to try.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Exchange;
use crate::authorization::{BasicEncoding, ClientAuthentication};

/// The verdict of a token request.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub enum Outcome {
    /// The server issued a token.
    Connected(Connection),
    /// It did not.
    Failed(ConnectError),
}

/// A token was issued; nothing here holds it.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct Connection {
    /// `token_type` as the server wrote it; none where it is missing.
    pub token_type: Option<String>,
    /// Seconds until the token expires; none where the server does not say.
    pub expires_in: Option<u32>,
    /// The granted scopes: the answer's, else those asked for (RFC 6749 §5.1).
    pub scopes: Vec<String>,
    /// Asked for and not granted.
    pub missing_scopes: Vec<String>,
    /// What is odd about the answer.
    pub warnings: Vec<Warning>,
    /// From the click to the whole answer, in milliseconds.
    pub elapsed_ms: f64,
    /// When the answer was there, in UTC milliseconds.
    pub received_at_ms: i64,
    /// What went over the wire, masked.
    pub exchange: Box<Exchange>,
}

/// What is odd about an answer that holds a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Warning {
    /// No `token_type`, which RFC 6749 §5.1 requires.
    TokenTypeMissing,
    /// A `token_type` other than Bearer.
    TokenTypeUnknown,
    /// `expires_in` is absurd and was clamped, or is no number and was left out.
    ExpiresInOdd,
    /// Fewer scopes than asked for.
    FewerScopes,
    /// More scopes than asked for.
    MoreScopes,
    /// A form-encoded answer instead of JSON.
    FormEncoded,
    /// The type header says something else than JSON.
    ContentTypeOdd,
    /// The server did not say `Cache-Control: no-store` (RFC 6749 §5.1).
    MayBeCached,
    /// The token came under a status other than 200.
    StatusOdd,
    /// A refresh token, which this grant should not get (RFC 6749 §4.4.3).
    RefreshToken,
}

/// Where a token request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Stage {
    /// What was asked for cannot be sent: `invalid_input`, `cleartext_refused`.
    Input,
    /// `dns`, `connect`, `timeout`, `connection_closed`.
    Network,
    /// `certificate_untrusted`, `certificate_expired`, `certificate_wrong_host`, `tls_failed`.
    Tls,
    /// `redirect_refused`, `http_status`, `bad_response`, `too_large`.
    Http,
    /// The server's own error value.
    Oauth,
    /// `not_json`, `no_access_token`, `bad_token_response`.
    Token,
}

/// Why no token came.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct ConnectError {
    /// Where it failed.
    pub stage: Stage,
    /// Why, by the words of the command line's contract; at stage `oauth` the server's own, cleaned.
    pub code: String,
    /// The status of the server's answer, where there was one.
    pub http_status: Option<u16>,
    /// What happened, in one English sentence; the page has its own texts by `stage` and `code`.
    pub message: String,
    /// The server's own words, cleaned and cut: `error_description`, else what its answer says; plain text.
    pub server_words: Option<String>,
    /// Where the server says more (`error_uri`), cleaned; never a link.
    pub error_uri: Option<String>,
    /// Where a redirect pointed, cleaned.
    pub redirect_target: Option<String>,
    /// What to try next.
    pub hint: Hint,
    /// The hint in English, for the command line.
    pub hint_text: String,
    /// Other ways of sending the same credentials that are worth a try.
    pub alternatives: Vec<Alternative>,
    /// From the click to the failure, in milliseconds.
    pub elapsed_ms: f64,
    /// What went over the wire, masked; none where nothing did.
    pub exchange: Option<Box<Exchange>>,
}

/// Another way of sending the same credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Alternative {
    /// Where the credentials go.
    pub client_authentication: ClientAuthentication,
    /// How a Basic header is written.
    pub basic_encoding: BasicEncoding,
}

/// What to try next; the page has a text for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Hint {
    /// Correct the field that is named.
    CorrectTheField,
    /// Use `https:` or accept that the secret travels in clear.
    UseHttps,
    /// Check the host name, the network and the VPN.
    CheckHostName,
    /// Check port, firewall and whether the server runs.
    CheckServerRuns,
    /// Try again; the server is slow or unreachable.
    TryAgain,
    /// The server closed the connection: check scheme and port.
    CheckSchemeAndPort,
    /// The certificate's issuer is not trusted by this machine.
    TrustTheIssuer,
    /// The certificate is out of its dates: tell the server's owner, check this machine's clock.
    CheckClockOrRenew,
    /// The certificate is for another name: check the host name.
    CheckCertificateName,
    /// TLS failed: the server may want other versions, or no TLS.
    CheckTls,
    /// Enter the address that the server redirects to.
    UseRedirectTarget,
    /// Check the Token URL: nothing there answers as a token endpoint.
    CheckTokenUrl,
    /// The server failed: try later, tell its owner.
    ServerFailed,
    /// Slow down and try later (429, `Retry-After`).
    TooManyRequests,
    /// Check Client ID and Client Secret, or send them the other way.
    CheckCredentials,
    /// The client may not use this grant: ask the API provider.
    AskForGrant,
    /// The server does not know the grant type at this address.
    GrantUnsupported,
    /// Check the scopes.
    CheckScopes,
    /// Check the request: a parameter is missing or refused.
    CheckParameters,
    /// Check audience and resource.
    CheckTarget,
    /// The server's words say what it wants.
    ReadServerWords,
}
