//! Why no token came, and the sorting of what the libraries below report: by type, never by text.

use std::{error::Error, io};

use rustls::CertificateError;

use super::Stage;

/// Why no token came, before it is dressed up for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) stage: Stage,
    pub(super) code: String,
    pub(super) http_status: Option<u16>,
    pub(super) message: String,
    /// The server's own words, as they came.
    pub(super) words: Option<Box<str>>,
    pub(super) error_uri: Option<Box<str>>,
    pub(super) redirect_target: Option<Box<str>>,
    /// How long the server asks to wait, in words.
    pub(super) wait: Option<Box<str>>,
    /// It is the proxy's trouble, not the server's.
    pub(super) is_proxys: bool,
}

impl Trouble {
    pub(super) fn new(stage: Stage, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            stage,
            code: code.into(),
            http_status: None,
            message: message.into(),
            words: None,
            error_uri: None,
            redirect_target: None,
            wait: None,
            is_proxys: false,
        }
    }

    pub(super) fn network(code: &str, message: impl Into<String>) -> Self {
        Self::new(Stage::Network, code, message)
    }

    pub(super) fn http(code: &str, message: impl Into<String>) -> Self {
        Self::new(Stage::Http, code, message)
    }

    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.http_status = Some(status);
        self
    }

    pub(super) fn with_words(mut self, words: impl Into<Box<str>>) -> Self {
        self.words = Some(words.into()).filter(|words| !words.trim().is_empty());
        self
    }

    /// Says that it is the proxy's trouble.
    pub(super) fn of_proxy(mut self) -> Self {
        let message = self.message.replace("The server", "The proxy").replace("the server", "the proxy");
        self.message = match self.code.as_str() {
            "dns" => "The proxy's host name was not found.".to_owned(),
            "connect" | "timeout" if !message.contains("proxy") => format!("The proxy cannot be reached. {message}"),
            _ => message,
        };
        self.is_proxys = true;
        self
    }

    /// Sorts an error of the connection, of TLS or of HTTP.
    pub(super) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(trouble) = of_one(error) {
                return trouble;
            }
            next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        closed()
    }
}

fn of_one(error: &(dyn Error + 'static)) -> Option<Trouble> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(of_tls(error));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return of_http(error);
    }
    error.downcast_ref::<io::Error>().and_then(of_io)
}

fn of_http(error: &hyper::Error) -> Option<Trouble> {
    if error.is_parse_too_large() {
        Some(head_too_large())
    } else if error.is_parse() || error.is_user() {
        Some(Trouble::http("bad_response", "What answers there is not HTTP, or its HTTP is broken."))
    } else if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
        Some(closed())
    } else {
        None
    }
}

fn of_io(error: &io::Error) -> Option<Trouble> {
    use io::ErrorKind::{
        AddrNotAvailable, ConnectionRefused, FileTooLarge, HostUnreachable, InvalidData, InvalidInput, NetworkDown,
        NetworkUnreachable, PermissionDenied, TimedOut,
    };
    if error.get_ref().is_some_and(<dyn Error + Send + Sync>::is::<rustls::Error>) {
        return None;
    }
    let connect = |message: &str| Some(Trouble::network("connect", message));
    match error.kind() {
        ConnectionRefused => connect("Nothing accepts connections at this address and port."),
        HostUnreachable | NetworkUnreachable | NetworkDown | AddrNotAvailable => {
            connect("There is no way to this address.")
        }
        PermissionDenied => connect("This machine does not allow the connection."),
        FileTooLarge => Some(head_too_large()),
        TimedOut => Some(Trouble::network("timeout", "The connection fell silent.")),
        InvalidData | InvalidInput => {
            Some(Trouble::http("bad_response", "The body of the server's answer is broken HTTP."))
        }
        _ => None,
    }
}

fn head_too_large() -> Trouble {
    Trouble::http("too_large", "The head of the server's answer is too large.")
}

pub(super) fn closed() -> Trouble {
    Trouble::network("connection_closed", "The server closed the connection before its answer was whole.")
}

fn of_tls(error: &rustls::Error) -> Trouble {
    use CertificateError as C;
    let tls = |code: &str, message: &str| Trouble::new(Stage::Tls, code, message);
    match error {
        rustls::Error::InvalidCertificate(reason) => match reason {
            C::Expired | C::ExpiredContext { .. } => {
                tls("certificate_expired", "The server's certificate has expired, or this machine's clock is wrong.")
            }
            C::NotValidYet | C::NotValidYetContext { .. } => tls(
                "certificate_expired",
                "The server's certificate is not valid yet, or this machine's clock is wrong.",
            ),
            C::NotValidForName | C::NotValidForNameContext { .. } => {
                tls("certificate_wrong_host", "The server's certificate is for another host name.")
            }
            C::Revoked => tls("certificate_untrusted", "The server's certificate was revoked."),
            C::UnknownIssuer => {
                tls("certificate_untrusted", "This machine does not trust who issued the server's certificate.")
            }
            _ => tls("certificate_untrusted", "The server's certificate cannot be verified."),
        },
        rustls::Error::AlertReceived(alert) => {
            let name = alert.as_str().unwrap_or("unknown");
            tls("tls_failed", &format!("The server refused the TLS connection (alert `{name}`)."))
        }
        rustls::Error::InvalidMessage(_) => tls("tls_failed", "What answers there does not speak TLS."),
        rustls::Error::PeerIncompatible(_) => {
            tls("tls_failed", "The server offers no TLS version or cipher that is still safe.")
        }
        _ => tls("tls_failed", "The TLS connection failed."),
    }
}
