//! The user name and password in the address of a proxy.

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::{error::ProxyError, scheme::ProxyScheme};
use crate::secret::Secret;

/// User name and password, decoded. Neither has to be UTF-8 for `Basic` authentication.
#[derive(Clone)]
pub(super) struct Credentials {
    pub(super) username: Vec<u8>,
    pub(super) password: Zeroizing<Vec<u8>>,
    /// The password as text.
    pub(super) password_text: Option<Secret>,
}

impl Credentials {
    /// Reads `user:password`; `None` if both are empty.
    pub(super) fn parse(userinfo: &str, scheme: ProxyScheme) -> Result<Option<Self>, ProxyError> {
        if userinfo.contains('@') {
            return Err(ProxyError::Unescaped('@'));
        }
        let is_escape = |rest: &str| rest.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if !userinfo.split('%').skip(1).all(is_escape) {
            return Err(ProxyError::Percent);
        }
        let (username, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
        let username: Vec<u8> = percent_decode_str(username).collect();
        Self::new(username, Zeroizing::new(percent_decode_str(password).collect()), scheme)
    }

    /// Takes a user name and a password as they are; `None` if both are empty.
    pub(super) fn new(
        username: Vec<u8>,
        password: Zeroizing<Vec<u8>>,
        scheme: ProxyScheme,
    ) -> Result<Option<Self>, ProxyError> {
        if username.iter().chain(password.iter()).any(u8::is_ascii_control) {
            return Err(ProxyError::ControlCharacter);
        }
        let is_http = matches!(scheme, ProxyScheme::Http | ProxyScheme::Https);
        if is_http && username.contains(&b':') {
            return Err(ProxyError::ColonInUsername);
        }
        if username.is_empty() && password.is_empty() {
            return Ok(None);
        }
        let text = (!password.is_empty()).then(|| Secret::new(String::from_utf8_lossy(&password).into_owned()));
        Ok(Some(Self { username, password, password_text: text }))
    }
}
