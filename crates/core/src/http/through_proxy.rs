//! What a proxy means for a request.

use super::Proxy;
use crate::authorization::TokenUrl;

impl Proxy {
    /// Returns the proxy as the client takes it.
    ///
    /// # Errors
    /// The client doesn't know this kind of proxy.
    pub(super) fn to_reqwest(&self) -> reqwest::Result<reqwest::Proxy> {
        let proxy = reqwest::Proxy::all(self.url_without_credentials())?;
        if !self.has_credentials() {
            return Ok(proxy);
        }
        let password = self.password().map(crate::secret::Secret::expose).unwrap_or_default();
        Ok(proxy.basic_auth(&self.username().unwrap_or_default(), password))
    }

    /// Whether a request to `url` crosses a network in clear on its way to or from this proxy: the proxy is on
    /// another computer and the request isn't encrypted. TLS to the proxy doesn't change that, since it ends there.
    #[must_use]
    pub fn exposes(&self, url: &TokenUrl) -> bool {
        let address = format!("http://{}/", self.host());
        // A host that is unexpectedly no part of a Token URL counts as remote.
        !url.is_https() && TokenUrl::parse(&address).map_or(true, |proxy| proxy.is_cleartext())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_elsewhere_exposes_a_request_that_is_not_encrypted() {
        for (proxy, url, is_exposed) in [
            ("http://proxy.example:3128", "http://127.0.0.1/", true),
            ("https://192.0.2.1", "http://localhost/", true),
            ("socks5h://proxy.example", "http://a.example/", true),
            ("socks5://[2001:db8::1]", "http://a.example/", true),
            ("http://proxy.example", "https://a.example/", false),
            ("socks5://proxy.example", "https://a.example/", false),
            ("http://localhost:3128", "http://127.0.0.1/", false),
            ("http://[::1]:3128", "http://127.0.0.1/", false),
            ("socks5://127.0.0.1", "http://a.example/", false),
        ] {
            assert_eq!(
                Proxy::parse(proxy).unwrap().exposes(&TokenUrl::parse(url).unwrap()),
                is_exposed,
                "{proxy} {url}"
            );
        }
    }
}
