//! The proxy that a request goes through: its address, and the tunnel through it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::{Host, Url};

use super::{form::percent_decode, mask::Secrets, stream::Stream, trouble::Trouble};
use crate::{authorization::TokenUrl, secret::Secret};

/// The longest head that a proxy may answer a CONNECT with, in bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// An `http:` or `https:` proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    url: Url,
    authorization: Option<Secret>,
    password: Option<Secret>,
}

/// A text is no proxy address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be the address of an `http:` or `https:` proxy, such as `http://proxy.example:3128`")]
pub struct ProxyError;

impl Proxy {
    /// Reads `http://host:port`, with `user:password@` where the proxy wants it.
    ///
    /// # Errors
    /// Where the text is no such address.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let mut url = Url::parse(&whole).map_err(|_| ProxyError)?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() || url.port() == Some(0) {
            return Err(ProxyError);
        }
        let authorization = (!url.username().is_empty() || url.password().is_some()).then(|| {
            let mut pair = percent_decode(url.username());
            pair.push(b':');
            pair.extend(percent_decode(url.password().unwrap_or_default()));
            Secret::new(format!("Basic {}", STANDARD.encode(pair)))
        });
        let password = url
            .password()
            .filter(|password| !password.is_empty())
            .map(|password| Secret::new(String::from_utf8_lossy(&percent_decode(password)).into_owned()));
        url.set_username("").map_err(|()| ProxyError)?;
        url.set_password(None).map_err(|()| ProxyError)?;
        Ok(Self { url, authorization, password })
    }

    pub(super) fn host(&self) -> Host<&str> {
        self.url.host().unwrap_or(Host::Domain(""))
    }

    pub(super) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(80)
    }

    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether a request to `url` goes over a network in clear because of this proxy, and would not without it.
    #[must_use]
    pub fn exposes(&self, url: &TokenUrl) -> bool {
        let whole = format!("http://{}/", self.host());
        !url.is_https() && TokenUrl::parse(&whole).is_ok_and(|own| own.is_cleartext())
    }

    /// Adds what the proxy knows its user by to what is masked.
    pub(super) fn hide(&self, secrets: &mut Secrets) {
        if let Some(password) = &self.password {
            secrets.add(password.expose(), true);
        }
        if let Some(pair) = self.authorization.as_ref().and_then(|header| header.expose().strip_prefix("Basic ")) {
            secrets.add(pair, true);
        }
    }

    /// The header by which the proxy knows its user.
    pub(super) fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }

    /// Asks the proxy for a tunnel to `authority` (`host:port`).
    pub(super) async fn open_tunnel(&self, stream: &mut dyn Stream, authority: &str) -> Result<(), Trouble> {
        let mut request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        if let Some(authorization) = &self.authorization {
            request.push_str("Proxy-Authorization: ");
            request.push_str(authorization.expose());
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        let request = zeroize::Zeroizing::new(request);
        stream.write_all(request.as_bytes()).await.map_err(|error| Trouble::of(&error))?;
        stream.flush().await.map_err(|error| Trouble::of(&error))?;
        match read_status(stream).await? {
            200..=299 => Ok(()),
            407 => Err(unknown_user()),
            status => {
                let message = format!("The proxy refused to connect (status {status}).");
                Err(Trouble::network("connect", message).with_status(status))
            }
        }
    }
}

/// The proxy does not know its user: the same verdict, whether it was asked for a tunnel or for the answer itself.
pub(super) fn unknown_user() -> Trouble {
    let message = "The proxy refuses: it wants a user name and password, or others than those given.";
    Trouble::network("connect", message).with_status(407)
}

/// Reads the head of the proxy's answer byte by byte: what follows it belongs to the tunnel.
async fn read_status(stream: &mut dyn Stream) -> Result<u16, Trouble> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        if head.len() >= HEAD_BYTES {
            return Err(Trouble::network("connect", "The proxy's answer has no end."));
        }
        head.push(stream.read_u8().await.map_err(|error| Trouble::of(&error))?);
    }
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    let is_http = words.next().is_some_and(|version| version.starts_with(b"HTTP/1."));
    let status = words.next().and_then(|word| std::str::from_utf8(word.trim_ascii()).ok()?.parse().ok());
    status.filter(|_| is_http).ok_or_else(|| Trouble::network("connect", "What the proxy answers is not HTTP."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_password_is_taken_out_of_its_address() {
        let proxy = Proxy::parse("http://us%40er:p%3Aw@proxy.example:3128").unwrap();
        assert_eq!(proxy.authorization.as_ref().unwrap().expose(), "Basic dXNAZXI6cDp3");
        assert!(!format!("{proxy:?}").contains("dXNA"));
        assert_eq!((proxy.host(), proxy.port()), (Host::Domain("proxy.example"), 3128));
    }

    #[test]
    fn only_a_proxy_elsewhere_exposes_what_is_not_encrypted() {
        for (proxy, url, is_exposed) in [
            ("http://proxy.example:3128", "http://127.0.0.1/", true),
            ("https://192.0.2.1", "http://localhost/", true),
            ("http://proxy.example", "https://a.example/", false),
            ("http://localhost:3128", "http://127.0.0.1/", false),
            ("http://[::1]:3128", "http://127.0.0.1/", false),
        ] {
            let url = TokenUrl::parse(url).unwrap();
            assert_eq!(Proxy::parse(proxy).unwrap().exposes(&url), is_exposed, "{proxy}");
        }
    }

    #[test]
    fn what_is_no_proxy_address_is_refused() {
        for text in ["", "socks5://a.example:1080", "http://", "http://a.example:0", "a b"] {
            assert_eq!(Proxy::parse(text).unwrap_err(), ProxyError, "{text}");
        }
        assert_eq!(Proxy::parse("proxy.example:8080").unwrap().port(), 8080);
    }
}
