//! The address of a proxy. Nothing here uses the network.
//!
//! The text is checked before [`url`] sees it, since that turns `\` into `/` and takes what follows `/`, `?` or `#`
//! for a path: a password with one of these characters would make the user name the host, and the password would go
//! to it.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use url::Host;
use zeroize::Zeroizing;

use self::{
    address::{authority, parse_host, parse_port, split_port, split_scheme},
    credentials::Credentials,
};
use crate::secret::Secret;

mod address;
mod credentials;
mod error;
mod scheme;

pub use self::{error::ProxyError, scheme::ProxyScheme};

/// Which proxy a request uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ProxySetting {
    /// The one that the operating system or the environment names.
    #[default]
    System,
    /// No proxy.
    None,
    /// This one.
    Address(Proxy),
}

impl ProxySetting {
    /// Reads `system`, `none` or the address of a proxy.
    ///
    /// # Errors
    /// Returns an error if the text is none of these.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("system") {
            Ok(Self::System)
        } else if text.eq_ignore_ascii_case("none") {
            Ok(Self::None)
        } else {
            Proxy::parse(text).map(Self::Address)
        }
    }
}

/// A proxy: where it is, and the user name and password for it.
#[derive(Clone)]
pub struct Proxy {
    scheme: ProxyScheme,
    host: Host,
    port: u16,
    credentials: Option<Credentials>,
}

impl Proxy {
    /// Reads `scheme://user:password@host:port`. Without a scheme it is an HTTP proxy; user name, password and port
    /// may be left out. Surrounding white space is trimmed.
    ///
    /// # Errors
    /// Returns an error if the text isn't such an address, or could be read in two ways.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ProxyError::Empty);
        }
        if text.contains('\\') {
            return Err(ProxyError::Backslash);
        }
        if text.contains(|character: char| character.is_whitespace() || character.is_control()) {
            return Err(ProxyError::Space);
        }
        let (scheme, rest) = split_scheme(text)?;
        let authority = authority(rest)?;
        let (credentials, host_and_port) = match authority.rsplit_once('@') {
            Some((userinfo, host_and_port)) => (Credentials::parse(userinfo, scheme)?, host_and_port),
            None => (None, authority),
        };
        let (host, port) = split_port(host_and_port)?;
        let port = port.map_or(Ok(scheme.default_port()), parse_port)?;
        Ok(Self { scheme, host: parse_host(host)?, port, credentials })
    }

    /// Returns the proxy with another user name and password, which aren't encoded; with none if both are empty.
    ///
    /// # Errors
    /// Returns an error if they can't be sent to this kind of proxy.
    pub fn with_credentials(self, username: &str, password: Option<&Secret>) -> Result<Self, ProxyError> {
        let password = password.map_or("", Secret::expose).as_bytes().to_vec();
        let credentials = Credentials::new(username.as_bytes().to_vec(), Zeroizing::new(password), self.scheme)?;
        Ok(Self { credentials, ..self })
    }

    /// Whether it has a user name or password.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    /// Whether it is the same proxy, whatever the user name and password.
    #[must_use]
    pub fn is_same_address(&self, other: &Self) -> bool {
        (self.scheme, &self.host, self.port) == (other.scheme, &other.host, other.port)
    }

    /// Returns `scheme://host:port`.
    #[must_use]
    pub fn url_without_credentials(&self) -> String {
        format!("{}://{}:{}", self.scheme.as_str(), self.host, self.port)
    }

    /// Returns the protocol that the proxy speaks.
    #[must_use]
    pub fn scheme(&self) -> ProxyScheme {
        self.scheme
    }

    /// Returns the proxy's host.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Returns the proxy's port, the scheme's usual one if the address names none.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the user name, decoded; bytes that aren't UTF-8 are replaced.
    #[must_use]
    pub fn username(&self) -> Option<String> {
        self.credentials.as_ref().map(|credentials| String::from_utf8_lossy(&credentials.username).into_owned())
    }

    /// Returns the password, decoded; bytes that aren't UTF-8 are replaced. `None` if it is empty.
    #[must_use]
    pub fn password(&self) -> Option<&Secret> {
        self.credentials.as_ref()?.password_text.as_ref()
    }

    /// Returns the value of `Proxy-Authorization` for `Basic` authentication (RFC 7617).
    #[must_use]
    pub fn basic_authorization(&self) -> Option<Secret> {
        let credentials = self.credentials.as_ref()?;
        let pair = Zeroizing::new([credentials.username.as_slice(), b":", credentials.password.as_slice()].concat());
        let encoded = Zeroizing::new(STANDARD.encode(&pair));
        Some(Secret::new(format!("Basic {}", encoded.as_str())))
    }

    /// Whether the connection to the proxy uses TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.scheme == ProxyScheme::Https
    }

    /// Whether the proxy speaks SOCKS.
    #[must_use]
    pub fn is_socks(&self) -> bool {
        matches!(self.scheme, ProxyScheme::Socks5 | ProxyScheme::Socks5h)
    }
}

impl PartialEq for Proxy {
    fn eq(&self, other: &Self) -> bool {
        let pair = |proxy: &Self| proxy.credentials.as_ref().map(|both| (both.username.clone(), both.password.clone()));
        self.is_same_address(other) && pair(self) == pair(other)
    }
}

impl Eq for Proxy {}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = if self.credentials.is_some() { ", with credentials" } else { "" };
        write!(formatter, "Proxy({}{note})", self.url_without_credentials())
    }
}

#[cfg(test)]
mod tests;
