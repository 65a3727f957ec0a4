//! The system's proxy settings: environment variables (`HTTPS_PROXY`, `NO_PROXY` and the like), and the operating system's own on
//! macOS and Windows. They are turned into one proxy for one address, so that what is checked is what is used.
//!
//! A variable's address is read as strictly as one that is typed: read loosely, `http://user#x@proxy.example` names the host `user`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::{
    authorization::TokenUrl,
    proxy::{Proxy, ProxySetting},
};

/// The system names a proxy that can't be used: of an unknown kind, or with an address that can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemProxyError {
    /// The environment variable that names it; `None` if the operating system's settings do.
    pub variable: Option<&'static str>,
}

/// Reads an environment variable.
type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl ProxySetting {
    /// Whether `NO_PROXY` names the host of an address.
    #[must_use]
    pub fn is_excepted(url: &TokenUrl) -> bool {
        is_excepted(&|name| std::env::var(name).ok(), url)
    }

    /// Returns the proxy for an address; `None` for a direct connection. This machine itself is never reached through the system's
    /// proxy.
    ///
    /// # Errors
    /// The system names a proxy that Keyfob can't use. A direct connection instead would go around what was set up.
    pub fn resolve(&self, url: &TokenUrl) -> Result<Option<Proxy>, SystemProxyError> {
        match self {
            Self::None => Ok(None),
            Self::Address(proxy) => Ok(Some(proxy.clone())),
            Self::System if url.is_loopback() => Ok(None),
            Self::System => {
                let environment = |name: &str| std::env::var(name).ok();
                match of_environment(&environment, url) {
                    Some(found) => found,
                    None => of_system(&Matcher::from_system(), url),
                }
            }
        }
    }
}

/// Returns what the environment variables say, by the same rules as [`Matcher::from_system`]; `None` if none is set for this address.
fn of_environment(environment: Environment<'_>, url: &TokenUrl) -> Option<Result<Option<Proxy>, SystemProxyError>> {
    let set = |names| set(environment, names);
    // A server that runs CGI programs lets a request's `Proxy` header set HTTP_PROXY.
    let is_cgi = environment("REQUEST_METHOD").is_some();
    let own = match url.is_https() {
        true => set(["HTTPS_PROXY", "https_proxy"]),
        false if is_cgi => None,
        false => set(["HTTP_PROXY", "http_proxy"]),
    };
    let (variable, value) = own.or_else(|| set(["ALL_PROXY", "all_proxy"]))?;
    if is_excepted(environment, url) {
        return Some(Ok(None));
    }
    Some(Proxy::parse(&value).map(Some).map_err(|_| SystemProxyError { variable: Some(variable) }))
}

/// Returns the first of some variables that is set, with its value.
fn set(environment: Environment<'_>, names: [&'static str; 2]) -> Option<(&'static str, String)> {
    let value = |name| Some((name, environment(name)?));
    names.into_iter().find_map(value).filter(|(_, value)| !value.trim().is_empty())
}

fn is_excepted(environment: Environment<'_>, url: &TokenUrl) -> bool {
    let except = set(environment, ["NO_PROXY", "no_proxy"]).map(|(_, value)| value).unwrap_or_default();
    let matcher = Matcher::builder().all("http://proxy.invalid").no(except).build();
    url.origin().parse().is_ok_and(|target| matcher.intercept(&target).is_none())
}

fn of_system(matcher: &Matcher, url: &TokenUrl) -> Result<Option<Proxy>, SystemProxyError> {
    let unusable = SystemProxyError { variable: None };
    let target = url.origin().parse().map_err(|_| unusable)?;
    matcher.intercept(&target).map(|found| of_found(&found).ok_or(unusable)).transpose()
}

