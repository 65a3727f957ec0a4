//! The ways in for the fuzzer (`fuzz/`): any token, read as a JWT; any key set; and any metadata, with the address that it was asked for.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    discovery::{Address, FoundEndpoint, ResourceMetadata, ServerMetadata, Wanted},
    jwt::Jwt,
    key_set,
    signature::{Signed, Verified},
};

/// Reads a token as it is, or, if the first byte is even, one made of the lines of the input: header, claims and signature.
///
/// # Panics
/// If a date is out of range, or if what was read isn't read again.
pub fn read_jwt(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else { return };
    let token = if first % 2 == 0 {
        let parts: Vec<String> = rest.split(|byte| *byte == b'\n').map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
        parts.join(".")
    } else {
        String::from_utf8_lossy(rest).into_owned()
    };
    let Some(jwt) = Jwt::read(&token) else { return };
    for claim in ["exp", "iat", "nbf", "auth_time"] {
        assert!(jwt.date_ms(claim).is_none_or(|date| (0..=253_402_300_799_000).contains(&date)), "{claim}");
    }
    let part = |object| URL_SAFE_NO_PAD.encode(serde_json::to_vec(object).unwrap_or_default());
    if let Some(claims) = &jwt.claims {
        let again = format!("{}.{}.", part(&jwt.header), part(claims));
        assert!(Jwt::read(&again).is_some(), "what was read isn't read again");
    }
}

/// Reads the first line as an address, and the rest as the metadata of a server and of an API.
///
/// # Panics
/// If what was read isn't bounded, or isn't safe to show.
pub fn read_metadata(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (address, document) = text.split_once('\n').unwrap_or((&text, ""));
    for wanted in [Wanted::Anything, Wanted::Issuer] {
        let Ok(address) = Address::read(address, wanted) else { continue };
        assert!((1..=6).contains(&address.candidates.len()), "one document, or each place where it may be");
        for (url, _) in &address.candidates {
            assert_eq!(url.origin(), address.url.origin(), "nothing is asked elsewhere");
            assert!(!url.as_str().contains(['?', '#']), "nothing is sent along");
        }
    }
    if let Ok((_, server, warnings)) = ServerMetadata::read(document) {
        let endpoints = [
            &server.token_endpoint,
            &server.authorization_endpoint,
            &server.device_authorization_endpoint,
            &server.revocation_endpoint,
            &server.introspection_endpoint,
            &server.jwks_uri,
        ];
        endpoints.into_iter().flatten().for_each(assert_usable);
        let lists = [&server.auth_signing_algorithms, &server.dpop_algorithms, &server.code_challenge_methods];
        assert!(lists.into_iter().chain(&server.grant_types).all(|list| list.len() <= 100));
        assert!(server.scopes.len() <= 500 && warnings.len() <= 100);
        assert_shown(&server.issuer);
        for warning in &warnings {
            assert_printable(&serde_json::to_string(warning).unwrap_or_default());
        }
    }
    if let Ok((_, resource, _)) = ResourceMetadata::read(document) {
        assert!(resource.authorization_servers.len() <= 20 && resource.scopes.len() <= 500);
        assert_shown(&resource.resource);
        resource.name.iter().for_each(|name| assert_shown(name));
    }
}

fn assert_usable(endpoint: &FoundEndpoint) {
    let Ok(url) = url::Url::parse(&endpoint.url) else { panic!("an endpoint is a URL") };
    assert!(matches!(url.scheme(), "http" | "https") && url.fragment().is_none(), "{url}");
    assert!(url.username().is_empty() && url.password().is_none(), "{url}");
}

fn assert_shown(text: &str) {
    assert!(text.chars().count() <= 300, "it is cut");
    assert_printable(text);
}

fn assert_printable(text: &str) {
    assert!(!text.contains(crate::clean::is_unseen), "{text:?}");
}

/// Reads a key set, or, if the first byte is even, one with the input as the members of its only key, and verifies tokens with its keys.
///
/// # Panics
/// If a token is verified that no key signed, or if a key has no thumbprint of the right length.
pub fn read_keys(input: &[u8]) {
    let Some((first, rest)) = input.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let text = if first % 2 == 0 { format!(r#"{{"keys":[{{{text}}}]}}"#) } else { text.into_owned() };
    let Some(keys) = key_set::read(&text) else { return };
    for algorithm in ["RS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"] {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        // The signature is arbitrary bytes.
        let token = format!("{}.{}.{}", part(&format!(r#"{{"alg":"{algorithm}"}}"#)), part("{}"), part(&text));
        let Ok(signed) = Signed::read(&token) else { continue };
        assert!(!matches!(signed.verify(&keys), Verified::By(_)), "{algorithm}");
    }
    for key in keys {
        assert_eq!(key.material.thumbprint().len(), 43, "a SHA-256 digest in base64url");
        assert!(!key.material.name().is_empty());
    }
}
