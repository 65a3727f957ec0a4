//! The headers of a response: values only of names on one list.
//!
//! The list holds headers that describe the message, the connection, limits and authentication schemes. Their values come from
//! the server's configuration, not from the credentials or the session: none of them is defined to carry a token or a cookie.
//! `Location` often carries a code, a state or a session in its query, so only its scheme, host, port and path are shown.

use serde::Serialize;
use ts_rs::TS;

use super::{plain_text, protocol_words::is_protocol, redactor::Redactor};

/// The longest name that is shown, in characters.
const NAME_CHARACTERS: usize = 64;
/// The longest value that is shown, in characters.
const VALUE_CHARACTERS: usize = 1_000;
/// The longest target of a redirect that is shown, in characters.
const TARGET_CHARACTERS: usize = 500;

/// The names of the headers whose values are shown, in lower case.
const SHOWN: &[&str] = &[
    "accept",
    "accept-post",
    "age",
    "allow",
    "alt-svc",
    "cache-control",
    "cf-cache-status",
    "cf-mitigated",
    "cf-ray",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "dpop-nonce",
    "expires",
    "keep-alive",
    "last-modified",
    "pragma",
    "proxy-authenticate",
    "proxy-connection",
    "retry-after",
    "server",
    "strict-transport-security",
    "traceparent",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "www-authenticate",
    "x-amz-cf-id",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-cache",
    "x-content-type-options",
    "x-correlation-id",
    "x-frame-options",
    "x-ms-request-id",
    "x-powered-by",
    "x-request-id",
    "x-trace-id",
];

/// The beginnings of further names whose values are shown.
const SHOWN_PREFIXES: &[&str] = &["ratelimit", "x-ratelimit-", "x-rate-limit-"];

/// A header of the response as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ShownHeader {
    /// The header's name.
    pub name: String,
    /// The header's value, or its length in words.
    pub value: String,
    /// Whether the value is shown: for `Location`, up to its query.
    pub shown: bool,
}

/// Returns a header as it may be shown.
pub(crate) fn header(name: &str, value: &[u8], redactor: &Redactor) -> ShownHeader {
    let value = String::from_utf8_lossy(value);
    let lower = name.to_ascii_lowercase();
    let is_shown = SHOWN.contains(&lower.as_str()) || SHOWN_PREFIXES.iter().any(|prefix| lower.starts_with(prefix));
    let (value, shown) = match lower.as_str() {
        "location" => (target(&value, redactor), true),
        _ if is_shown && is_protocol(&value) => (value.trim().to_owned(), true),
        _ if is_shown => (redactor.line(&value, VALUE_CHARACTERS), true),
        _ => (format!("({})", characters(value.chars().count())), false),
    };
    ShownHeader { name: redactor.line(name, NAME_CHARACTERS), value, shown }
}

/// Returns the target of a redirect without user name, password, query and fragment.
pub(crate) fn target(location: &str, redactor: &Redactor) -> String {
    // Masked as a whole before it is split: a secret may itself contain `?`, `#` or `@`.
    let masked = redactor.masked(location.trim(), location.len()).text;
    let (before, rest) = masked.split_once(['?', '#']).unwrap_or((&masked, ""));
    // The host is always shown, because the user must know where a redirect leads.
    let place = match before.split_once("//") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!("{}//{host}{}", plain_text::without_runs(scheme), plain_text::without_runs(path))
        }
        None => plain_text::without_runs(before),
    };
    // Searched again, because the removed parts may have interrupted a secret.
    let shown = redactor.line(&place, TARGET_CHARACTERS);
    let more = rest.chars().count();
    if more == 0 { shown } else { format!("{shown}?({})", characters(more)) }
}

/// Returns a number of characters in words.
pub(super) fn characters(count: usize) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, value: &str) -> String {
        header(name, value.as_bytes(), &Redactor::builder().add_secret("s3cr3t?Vq7Lm2Zt").build()).value
    }

    #[test]
    fn only_values_of_listed_headers_are_shown() {
        for (name, value, expected) in [
            ("Content-Type", "application/json; charset=utf-8", "application/json; charset=utf-8"),
            ("WWW-Authenticate", "Basic realm=\"s3cr3t?Vq7Lm2Zt\"", "Basic realm=\"••••••\""),
            ("RateLimit-Remaining", "17", "17"),
            ("X-Ratelimit-Limit", "60", "60"),
            ("Set-Cookie", "session=abcdefgh", "(16 characters)"),
            ("X-Auth-Token", "é", "(1 character)"),
            ("Server", "evil\u{202e}", "evil⟨U+202E⟩"),
            ("X-Request-Id", "5b1ff5c1-9d0e-4c2f-8a51-0d2b4ce0a1f2", "5b1ff5c1-9d0e-4c2f-8a51-0d2b4ce0a1f2"),
        ] {
            assert_eq!(shown(name, value), expected, "{name}");
        }
    }

    #[test]
    fn a_redirect_is_shown_without_query_fragment_and_credentials() {
        for (location, expected) in [
            ("https://sso.example/login?x=1", "https://sso.example/login?(3 characters)"),
            ("https://user:pass@sso.example:8443/cb#token=x", "https://sso.example:8443/cb?(7 characters)"),
            ("/login", "/login"),
            ("https://xn--80ak6aa92e1234.com/", "https://xn--80ak6aa92e1234.com/"),
            ("//host.example/a?", "//host.example/a"),
            ("https://x.example/opaqueToken0123456789/end", "https://x.example/(21 characters)/end"),
            ("https://x.example/s3cr3t?Vq7Lm2Zt", "https://x.example/••••••"),
            ("https://s3cr3t%3FVq7Lm2Zt@x.example/", "https://x.example/"),
        ] {
            assert_eq!(shown("Location", location), expected);
        }
    }
}
