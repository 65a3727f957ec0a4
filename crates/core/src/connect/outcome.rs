//! What CONNECT found out: a connection, or which stage failed, why, and what to try.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    code::{Code, Stage},
    detail::Detail,
    exchange::Exchange,
    hint::Hint,
    remedy::Remedy,
};
use crate::{
    authorization::{BasicEncoding, ClientAuthentication, Note},
    oauth::{SignedInUser, Warning},
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
    /// The sign-in; `None` for a client's own token.
    pub signed_in: Option<SignedInConnection>,
    /// From the start to the complete response, in milliseconds.
    pub elapsed_ms: f64,
    /// When the response was complete, in UTC milliseconds.
    pub received_at_ms: i64,
    /// What was sent and received, redacted.
    pub exchange: Box<Exchange>,
}

/// A user signed in. No token is in here.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct SignedInConnection {
    /// Who signed in, as the ID token says; `None` if there is none. Nothing is decided by it.
    pub user: Option<SignedInUser>,
    /// Whether the server issued a refresh token.
    pub has_refresh_token: bool,
    /// Seconds until the refresh token expires; `None` if the server doesn't say.
    pub refresh_expires_in: Option<u32>,
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
    /// Settings for servers that go their own way that the answer suggests.
    pub remedies: Vec<Remedy>,
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
