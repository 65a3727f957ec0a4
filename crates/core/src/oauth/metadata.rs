//! The server's metadata (RFC 8414; OpenID Connect Discovery): which other endpoints belong to a Token URL.
//!
//! A document counts only if it names the Token URL as its token endpoint. An endpoint that gets the client's credentials is used only if
//! it has the Token URL's origin. The public keys may be elsewhere, but unencrypted only on that origin.

use serde::Deserialize;

use super::token_request::USER_AGENT;
use crate::{authorization::TokenUrl, http};

/// The most prefixes of the Token URL's path that may name an issuer.
const MOST_ISSUERS: usize = 5;

/// What the metadata says about tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// Where a token is revoked (RFC 7009).
    pub(crate) revocation: Endpoint,
    /// Where the server says whether a token is valid (RFC 7662).
    pub(crate) introspection: Endpoint,
    /// Where its public keys are (`jwks_uri`). They may have another origin, but only with TLS.
    pub(crate) keys: Endpoint,
    /// The server's name (`issuer`).
    pub(crate) issuer: Option<String>,
    /// Whether it names itself in the answer to an authorization request (RFC 9207, section 3).
    pub(crate) names_itself: bool,
}

/// Where something is that the metadata names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// At this address.
    At(TokenUrl),
    /// At an address of another origin, which can't be trusted with it.
    OtherOrigin(String),
    /// Nowhere, as far as the metadata says.
    NotOffered,
}

#[derive(Deserialize)]
struct Document {
    token_endpoint: String,
    revocation_endpoint: Option<String>,
    introspection_endpoint: Option<String>,
    jwks_uri: Option<String>,
    issuer: Option<String>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

/// Returns the addresses at which the metadata may be: for each issuer that the Token URL's path can belong to, shortest first, the two
/// well-known ones.
pub(crate) fn addresses(token_url: &TokenUrl) -> Vec<String> {
    let (origin, target) = (token_url.origin(), token_url.target());
    let path = target.split('?').next().unwrap_or_default();
    // The last segment names the endpoint itself.
    let ends = path.match_indices('/').map(|(at, _)| at).take(MOST_ISSUERS);
    ends.flat_map(|end| {
        let issuer = &path[..end];
        [
            format!("{origin}/.well-known/oauth-authorization-server{issuer}"),
            format!("{origin}{issuer}/.well-known/openid-configuration"),
        ]
    })
    .collect()
}

/// Returns the request for a public document: metadata or keys. It has no credentials.
///
/// # Errors
/// The address can't be sent.
pub(crate) fn request(address: &str) -> Result<http::Request, http::Error> {
    let url = url::Url::parse(address).map_err(|_| http::ErrorKind::BadRequest("token_url"))?;
    let host = url.host_str().unwrap_or_default();
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let headers = [("Host", authority.as_str()), ("Accept", "application/json"), ("User-Agent", USER_AGENT)];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned().into()));
    Ok(http::Request { method: http::Method::GET, url, headers: headers.into(), body: String::new().into() })
}

