//! What went over the wire, with every secret and token masked: what *Show exchange* draws.

use serde::Serialize;
use ts_rs::TS;

/// A request and its answer, masked.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct Exchange {
    /// The request as it was sent.
    pub request: RequestSeen,
    /// The answer as it came; none where none did.
    pub response: Option<ResponseSeen>,
    /// How long each stage took.
    pub timings: Timings,
    /// The encryption; none for `http:` or where it did not come to it.
    pub tls: Option<TlsSeen>,
    /// The address that answered, as `host:port`.
    pub remote_address: Option<String>,
    /// The request as a `curl` command with the secret as a variable.
    pub curl: String,
    /// Everything above as plain text, for a support request.
    pub support: String,
}

/// A header as it went or came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HeaderLine {
    /// The header's name.
    pub name: String,
    /// The header's value, masked and cleaned.
    pub value: String,
}

/// The request as it was sent.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct RequestSeen {
    /// The method: `POST`.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// Path and query as they stand in the first line.
    pub target: String,
    /// Every header, in order.
    pub headers: Vec<HeaderLine>,
    /// The body, masked.
    pub body: String,
}

/// The answer as it came.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct ResponseSeen {
    /// The status.
    pub status: u16,
    /// The reason phrase, cleaned.
    pub reason: String,
    /// `HTTP/1.1` or `HTTP/1.0`.
    pub version: String,
    /// Every header, in order.
    pub headers: Vec<HeaderLine>,
    /// The body, masked, cleaned and cut.
    pub body: String,
    /// Size of the body as it came, in bytes.
    pub body_bytes: u32,
    /// Whether `body` is cut.
    pub cut: bool,
}

/// How long each stage took, in milliseconds; none where it did not come to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Timings {
    /// Looking the host's name up.
    pub dns_ms: Option<f64>,
    /// Opening the connection.
    pub connect_ms: Option<f64>,
    /// The TLS handshake.
    pub tls_ms: Option<f64>,
    /// From the request to the first byte of the answer.
    pub first_byte_ms: Option<f64>,
    /// The rest of the answer.
    pub body_ms: Option<f64>,
    /// All together.
    pub total_ms: f64,
}

/// The encryption of a connection.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct TlsSeen {
    /// `TLS 1.3` or `TLS 1.2`.
    pub version: String,
    /// The cipher suite's registry name.
    pub cipher: String,
    /// The chain as the server sent it, its own certificate first.
    pub certificates: Vec<CertificateSeen>,
}

/// A certificate of a chain.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct CertificateSeen {
    /// Whom it is for.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The names it is valid for.
    pub names: Vec<String>,
    /// Valid from, in UTC milliseconds.
    pub not_before_ms: i64,
    /// Valid until, in UTC milliseconds.
    pub not_after_ms: i64,
    /// SHA-256 fingerprint, in hex.
    pub sha256: String,
}