fn of_found(found: &Intercept) -> Option<Proxy> {
    let address = found.uri();
    let user = match (found.raw_auth(), found.basic_auth()) {
        (Some((user, password)), _) => Some(Zeroizing::new(format!("{user}:{password}"))),
        (None, Some(header)) => decoded(header.as_bytes()),
        (None, None) => None,
    };
    let user = user.map_or_else(String::new, |pair| {
        let (user, password) = pair.split_once(':').unwrap_or((&pair, ""));
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        format!("{}:{}@", encode(user), encode(password))
    });
    let port = address.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    let text = Zeroizing::new(format!("{}://{user}{}{port}", address.scheme_str()?, address.host()?));
    Proxy::parse(&text).ok()
}

/// Reads `user:password` from a `Basic` header.
fn decoded(header: &[u8]) -> Option<Zeroizing<String>> {
    let encoded = header.strip_prefix(b"Basic ")?;
    String::from_utf8(STANDARD.decode(encoded).ok()?).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy_for(url: &str) -> Result<Option<Proxy>, SystemProxyError> {
        let matcher = Matcher::builder()
            .http("http://us%40er:p%3Aw@proxy.example:3128")
            .https("socks5h://us:pw@socks.example:1081")
            .no("direct.example")
            .build();
        of_system(&matcher, &TokenUrl::parse(url).unwrap())
    }

    #[test]
    fn the_systems_proxy_is_taken_over_with_its_user() {
        let proxy = proxy_for("http://a.example/token").unwrap().unwrap();
        assert_eq!(proxy, Proxy::parse("http://us%40er:p%3Aw@proxy.example:3128").unwrap());
        let proxy = proxy_for("https://a.example/token").unwrap().unwrap();
        assert_eq!(proxy, Proxy::parse("socks5h://us:pw@socks.example:1081").unwrap());
        assert_eq!(proxy_for("https://direct.example/token"), Ok(None));
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_and_never_a_direct_connection() {
        for address in ["socks4://proxy.example:1080", "socks4a://proxy.example", "http://proxy.example:0"] {
            let matcher = Matcher::builder().all(address).build();
            let url = TokenUrl::parse("https://a.example/token").unwrap();
            assert_eq!(of_system(&matcher, &url), Err(SystemProxyError { variable: None }), "{address}");
        }
    }

    #[test]
    fn a_variable_is_read_as_strictly_as_an_address_that_is_typed() {
        let https = TokenUrl::parse("https://login.example/token").unwrap();
        let http = TokenUrl::parse("http://login.example/token").unwrap();
        let read = |variables: &[(&str, &str)], url: &TokenUrl| {
            let value =
                |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            of_environment(&value, url)
        };
        for value in
            ["http://127.0.0.1:1#x@proxy.example:3128", "http://u/x@p.example", "http://C\\u:p@p.example", "%%%"]
        {
            let expected = Some(Err(SystemProxyError { variable: Some("https_proxy") }));
            assert_eq!(read(&[("https_proxy", value)], &https), expected, "{value}");
        }
        let proxy = Some(Ok(Some(Proxy::parse("http://proxy.example:3128").unwrap())));
        assert_eq!(read(&[("HTTPS_PROXY", "proxy.example:3128/")], &https), proxy);
        assert_eq!(read(&[("ALL_PROXY", "http://proxy.example:3128"), ("HTTP_PROXY", "")], &http), proxy);
        assert_eq!(read(&[("HTTP_PROXY", "proxy.example"), ("REQUEST_METHOD", "GET")], &http), None);
        assert_eq!(read(&[("HTTPS_PROXY", "proxy.example"), ("no_proxy", ".example")], &https), Some(Ok(None)));
        assert_eq!(read(&[("HTTP_PROXY", "proxy.example")], &https), None);
    }

    #[test]
    fn this_machine_is_never_reached_through_the_systems_proxy() {
        let local = TokenUrl::parse("http://localhost:8080/token").unwrap();
        assert_eq!(ProxySetting::System.resolve(&local), Ok(None));
        let address = Proxy::parse("http://proxy.example").unwrap();
        assert_eq!(ProxySetting::Address(address.clone()).resolve(&local), Ok(Some(address)));
    }
}
