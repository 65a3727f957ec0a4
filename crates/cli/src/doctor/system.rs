//! What isn't Keyfob's own: the clock, the proxy settings and the certificates.

use std::{
    env, fs,
    time::{Duration, SystemTime},
};

use keyfob_core::{
    authorization::TokenUrl,
    clean::escaped,
    http::{ProxySetting, system_root_count},
};

use super::finding::Finding;
use crate::opening::Opening;

const CLOCK: &str = "clock";
const PROXY: &str = "proxy";
const CERTIFICATES: &str = "certificates";
/// No clock that is right says less: 2026-01-01, since 1970.
const EARLIEST: Duration = Duration::from_hours(490_896);
/// How far a file's time may be ahead, for example on another machine's disk.
const LEEWAY: Duration = Duration::from_mins(2);
/// The variables that name a proxy, or where none is used.
const VARIABLES: [&str; 8] =
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

/// Compares the clock with the times of the files that Keyfob wrote.
pub(super) fn clock(opening: &Opening) -> Finding {
    let action = "Set the system's clock. Tokens and certificates are judged by it.";
    let now = SystemTime::now();
    if now < SystemTime::UNIX_EPOCH + EARLIEST {
        return Finding::problem(CLOCK, "The clock is years behind.", action);
    }
    let files = opening.folder().ok().and_then(|folder| fs::read_dir(folder).ok());
    let written = files.into_iter().flatten().flatten().filter_map(|file| file.metadata().ok()?.modified().ok()).max();
    match written {
        Some(written) if written > now + LEEWAY => {
            Finding::warning(CLOCK, "The clock is behind the time at which Keyfob last saved something.", action)
        }
        _ => Finding::ok(CLOCK, "Plausible."),
    }
}

/// Lists the variables that name proxies, without credentials.
pub(super) fn proxy() -> Finding {
    let set = VARIABLES.iter().filter_map(|name| Some((*name, env::var(name).ok().filter(|value| !value.is_empty())?)));
    let set: Vec<_> = set.map(|(name, value)| format!("`{name}={}`", escaped(&without_credentials(&value)))).collect();
    let message =
        if set.is_empty() { "No variable names one.".to_owned() } else { format!("Set: {}.", set.join(", ")) };
    for url in ["https://login.example/", "http://login.example/"] {
        let Ok(url) = TokenUrl::parse(url) else { continue };
        if let Err(error) = ProxySetting::System.resolve(&url) {
            let source = error.variable.map_or_else(|| "the system's settings".to_owned(), |name| format!("`{name}`"));
            let action = format!("Correct {source}: an address such as `http://proxy.example:3128`.");
            return Finding::problem(PROXY, format!("{message} Keyfob can't use the proxy in {source}."), action);
        }
    }
    Finding::ok(PROXY, message)
}

/// Returns a proxy's address without user name and password.
fn without_credentials(value: &str) -> String {
    match value.rsplit_once('@') {
        None => value.to_owned(),
        Some((before, host)) => {
            let scheme = before.split_once("://").map(|(scheme, _)| format!("{scheme}://")).unwrap_or_default();
            format!("{scheme}…@{host}")
        }
    }
}

/// Counts the system's root certificates.
pub(super) fn certificates() -> Finding {
    match system_root_count() {
        None => Finding::ok(CERTIFICATES, "The system decides which are trusted."),
        Some(0) => Finding::problem(
            CERTIFICATES,
            "The system has no root certificates, so no `https:` server is trusted.",
            "Install the package `ca-certificates`, or set `SSL_CERT_FILE`.",
        ),
        Some(count) => Finding::ok(CERTIFICATES, format!("The system has {count} root certificates.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_shown_without_its_credentials() {
        for (value, shown) in [
            ("http://proxy.example:3128", "http://proxy.example:3128"),
            ("http://user:canary@proxy.example", "http://…@proxy.example"),
            ("user:canary@x@proxy.example", "…@proxy.example"),
            ("localhost,.example", "localhost,.example"),
        ] {
            assert_eq!(without_credentials(value), shown);
        }
    }
}
