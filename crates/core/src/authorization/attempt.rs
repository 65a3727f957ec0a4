//! What the log of attempts keeps of a CONNECT: when it was, what came of it and how long each stage took. Nothing secret.

use serde::Serialize;
use ts_rs::TS;

/// An attempt as it is logged.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attempt {
    /// When it ended, in UTC milliseconds.
    pub(crate) at_ms: i64,
    /// Why it failed; `None` for a success.
    pub(crate) failure: Option<AttemptFailure>,
    /// The status of the response, if there was one.
    pub(crate) http_status: Option<u16>,
    /// Looking up the host name, in milliseconds; like the next four, `None` for a stage that wasn't needed or reached.
    pub(crate) dns_ms: Option<f64>,
    /// Opening the connection.
    pub(crate) connect_ms: Option<f64>,
    /// The TLS handshake.
    pub(crate) tls_ms: Option<f64>,
    /// From the open connection to the head of the response.
    pub(crate) first_byte_ms: Option<f64>,
    /// The rest of the response.
    pub(crate) body_ms: Option<f64>,
    /// Everything together.
    pub(crate) total_ms: f64,
}

/// Why a logged attempt failed: words of our own or of a specification, never a server's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttemptFailure {
    /// The stage at which it failed.
    pub(crate) stage: &'static str,
    /// The code of the failure.
    pub(crate) code: String,
}

/// The last attempt of an environment, as the log has it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct LastAttempt {
    /// When it ended, in UTC milliseconds.
    pub at_ms: i64,
    /// The stage at which it failed, as `Stage` names it; `None` for a success.
    pub stage: Option<String>,
    /// Why it failed: a code of ours, a registered OAuth error code, or `oauth_error` for any other; `None` for a success.
    pub code: Option<String>,
    /// From the start to the outcome, in milliseconds.
    pub total_ms: f64,
}
