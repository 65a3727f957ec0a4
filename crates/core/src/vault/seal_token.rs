//! Sealing a token with what is known about it: facts as bytes, and the token, padded, to hide its length.
//!
//! Inside: the length of the facts, the facts, and then, if there is a token, its length and the token.

use zeroize::Zeroizing;

use super::{
    key::VaultKey,
    seal::{pad, unpad},
};
use crate::{
    authorization::{AuthorizationId, Environment},
    secret::Secret,
};

const PURPOSE: &str = "token";
const LENGTH_BYTES: usize = 4;

/// The configuration that a token belongs to; with any other it doesn't open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenOf<'a> {
    /// Whose token it is.
    pub(crate) authorization: &'a AuthorizationId,
    /// In which environment.
    pub(crate) environment: Environment,
    /// A hash of the settings and sealed secrets that it was requested with.
    pub(crate) configuration: &'a [u8],
}

impl VaultKey {
    /// Seals facts, and a token if there is one, for a configuration.
    #[expect(clippy::expect_used, reason = "facts are far shorter than 4 GiB")]
    pub(crate) fn seal_token(&self, of: &TokenOf<'_>, facts: &[u8], token: Option<&Secret>) -> Vec<u8> {
        let length = u32::try_from(facts.len()).expect("shorter than 4 GiB");
        let token = token.map(|token| pad(token.expose()));
        let token = token.as_ref().map_or(&[][..], |token| token.as_slice());
        // Its final size at once: growing would leave copies behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(LENGTH_BYTES + facts.len() + token.len()));
        plain.extend_from_slice(&length.to_be_bytes());
        plain.extend_from_slice(facts);
        plain.extend_from_slice(token);
        self.seal_bytes(PURPOSE, &self.place_of_token(of), &plain)
    }

    /// Opens what [`Self::seal_token`] made; `None` if the key or the configuration is another, or a single bit.
    pub(crate) fn open_token(&self, of: &TokenOf<'_>, sealed: &[u8]) -> Option<(Vec<u8>, Option<Secret>)> {
        let plain = self.open_bytes(PURPOSE, &self.place_of_token(of), sealed)?;
        let (length, rest) = plain.split_first_chunk::<LENGTH_BYTES>()?;
        let (facts, token) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        let token = if token.is_empty() { None } else { Some(Secret::new(unpad(token)?.to_owned())) };
        Some((facts.to_vec(), token))
    }

    fn place_of_token(&self, of: &TokenOf<'_>) -> Vec<u8> {
        // An id has a fixed length and an environment's name no line break, so no two places are the same bytes.
        let environment = format!("{}\n", of.environment);
        self.in_database(&[of.authorization.as_bytes().as_slice(), environment.as_bytes(), of.configuration].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_only_for_its_own_configuration() {
        let (key, id, other_id) = (VaultKey::generate(), AuthorizationId::generate(), AuthorizationId::generate());
        let here = TokenOf { authorization: &id, environment: Environment::Staging, configuration: b"c" };
        let token = Secret::new("t".to_owned());
        let sealed = key.seal_token(&here, b"facts", Some(&token));
        let (facts, opened) = key.open_token(&here, &sealed).unwrap();
        assert_eq!((facts.as_slice(), opened.unwrap().expose()), (&b"facts"[..], "t"));
        for other in [
            TokenOf { authorization: &other_id, ..here },
            TokenOf { environment: Environment::Production, ..here },
            TokenOf { configuration: b"d", ..here },
        ] {
            assert!(key.open_token(&other, &sealed).is_none(), "{other:?}");
        }
        for other in [VaultKey::generate(), key.of_database(uuid::Uuid::now_v7())] {
            assert!(other.open_token(&here, &sealed).is_none());
        }
    }

    #[test]
    fn there_may_be_no_token_and_its_length_does_not_show() {
        let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
        let here = TokenOf { authorization: &id, environment: Environment::Staging, configuration: b"c" };
        let (facts, token) = key.open_token(&here, &key.seal_token(&here, b"facts", None)).unwrap();
        assert!(facts == b"facts" && token.is_none());
        let sealed_bytes = |bytes| key.seal_token(&here, b"", Some(&Secret::new("x".repeat(bytes)))).len();
        assert_eq!(sealed_bytes(1), sealed_bytes(60));
        for bytes in [&b""[..], b"\0", &[255; 60]] {
            assert!(key.open_token(&here, &key.seal_bytes(PURPOSE, &key.place_of_token(&here), bytes)).is_none());
        }
    }
}
