//! The Token URL: checked, and kept to the letter.

use std::net::IpAddr;

use url::{Host, Url};

use super::{ProblemCode, general::at_most, limits};

/// Why a text is no Token URL; the same reasons that a [`Problem`](super::Problem) carries.
pub type TokenUrlError = ProblemCode;

/// An absolute `https:` or `http:` URL without fragment, user or password (RFC 6749 §3.2).
///
/// What goes out is [`TokenUrl::target`], the path and query exactly as typed: servers tell `/token` from `/token/`, and
/// `%2e%2e` from what a normaliser makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenUrl {
    text: String,
    parsed: Url,
    target: String,
}

impl TokenUrl {
    /// Checks a URL; surrounding white space is trimmed.
    ///
    /// # Errors
    /// Says why the text is no Token URL.
    pub fn parse(text: &str) -> Result<Self, TokenUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ProblemCode::Required);
        }
        at_most(text, limits::URL_CHARACTERS)?;
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
        if let Some(character) =
            authority.chars().find(|&c| c.is_control() || c.is_whitespace() || "\\\"<>^`{|}%".contains(c))
        {
            return Err(ProblemCode::UrlCharacter { character });
        }
        check_target(target)?;
        let parsed = Url::parse(text).map_err(|_| ProblemCode::NotAUrl)?;
        if parsed.host().is_none() || parsed.port() == Some(0) {
            return Err(ProblemCode::NotAUrl);
        }
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        Ok(Self { text: text.to_owned(), parsed, target })
    }

    /// The URL as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The request target: path and query as typed, `/` where there is no path (RFC 9112 §3.2.1).
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The host to look up or connect to.
    #[must_use]
    pub fn host(&self) -> Host<&str> {
        self.parsed.host().unwrap_or(Host::Domain(""))
    }

    /// The port, the scheme's own where none is named.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.parsed.port_or_known_default().unwrap_or(443)
    }

    /// Host and port as the `Host` header gives them: the port only where it is not the scheme's own (RFC 9110 §7.2).
    #[must_use]
    pub fn authority(&self) -> String {
        let host = self.parsed.host_str().unwrap_or_default();
        self.parsed.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Scheme, host and port: what a sealed secret is bound to.
    #[must_use]
    pub fn origin(&self) -> String {
        self.parsed.origin().ascii_serialization()
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.parsed.scheme() == "https"
    }

    /// Whether a secret would cross a network in clear: plain `http:` to anything but a loopback address.
    #[must_use]
    pub fn is_cleartext(&self) -> bool {
        !self.is_https() && !self.is_loopback()
    }

    /// Whether the address is this machine's own: `localhost` and its subdomains (RFC 6761 §6.3), `127.0.0.0/8`, `::1`.
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

/// Refuses what RFC 3986 allows in no path or query: it could not go out to the letter.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_path_and_query_go_out_to_the_letter() {
        for (typed, target) in [
            ("https://a.example", "/"),
            ("https://a.example/", "/"),
            ("https://a.example/token/", "/token/"),
            ("https://a.example//a/../b/%2e%2E/./c", "//a/../b/%2e%2E/./c"),
            ("https://a.example?tenant=1&x=%20+", "/?tenant=1&x=%20+"),
            ("HTTPS://A.example:443/T?", "/T?"),
        ] {
            assert_eq!(TokenUrl::parse(typed).unwrap().target(), target, "{typed}");
        }
    }

    #[test]
    fn what_is_no_token_url_is_refused_with_its_reason() {
        use ProblemCode::{NotAUrl, Required, UrlCharacter, UrlCredentials, UrlFragment};
        for (typed, reason) in [
            ("", Required),
            ("  ", Required),
            ("a.example/token", NotAUrl),
            ("/token", NotAUrl),
            ("ftp://a.example/", NotAUrl),
            ("https:/a.example", NotAUrl),
            ("https:\\\\a.example", NotAUrl),
            ("https://", NotAUrl),
            ("https:///token", NotAUrl),
            ("https://a.example:99999/", NotAUrl),
            ("https://a.example:0/", NotAUrl),
            ("https://a.example/#x", UrlFragment),
            ("https://a.example/#", UrlFragment),
            ("https://u:p@a.example/", UrlCredentials),
            ("https://u@a.example/", UrlCredentials),
            ("https://a.example/a b", UrlCharacter { character: ' ' }),
            ("https://a.example/{tenant}/token", UrlCharacter { character: '{' }),
            ("https://a.example/é", UrlCharacter { character: 'é' }),
            ("https://a.example/%2", UrlCharacter { character: '%' }),
            ("https://a.ex\tample/", UrlCharacter { character: '\t' }),
        ] {
            assert_eq!(TokenUrl::parse(typed).unwrap_err(), reason, "{typed}");
        }
    }

    #[test]
    fn only_loopback_may_be_plain_http_without_a_word() {
        for (typed, cleartext) in [
            ("http://localhost:1/", false),
            ("http://app.localhost/", false),
            ("http://LocalHost./", false),
            ("http://notlocalhost/", true),
            ("http://127.9.9.9/", false),
            ("http://[::1]:8/", false),
            ("http://[::ffff:127.0.0.1]/", false),
            ("https://a.example/", false),
            ("http://a.example/", true),
            ("http://localhost.a.example/", true),
            ("http://10.0.0.1/", true),
            ("http://0.0.0.0/", true),
        ] {
            assert_eq!(TokenUrl::parse(typed).unwrap().is_cleartext(), cleartext, "{typed}");
        }
    }

    #[test]
    fn the_host_and_port_are_where_the_url_leads() {
        for (typed, authority, port, origin) in [
            ("https://Login.Example/t", "login.example", 443, "https://login.example"),
            ("https://login.example:443/t", "login.example", 443, "https://login.example"),
            ("http://login.example/t", "login.example", 80, "http://login.example"),
            ("http://login.example:443/t", "login.example:443", 443, "http://login.example:443"),
            ("https://[::1]:8443/t", "[::1]:8443", 8443, "https://[::1]:8443"),
            ("https://bücher.example/", "xn--bcher-kva.example", 443, "https://xn--bcher-kva.example"),
        ] {
            let url = TokenUrl::parse(typed).unwrap();
            assert_eq!((url.authority().as_str(), url.port()), (authority, port), "{typed}");
            assert_eq!(url.origin(), origin, "{typed}");
            assert!(authority.starts_with(&url.host().to_string()), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic_and_what_it_takes_it_keeps(text in "(https?://)?\\PC{0,60}") {
            if let Ok(url) = TokenUrl::parse(&text) {
                prop_assert_eq!(url.as_str(), text.trim());
                prop_assert!(url.as_str().ends_with(url.target()) || url.target() == "/" || url.target().starts_with("/?"));
            }
        }
    }
}
