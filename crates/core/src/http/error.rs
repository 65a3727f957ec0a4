//! Why an exchange failed: one typed error, sorted from what the libraries report by type and never by text.

use std::{error::Error as StdError, io, time::Duration};

use rustls::CertificateError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an exchange was waiting for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Phase {
    /// Looking up the host name.
    #[default]
    LookUp,
    /// Opening the connection, through the proxy if there is one.
    Connecting,
    /// The TLS handshake.
    Handshake,
    /// The head of the response.
    Waiting,
    /// The body of the response.
    Reading,
}

/// Why an exchange failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The host name has no address.
    NameNotFound,
    /// No connection to the address.
    NotConnected(ConnectProblem),
    /// A time limit passed.
    TimedOut {
        /// What the exchange was waiting for.
        phase: Phase,
        /// The limit.
        limit: Duration,
    },
    /// The connection ended before the response was complete.
    Closed,
    /// The certificate was rejected.
    Certificate(CertificateProblem),
    /// The TLS handshake failed for another reason.
    Tls(TlsProblem),
    /// The response isn't valid HTTP, or its body can't be decoded.
    BadResponse(ResponseProblem),
    /// The response is larger than the limit.
    TooLarge(TooLarge),
    /// The request can't be written as HTTP: the name of the part.
    BadRequest(&'static str),
}

/// Why there is no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectProblem {
    /// Nothing accepts connections at the address and port.
    Refused,
    /// There is no route to the address.
    Unreachable,
    /// This machine doesn't permit the connection.
    NotPermitted,
    /// The proxy rejected its user, or asks for one (407).
    ProxyAuthentication,
    /// The proxy answered with another status than success.
    ProxyStatus(u16),
    /// The proxy's answer isn't the protocol that it was asked in.
    ProxyProtocol,
    /// Anything else.
    Other,
}

/// Why a certificate was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateProblem {
    /// Its validity has ended.
    Expired,
    /// Its validity hasn't begun.
    NotYetValid,
    /// It is for other host names.
    WrongHost,
    /// It was revoked.
    Revoked,
    /// It is its own issuer, and isn't trusted.
    SelfSigned,
    /// Its issuer isn't trusted.
    UnknownIssuer,
    /// It can't be verified for another reason.
    Unverifiable,
}

/// Why a TLS handshake failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsProblem {
    /// The server ended the handshake with this alert (RFC 8446, section 6.2).
    Alert(String),
    /// The server wants a client certificate.
    ClientCertificateRequired,
    /// What answers at the port doesn't speak TLS.
    NotTls,
    /// The server offers no version or cipher suite that is still secure.
    Incompatible,
    /// Anything else.
    Other,
}

/// What is wrong with a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseProblem {
    /// It isn't HTTP, or its head is malformed.
    NotHttp,
    /// It came before the request.
    Early,
    /// The framing of its body is malformed.
    Body,
    /// Its content coding is damaged.
    Coding,
    /// Its content coding wasn't asked for and is unknown.
    UnknownCoding,
    /// It is encoded too many times over.
    TooManyCodings,
}

/// What of a response is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// Its head.
    Head,
    /// Its body: the limit in bytes.
    Body(usize),
}

/// Why an exchange failed, and who is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The proxy failed, not the server.
    pub is_proxys: bool,
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, is_proxys: false }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.kind)
    }
}

impl StdError for Error {}

impl Error {
    /// Whether the encryption failed, or a certificate was rejected.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        matches!(self.kind, ErrorKind::Certificate(_) | ErrorKind::Tls(_))
    }

    /// Returns the time limit that passed, if one did.
    pub(crate) fn time_limit(&self) -> Option<Duration> {
        if let ErrorKind::TimedOut { limit, .. } = self.kind { Some(limit) } else { None }
    }

    /// Blames the proxy.
    pub(super) fn of_proxy(self) -> Self {
        Self { is_proxys: true, ..self }
    }

    /// Sorts an error of the libraries below by the types in its chain of causes; `None` if no cause has a known type.
    pub(super) fn find_in(error: &(dyn StdError + 'static)) -> Option<Self> {
        let mut next = Some(error);
        // What an outer error says if none of its causes says more.
        let mut vague = None;
        while let Some(error) = next {
            if let Some(own) = error.downcast_ref::<Self>() {
                return Some(own.clone());
            }
            if let Some(kind) = kind_of(error) {
                return Some(kind.into());
            }
            vague = vague.or_else(|| vague_kind_of(error));
            // An `io::Error` hides what it wraps from `source`.
            next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        vague.map(Self::from)
    }
}

fn kind_of(error: &(dyn StdError + 'static)) -> Option<ErrorKind> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(of_tls(error));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return of_http(error);
    }
    error.downcast_ref::<io::Error>().and_then(of_io)
}

/// What an error whose cause may be known better means by itself: a request that was canceled because of what the server sent before
/// it, and an `io::Error` around words, which is how hyper reports a malformed body and tokio-rustls the end of a handshake.
fn vague_kind_of(error: &(dyn StdError + 'static)) -> Option<ErrorKind> {
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return (error.is_canceled() || error.is_closed()).then_some(ErrorKind::Closed);
    }
    match error.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Some(ErrorKind::BadResponse(ResponseProblem::Body)),
        io::ErrorKind::UnexpectedEof => Some(ErrorKind::Closed),
        _ => None,
    }
}

