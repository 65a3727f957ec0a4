//! The Token URL: checked, and normalized as the URL standard says.

use std::net::IpAddr;

use url::{Host, Url};

use super::{
    NoteCode, ProblemCode, allowed_characters,
    characters::{self, Kind},
    limits::{self, at_most},
    url_placeholder, url_query,
};

/// Why a text isn't a Token URL; the code of a [`Problem`](super::Problem).
pub type TokenUrlError = ProblemCode;

/// An absolute `https:` or `http:` URL without fragment, user or password (RFC 6749, section 3.2).
///
/// It is kept as typed and sent as [`Url`] writes it. The two differ in few things, since everything else that the URL standard would
/// change is refused: dot segments of the path are resolved, `'` in the query is percent-encoded, and the host is lower case and ASCII.
/// [`TokenUrl::note`] reports differences other than upper and lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenUrl {
    text: String,
    parsed: Url,
    target: String,
}

impl TokenUrl {
    /// Checks a URL; white space and invisible characters around it are trimmed.
    ///
    /// # Errors
    /// Why the text isn't a Token URL.
    pub fn parse(text: &str) -> Result<Self, TokenUrlError> {
        let text = characters::trimmed(text);
        if text.is_empty() {
            return Err(ProblemCode::Required);
        }
        at_most(text, limits::URL_CHARACTERS)?;
        check_enclosure(text)?;
        // Before anything that repeats a part of the URL.
        url_query::check(text)?;
        if let Some(found) = url_placeholder::find(text) {
            return Err(ProblemCode::UrlPlaceholder { text: found.to_owned() });
        }
        allowed_characters::check(text)?;
        let rest = strip_scheme(text).ok_or(ProblemCode::NotAUrl)?;
        if text.contains('#') {
            return Err(ProblemCode::UrlFragment);
        }
        let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.is_empty() || authority.starts_with(':') {
            return Err(ProblemCode::NotAUrl);
        }
        if authority.contains('@') {
            return Err(ProblemCode::UrlCredentials);
        }
        if let Some(character) = authority.chars().find(|&character| "\\\"<>^`{|}%".contains(character)) {
            return Err(ProblemCode::UrlCharacter { character });
        }
        check_target(target)?;
        let parsed = Url::parse(text).map_err(|_| ProblemCode::NotAUrl)?;
        if parsed.host().is_none() || parsed.port() == Some(0) {
            return Err(ProblemCode::NotAUrl);
        }
        let target = target_of(&parsed);
        Ok(Self { text: text.to_owned(), parsed, target })
    }

    /// Returns the URL as typed, trimmed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the request target as it is sent: path and query, `/` if there is no path (RFC 9112, section 3.2.1).
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns the URL that is sent if another path, query or host than the typed one reaches the server.
    #[must_use]
    pub fn note(&self) -> Option<NoteCode> {
        let rest = strip_scheme(&self.text).unwrap_or_default();
        let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let host = authority
            .rfind(':')
            .filter(|at| authority[*at..].find(']').is_none())
            .map_or(authority, |at| &authority[..at]);
        let is_host = host.eq_ignore_ascii_case(self.parsed.host_str().unwrap_or_default());
        let is_target = target == self.target || self.target.strip_prefix('/') == Some(target);
        (!is_host || !is_target).then(|| NoteCode::SentAs { url: self.parsed.as_str().to_owned() })
    }

    /// Returns the host to look up or connect to.
    #[must_use]
    pub fn host(&self) -> Host<&str> {
        self.parsed.host().unwrap_or(Host::Domain(""))
    }

    /// Returns the port, the scheme's default if the URL has none.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.parsed.port_or_known_default().unwrap_or(443)
    }

    /// Returns host and port as in the `Host` header: the port only if it isn't the scheme's default (RFC 9110, section 7.2).
    #[must_use]
    pub fn authority(&self) -> String {
        let host = self.parsed.host_str().unwrap_or_default();
        self.parsed.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Returns scheme, host and port: what a sealed secret is bound to.
    #[must_use]
    pub fn origin(&self) -> String {
        self.parsed.origin().ascii_serialization()
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.parsed.scheme() == "https"
    }

    /// Whether a secret would be sent over a network unencrypted: plain `http:` to anything but a loopback address.
    #[must_use]
    pub fn is_cleartext(&self) -> bool {
        !self.is_https() && !self.is_loopback()
    }

    /// Whether the address is this machine: `localhost` and its subdomains (RFC 6761, section 6.3), `127.0.0.0/8`, `::1`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.host() {
            Host::Domain(name) => {
                let name = name.strip_suffix('.').unwrap_or(name);
                name == "localhost" || name.ends_with(".localhost")
            }
            Host::Ipv4(address) => IpAddr::V4(address).is_loopback(),
            Host::Ipv6(address) => address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback()),
        }
    }
}

fn strip_scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| {
        text.get(..scheme.len()).filter(|s| s.eq_ignore_ascii_case(scheme)).map(|_| &text[scheme.len()..])
    })
}

/// Refuses a URL in quotation marks or angle brackets, as it is pasted from code or prose (RFC 3986, appendix C).
fn check_enclosure(text: &str) -> Result<(), ProblemCode> {
    let opens = |first: char| matches!(Kind::of(first), Some(Kind::Quote(_))) || "\"'`".contains(first);
    // An apostrophe may be the last character of a URL.
    let closes = |last: char| last != '\'' && opens(last);
    let bracketed = text.starts_with('<') && text.ends_with('>') && text.contains("://");
    if text.starts_with(opens) || text.ends_with(closes) || bracketed { Err(ProblemCode::Quoted) } else { Ok(()) }
}

/// Refuses what RFC 3986 doesn't allow in a path or a query.
fn check_target(target: &str) -> Result<(), ProblemCode> {
    let bytes = target.as_bytes();
    for (at, character) in target.char_indices() {
        let allowed = match character {
            '%' => bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            _ => character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?".contains(character),
        };
        if !allowed {
            return Err(ProblemCode::UrlCharacter { character });
        }
    }
    Ok(())
}

fn target_of(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}
