//! Takes the address of a proxy apart.

use url::Host;

use super::{error::ProxyError, scheme::ProxyScheme};

/// Splits the scheme off; without one it is an HTTP proxy.
pub(super) fn split_scheme(text: &str) -> Result<(ProxyScheme, &str), ProxyError> {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    if let Some((scheme, rest)) = text.split_once("://")
        && is_scheme(scheme)
    {
        return Ok((ProxyScheme::of(scheme).ok_or(ProxyError::Scheme)?, rest));
    }
    // `http:/proxy.example` would otherwise be a host called `http`.
    if text.split_once(':').is_some_and(|(start, _)| ProxyScheme::of(start).is_some()) {
        return Err(ProxyError::Scheme);
    }
    Ok((ProxyScheme::Http, text))
}

/// Returns what is before the path, and refuses anything but an empty path or `/` after it.
pub(super) fn authority(rest: &str) -> Result<&str, ProxyError> {
    let Some(at) = rest.find(['/', '?', '#']) else { return Ok(rest) };
    let (authority, after) = rest.split_at(at);
    if after.contains('@') {
        // The user name and password end at the last `@`, so the character is in them.
        return Err(ProxyError::Unescaped(char::from(after.as_bytes()[0])));
    }
    if authority.is_empty() {
        return Err(ProxyError::MissingHost);
    }
    let path = after.split(['?', '#']).next().unwrap_or_default();
    let is_named =
        |name: &str, separator| path.rsplit(separator).next().is_some_and(|end| end.eq_ignore_ascii_case(name));
    if is_named("pac", '.') || is_named("wpad.dat", '/') {
        return Err(ProxyError::PacFile);
    }
    match after[path.len()..].bytes().next() {
        Some(b'?') => Err(ProxyError::Query),
        Some(_) => Err(ProxyError::Fragment),
        None if path == "/" => Ok(authority),
        None => Err(ProxyError::Path),
    }
}

/// Splits `host:port` or `[address]:port`.
pub(super) fn split_port(text: &str) -> Result<(&str, Option<&str>), ProxyError> {
    let (host, port) = if text.starts_with('[') {
        let end = text.find(']').ok_or(ProxyError::Host)? + 1;
        let (host, after) = text.split_at(end);
        let port = after.strip_prefix(':');
        if port.is_none() && !after.is_empty() {
            return Err(ProxyError::Port);
        }
        (host, port)
    } else {
        match text.split_once(':') {
            Some((_, port)) if port.contains(':') => return Err(ProxyError::Brackets),
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        }
    };
    if host.is_empty() { Err(ProxyError::MissingHost) } else { Ok((host, port)) }
}

/// Reads a port.
pub(super) fn parse_port(text: &str) -> Result<u16, ProxyError> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| is_number && *port > 0).ok_or(ProxyError::Port)
}

/// Reads a host. Escapes and unusual forms of IPv4 addresses are refused: `010.0.0.1` is `8.0.0.1` to some and
/// `10.0.0.1` to others.
pub(super) fn parse_host(text: &str) -> Result<Host, ProxyError> {
    if text.contains('%') {
        return Err(ProxyError::Host);
    }
    match Host::parse(text).map_err(|_| ProxyError::Host)? {
        Host::Ipv4(address) if address.to_string() != text => Err(ProxyError::Host),
        host => Ok(host),
    }
}
