//! Where a stored secret may go: to one origin, over one way.

use std::fmt;

use super::{EnvironmentNetwork, OAuth2Fields, SecretField};
use crate::{keys::certificate_fingerprint, proxy::Proxy};

/// Where a secret may go: an origin, and what exposes the secret on the way to others than the server that a CA of the system vouches for. It is
/// sealed with the secret as text: the origin, and a word for each of these. Without them, the text is the origin alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Scheme, host and port; empty if the secret isn't sent by Keyfob.
    pub origin: String,
    /// The environment's own proxy.
    pub proxy: Option<String>,
    /// The SHA-256 fingerprints of the environment's own CA certificates, sorted.
    pub roots: Vec<String>,
    /// Whether any server certificate is accepted.
    pub is_unverified: bool,
}

const PROXY: &str = "proxy=";
const ROOT: &str = "ca=";
const UNVERIFIED: &str = "unverified";

impl Route {
    /// Returns the way of a secret of an environment.
    pub(crate) fn of<S>(fields: &OAuth2Fields<S>, secret: &SecretField) -> Self {
        // The proxy's password goes to the proxy, whatever the server.
        if *secret == SecretField::ProxyPassword {
            return Self::to_proxy(&fields.network);
        }
        let proxy = fields.network.proxy().map(Proxy::url_without_credentials);
        let roots = fingerprints(&fields.network);
        let is_unverified = fields.network.skip_verification;
        Self { origin: fields.token_url.origin(), proxy, roots, is_unverified }
    }

    /// Returns the way of the password of an environment's own proxy.
    pub(crate) fn to_proxy<S>(network: &EnvironmentNetwork<S>) -> Self {
        let origin = network.proxy().map(Proxy::url_without_credentials).unwrap_or_default();
        // They vouch for an `https:` proxy, too.
        Self { origin, roots: fingerprints(network), ..Self::default() }
    }

    /// Reads what [`Display`](fmt::Display) writes. Words that aren't known make it a way that no other contains.
    pub(crate) fn read(text: &str) -> Self {
        let mut words = text.split(' ');
        let mut route = Self { origin: words.next().unwrap_or_default().to_owned(), ..Self::default() };
        for word in words {
            if let Some(proxy) = word.strip_prefix(PROXY) {
                route.proxy = Some(proxy.to_owned());
            } else if let Some(root) = word.strip_prefix(ROOT) {
                route.roots.push(root.to_owned());
            } else if word == UNVERIFIED {
                route.is_unverified = true;
            } else {
                return Self { origin: text.to_owned(), ..Self::default() };
            }
        }
        route
    }

    /// Whether a secret that may go this way may also go the other, because the other exposes it to no additional party.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.origin == other.origin
            && (other.proxy.is_none() || self.proxy == other.proxy)
            && other.roots.iter().all(|root| self.roots.contains(root))
            && (self.is_unverified || !other.is_unverified)
    }
}

/// Returns the SHA-256 fingerprints of an environment's own CA certificates, sorted.
fn fingerprints<S>(network: &EnvironmentNetwork<S>) -> Vec<String> {
    let mut roots: Vec<_> = network.roots().iter().map(|root| certificate_fingerprint(root)).collect();
    roots.sort();
    roots
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.origin)?;
        if let Some(proxy) = &self.proxy {
            write!(formatter, " {PROXY}{proxy}")?;
        }
        for root in &self.roots {
            write!(formatter, " {ROOT}{root}")?;
        }
        if self.is_unverified { write!(formatter, " {UNVERIFIED}") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn route() -> impl Strategy<Value = Route> {
        let origin = prop::sample::select(vec!["https://a.example", "https://b.example:8443", ""]);
        let proxy = prop::sample::select(vec![None, Some("http://p.example:3128"), Some("socks5h://[::1]:1080")]);
        let roots = prop::sample::subsequence(vec!["00", "aa", "ff"], 0..=3);
        (origin, proxy, roots, any::<bool>()).prop_map(|(origin, proxy, roots, is_unverified)| Route {
            origin: origin.to_owned(),
            proxy: proxy.map(ToOwned::to_owned),
            roots: roots.into_iter().map(ToOwned::to_owned).collect(),
            is_unverified,
        })
    }

    proptest! {
        #[test]
        fn a_way_is_read_as_it_was_written(route in route()) {
            prop_assert_eq!(Route::read(&route.to_string()), route);
        }

        #[test]
        fn a_way_contains_itself_and_what_others_in_it_contain(one in route(), two in route(), three in route()) {
            prop_assert!(one.contains(&one));
            prop_assert!(!(one.contains(&two) && two.contains(&three)) || one.contains(&three));
        }
    }

    #[test]
    fn only_a_way_that_exposes_more_is_another_one() {
        let read = |rest: &str| Route::read(&format!("https://a.example{rest}"));
        let own = read(" proxy=http://p.example:3128 ca=aa unverified");
        for narrower in ["", " ca=aa", " unverified", " proxy=http://p.example:3128"] {
            assert!(own.contains(&read(narrower)), "{narrower}");
            assert!(!read(narrower).contains(&own), "{narrower}");
        }
        for other in [" proxy=http://q.example:3128", " ca=bb", " ca=aa ca=bb", " later"] {
            assert!(!own.contains(&read(other)), "{other}");
        }
        assert!(!own.contains(&Route::read("https://b.example")));
    }
}