fn of_http(error: &hyper::Error) -> Option<ErrorKind> {
    if error.is_parse_too_large() {
        Some(ErrorKind::TooLarge(TooLarge::Head))
    } else if error.is_parse() || error.is_parse_status() || error.is_user() {
        Some(ErrorKind::BadResponse(ResponseProblem::NotHttp))
    } else if error.is_canceled() || error.is_closed() {
        // See `vague_kind_of`.
        None
    } else if error.is_incomplete_message() {
        Some(ErrorKind::Closed)
    } else {
        // "The server spoke before it was asked" has neither a predicate nor a cause.
        error.source().is_none().then_some(ErrorKind::BadResponse(ResponseProblem::Early))
    }
}

fn of_io(error: &io::Error) -> Option<ErrorKind> {
    use io::ErrorKind as K;
    if error.get_ref().is_some() {
        return None;
    }
    let not_connected = |problem| Some(ErrorKind::NotConnected(problem));
    match error.kind() {
        K::ConnectionRefused => not_connected(ConnectProblem::Refused),
        K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown | K::AddrNotAvailable => {
            not_connected(ConnectProblem::Unreachable)
        }
        K::PermissionDenied => not_connected(ConnectProblem::NotPermitted),
        K::InvalidData | K::InvalidInput => Some(ErrorKind::BadResponse(ResponseProblem::Body)),
        K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe | K::UnexpectedEof | K::NotConnected => {
            Some(ErrorKind::Closed)
        }
        _ => None,
    }
}

fn of_tls(error: &rustls::Error) -> ErrorKind {
    use rustls::AlertDescription as Alert;
    match error {
        rustls::Error::InvalidCertificate(reason) => ErrorKind::Certificate(of_certificate(reason)),
        rustls::Error::AlertReceived(Alert::CertificateRequired) => {
            ErrorKind::Tls(TlsProblem::ClientCertificateRequired)
        }
        rustls::Error::AlertReceived(alert) => {
            ErrorKind::Tls(TlsProblem::Alert(registered(alert.as_str().unwrap_or("unknown"))))
        }
        rustls::Error::InvalidMessage(_) => ErrorKind::Tls(TlsProblem::NotTls),
        rustls::Error::PeerIncompatible(_) => ErrorKind::Tls(TlsProblem::Incompatible),
        _ => ErrorKind::Tls(TlsProblem::Other),
    }
}

/// Returns an alert's name as RFC 8446 writes it: `handshake_failure` for `HandshakeFailure`.
fn registered(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut follows_lower = false;
    for character in name.chars() {
        if follows_lower && character.is_ascii_uppercase() {
            snake.push('_');
        }
        follows_lower = character.is_ascii_lowercase();
        snake.push(character.to_ascii_lowercase());
    }
    snake
        .replace("unrecognised", "unrecognized")
        .replace("unknownca", "unknown_ca")
        .replace("pskidentity", "psk_identity")
}

fn of_certificate(reason: &CertificateError) -> CertificateProblem {
    use CertificateError as C;
    match reason {
        C::Expired | C::ExpiredContext { .. } => CertificateProblem::Expired,
        C::NotValidYet | C::NotValidYetContext { .. } => CertificateProblem::NotYetValid,
        C::NotValidForName | C::NotValidForNameContext { .. } => CertificateProblem::WrongHost,
        C::Revoked => CertificateProblem::Revoked,
        C::UnknownIssuer => CertificateProblem::UnknownIssuer,
        _ => CertificateProblem::Unverifiable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_found_below_whatever_wraps_it() {
        let inner = io::Error::other(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer));
        let outer = io::Error::other(inner);
        let expected = ErrorKind::Certificate(CertificateProblem::UnknownIssuer);
        assert_eq!(Error::find_in(&outer), Some(expected.into()));
        assert_eq!(Error::find_in(&io::Error::other("words")), None);
    }

    #[test]
    fn an_error_around_words_is_sorted_by_its_kind_if_no_cause_says_more() {
        let around = |kind, cause: io::Error| Error::find_in(&io::Error::new(kind, cause)).map(|error| error.kind);
        let words = || io::Error::other("words");
        assert_eq!(around(io::ErrorKind::InvalidInput, words()), Some(ErrorKind::BadResponse(ResponseProblem::Body)));
        assert_eq!(around(io::ErrorKind::UnexpectedEof, words()), Some(ErrorKind::Closed));
        assert_eq!(around(io::ErrorKind::Other, words()), None);
        let refused = io::ErrorKind::ConnectionRefused.into();
        let expected = ErrorKind::NotConnected(ConnectProblem::Refused);
        assert_eq!(around(io::ErrorKind::InvalidInput, refused), Some(expected));
    }

    #[test]
    fn an_alert_is_named_as_in_the_standard() {
        use rustls::AlertDescription as Alert;
        for (alert, expected) in [
            (Alert::HandshakeFailure, "handshake_failure"),
            (Alert::UnrecognisedName, "unrecognized_name"),
            (Alert::UnknownCA, "unknown_ca"),
            (Alert::UnknownPSKIdentity, "unknown_psk_identity"),
            (Alert::ProtocolVersion, "protocol_version"),
        ] {
            assert_eq!(registered(alert.as_str().unwrap()), expected);
        }
    }

    #[test]
    fn a_reset_is_an_end_and_a_refusal_is_no_connection() {
        for (kind, expected) in [
            (io::ErrorKind::ConnectionReset, ErrorKind::Closed),
            (io::ErrorKind::ConnectionRefused, ErrorKind::NotConnected(ConnectProblem::Refused)),
            (io::ErrorKind::NetworkUnreachable, ErrorKind::NotConnected(ConnectProblem::Unreachable)),
        ] {
            assert_eq!(Error::find_in(&io::Error::from(kind)), Some(expected.into()));
        }
    }
}