/// Reads what the metadata says; `None` if this isn't the metadata of the Token URL's server.
pub(crate) fn read(response: &http::Response, token_url: &TokenUrl) -> Option<Metadata> {
    if response.status != 200 {
        return None;
    }
    let document: Document = serde_json::from_str(response.text()).ok()?;
    let path = |url: &TokenUrl| url.target().split('?').next().unwrap_or_default().to_owned();
    let token_endpoint = TokenUrl::parse(&document.token_endpoint).ok()?;
    if token_endpoint.origin() != token_url.origin() || path(&token_endpoint) != path(token_url) {
        return None;
    }
    let own = token_url.origin();
    let find = |text: Option<String>, may_be_elsewhere: fn(&TokenUrl) -> bool| match text
        .and_then(|text| TokenUrl::parse(&text).ok())
    {
        None => Endpoint::NotOffered,
        Some(url) if url.origin() == own || may_be_elsewhere(&url) => Endpoint::At(url),
        Some(url) => Endpoint::OtherOrigin(url.origin()),
    };
    let endpoint = |text| find(text, |_| false);
    Some(Metadata {
        revocation: endpoint(document.revocation_endpoint),
        introspection: endpoint(document.introspection_endpoint),
        keys: find(document.jwks_uri, TokenUrl::is_https),
        issuer: document.issuer,
        names_itself: document.authorization_response_iss_parameter_supported == Some(true),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> TokenUrl {
        TokenUrl::parse(text).unwrap()
    }

    #[test]
    fn metadata_is_looked_for_at_the_well_known_addresses_of_each_possible_issuer() {
        assert_eq!(
            addresses(&url("https://a.example/realms/x/token?y=/z")),
            [
                "https://a.example/.well-known/oauth-authorization-server",
                "https://a.example/.well-known/openid-configuration",
                "https://a.example/.well-known/oauth-authorization-server/realms",
                "https://a.example/realms/.well-known/openid-configuration",
                "https://a.example/.well-known/oauth-authorization-server/realms/x",
                "https://a.example/realms/x/.well-known/openid-configuration",
            ]
        );
        assert_eq!(addresses(&url(&format!("https://a.example{}", "/a".repeat(50)))).len(), 2 * MOST_ISSUERS);
    }

    #[test]
    fn only_the_metadata_of_the_token_url_counts_and_only_an_endpoint_of_its_origin() {
        let token_url = url("https://a.example/token?audience=x");
        let read = |status, body: &str| {
            let response = http::Response { status, body: body.as_bytes().to_vec().into(), ..Default::default() };
            super::read(&response, &token_url).map(|metadata| {
                assert_eq!(metadata.introspection, Endpoint::NotOffered);
                metadata.revocation
            })
        };
        let document = |token: &str, revocation: &str| {
            format!(r#"{{"token_endpoint":"{token}","revocation_endpoint":"{revocation}"}}"#)
        };
        let own = "https://a.example:443/token";
        let at = Endpoint::At(url("https://a.example/revoke"));
        for (status, body, expected) in [
            (200, document(own, "https://a.example/revoke"), Some(at)),
            (200, document(own, "https://b.example/revoke"), Some(Endpoint::OtherOrigin("https://b.example".into()))),
            (200, document(own, "http://a.example/revoke"), Some(Endpoint::OtherOrigin("http://a.example".into()))),
            (200, document(own, "revoke"), Some(Endpoint::NotOffered)),
            (200, format!(r#"{{"token_endpoint":"{own}"}}"#), Some(Endpoint::NotOffered)),
            (200, document("https://a.example/other", "https://a.example/revoke"), None),
            (200, document("https://b.example/token", "https://b.example/revoke"), None),
            (404, document(own, "https://a.example/revoke"), None),
            (200, "<html>".to_owned(), None),
            (200, "{}".to_owned(), None),
        ] {
            assert_eq!(read(status, &body), expected, "{body}");
        }
    }

    #[test]
    fn keys_may_be_on_another_origin_but_not_unencrypted() {
        let at = |text| Endpoint::At(url(text));
        let elsewhere = |origin: &str| Endpoint::OtherOrigin(origin.to_owned());
        for (token_url, keys, expected) in [
            ("https://a.example/token", "https://a.example/keys?v=1", at("https://a.example/keys?v=1")),
            ("https://a.example/token", "https://keys.example/", at("https://keys.example/")),
            ("https://a.example/token", "http://a.example/keys", elsewhere("http://a.example")),
            ("http://127.0.0.1:9/token", "http://127.0.0.1:9/keys", at("http://127.0.0.1:9/keys")),
            ("http://127.0.0.1:9/token", "http://127.0.0.1:8/keys", elsewhere("http://127.0.0.1:8")),
            ("https://a.example/token", "file:///etc/passwd", Endpoint::NotOffered),
            ("https://a.example/token", "/keys", Endpoint::NotOffered),
        ] {
            let body = serde_json::json!({
                "token_endpoint": token_url, "jwks_uri": keys, "introspection_endpoint": format!("{token_url}/introspect"),
            });
            let body = body.to_string().into_bytes().into();
            let response = http::Response { status: 200, body, ..Default::default() };
            let metadata = read(&response, &url(token_url)).unwrap();
            assert_eq!(metadata.keys, expected, "{keys}");
            assert_eq!(metadata.introspection, Endpoint::At(url(&format!("{token_url}/introspect"))));
        }
    }

    #[test]
    fn the_request_for_metadata_has_no_credentials() {
        let request = request("https://a.example:8443/.well-known/openid-configuration").unwrap();
        let names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            (names.as_slice(), request.headers[0].1.as_str()),
            (&["Host", "Accept", "User-Agent"][..], "a.example:8443")
        );
        assert!(request.body.is_empty());
    }
}
