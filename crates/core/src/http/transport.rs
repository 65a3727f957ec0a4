//! How requests travel: trust and proxy, and the client that was built for them.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::runtime::Handle;

use super::{
    connector::ObserveLayer,
    network::Network,
    resolver::Resolver,
    tls::{self, SystemRoots},
    trust::Trust,
};
use crate::proxy::Proxy;

/// The most transports that are kept; the least recently used goes first.
const KEPT: usize = 8;
/// The most headers of a response.
const HEADERS: usize = 256;
/// How long all addresses of a host may take together. Each gets its share, so that a dead first address doesn't use up the time;
/// an attempt's own limit ends it earlier.
const CONNECT_LIMIT: Duration = Duration::from_secs(15);

/// A client for one trust and one proxy.
#[derive(Debug)]
pub struct Transport {
    pub(super) client: reqwest::Client,
    pub(super) proxy: Option<Proxy>,
    pub(super) network: Handle,
    pub(super) roots: SystemRoots,
}

impl Transport {
    /// Builds a transport, and begins to read the system's roots.
    ///
    /// # Errors
    /// The client can't be built on this machine.
    fn new(trust: &Trust, proxy: Option<&Proxy>, network: Handle) -> Result<Self, TransportError> {
        let (tls, roots) = tls::configuration(trust).map_err(|_| TransportError)?;
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(Resolver)
            .connector_layer(ObserveLayer)
            .connect_timeout(CONNECT_LIMIT)
            // Nothing happens that wasn't asked for: a redirect or a retry would send the credentials a second time.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            // Without idle connections the client connects inside the request's own future, where `Attempt` is found.
            .pool_max_idle_per_host(0)
            .http1_title_case_headers()
            .http1_max_headers(HEADERS)
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http1_ignore_invalid_headers_in_responses(true);
        let builder = match proxy {
            Some(proxy) => builder.proxy(proxy.to_reqwest().map_err(|_| TransportError)?),
            None => builder,
        };
        Ok(Self { client: builder.build().map_err(|_| TransportError)?, proxy: proxy.cloned(), network, roots })
    }

    /// Whether the first TLS handshake of a connection is the proxy's.
    pub(super) fn greets_proxy(&self) -> bool {
        self.proxy.as_ref().is_some_and(Proxy::is_https)
    }
}

/// The HTTP client can't be set up on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportError;

/// Transports by their settings, kept so that the system's roots are read once.
#[derive(Debug, Default)]
pub struct Transports {
    kept: Mutex<Vec<(Settings, Arc<Transport>)>>,
    network: Network,
}

#[derive(Clone, Debug, PartialEq)]
struct Settings {
    trust: Trust,
    proxy: Option<Proxy>,
}

impl Transports {
    /// Returns the transport for a trust and a proxy. May block for some milliseconds; the lock isn't held meanwhile.
    ///
    /// # Errors
    /// The client can't be built on this machine.
    pub fn get(&self, trust: &Trust, proxy: Option<&Proxy>) -> Result<Arc<Transport>, TransportError> {
        let settings = Settings { trust: trust.clone(), proxy: proxy.cloned() };
        if let Some(transport) = self.find(&settings) {
            return Ok(transport);
        }
        let network = self.network.handle().map_err(|_| TransportError)?;
        let transport = Arc::new(Transport::new(trust, proxy, network)?);
        let mut kept = self.kept();
        kept.retain(|(known, _)| *known != settings);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((settings, Arc::clone(&transport)));
        Ok(transport)
    }

    /// Forgets a transport, so that the system's roots are read again the next time: after a certificate was rejected, installing
    /// its issuer and trying again works.
    pub fn forget(&self, transport: &Arc<Transport>) {
        self.kept().retain(|(_, known)| !Arc::ptr_eq(known, transport));
    }

    /// Forgets the transports that have a secret: the private key of a client certificate, or the password of a proxy.
    pub fn forget_secrets(&self) {
        let has_credentials = |settings: &Settings| settings.proxy.as_ref().is_some_and(Proxy::has_credentials);
        self.kept().retain(|(settings, _)| settings.trust.identity().is_none() && !has_credentials(settings));
    }

    fn find(&self, settings: &Settings) -> Option<Arc<Transport>> {
        let mut kept = self.kept();
        let at = kept.iter().position(|(known, _)| known == settings)?;
        let found = kept.remove(at);
        let transport = Arc::clone(&found.1);
        kept.push(found);
        Some(transport)
    }

    fn kept(&self) -> MutexGuard<'_, Vec<(Settings, Arc<Transport>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_settings_share_a_transport_until_it_is_forgotten() {
        let transports = Transports::default();
        let first = transports.get(&Trust::default(), None).unwrap();
        assert!(Arc::ptr_eq(&first, &transports.get(&Trust::default(), None).unwrap()));
        let unverified = transports.get(&Trust::default().without_verification(), None).unwrap();
        assert!(!Arc::ptr_eq(&first, &unverified));
        transports.forget(&first);
        assert!(!Arc::ptr_eq(&first, &transports.get(&Trust::default(), None).unwrap()));
    }

    #[test]
    fn a_transport_with_a_secret_is_forgotten() {
        let transports = Transports::default();
        let get = |address: &str| transports.get(&Trust::default(), Some(&Proxy::parse(address).unwrap())).unwrap();
        let (open, secret) = (get("http://proxy.example:1"), get("http://maria:pw@proxy.example:2"));
        transports.forget_secrets();
        assert!(Arc::ptr_eq(&open, &get("http://proxy.example:1")));
        assert!(!Arc::ptr_eq(&secret, &get("http://maria:pw@proxy.example:2")));
    }

    #[test]
    fn no_more_transports_are_kept_than_the_limit() {
        let transports = Transports::default();
        for port in 1..=20 {
            let proxy = Proxy::parse(&format!("http://proxy.example:{port}")).unwrap();
            transports.get(&Trust::default(), Some(&proxy)).unwrap();
        }
        assert_eq!(transports.kept().len(), KEPT);
    }
}
