//! The algorithms that assertions and proofs are signed with (RFC 7518, section 3.1; RFC 8037, section 3.1).

use std::fmt;

use ring::hmac;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::secret::Secret;

/// An algorithm that signs with a private key. Which of them fit a key is [`PrivateKey::algorithms`](super::PrivateKey::algorithms).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// RSASSA-PSS with SHA-256; the salt is as long as the hash.
    PS256,
    /// RSASSA-PSS with SHA-384; the salt is as long as the hash.
    PS384,
    /// RSASSA-PSS with SHA-512; the salt is as long as the hash.
    PS512,
    /// ECDSA with P-256 and SHA-256.
    ES256,
    /// ECDSA with P-384 and SHA-384.
    ES384,
    /// ECDSA with P-521 and SHA-512.
    ES512,
    /// Ed25519. RFC 9864 calls it `Ed25519`, but servers know the older name.
    EdDSA,
}

impl SigningAlgorithm {
    /// All algorithms.
    pub const ALL: [Self; 10] = [
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::EdDSA,
    ];
    /// Their names, as in the `alg` parameter of a JWS header.
    pub const WORDS: [&str; 10] =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

    /// Returns the name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        // The variants are in the order of the names; a test compares them.
        Self::WORDS[self as usize]
    }

    /// Returns the algorithm of a name; `Ed25519` is another one for [`EdDSA`](Self::EdDSA) (RFC 9864, section 2.2).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = if name == "Ed25519" { "EdDSA" } else { name };
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

impl fmt::Display for SigningAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// An algorithm that authenticates with a shared secret (RFC 7518, section 3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum HmacAlgorithm {
    /// HMAC with SHA-256.
    #[default]
    HS256,
    /// HMAC with SHA-384.
    HS384,
    /// HMAC with SHA-512.
    HS512,
}

impl HmacAlgorithm {
    /// All algorithms.
    pub const ALL: [Self; 3] = [Self::HS256, Self::HS384, Self::HS512];
    /// Their names, as in the `alg` parameter of a JWS header.
    pub const WORDS: [&str; 3] = ["HS256", "HS384", "HS512"];

    /// Returns the name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// Returns the authentication code of a message. The key is the secret's text in UTF-8 (OpenID Connect Core, section 10.1).
    #[must_use]
    pub fn sign(self, secret: &Secret, message: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::HS256 => hmac::HMAC_SHA256,
            Self::HS384 => hmac::HMAC_SHA384,
            Self::HS512 => hmac::HMAC_SHA512,
        };
        hmac::sign(&hmac::Key::new(algorithm, secret.expose().as_bytes()), message).as_ref().to_vec()
    }
}

impl fmt::Display for HmacAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn each_algorithm_has_the_name_that_it_is_written_with() {
        for (algorithm, word) in SigningAlgorithm::ALL.into_iter().zip(SigningAlgorithm::WORDS) {
            assert_eq!((algorithm.as_str(), format!("{algorithm:?}").as_str()), (word, word));
            assert_eq!(serde_json::to_value(algorithm).unwrap(), word);
            assert_eq!(SigningAlgorithm::named(word), Some(algorithm));
        }
        assert_eq!(SigningAlgorithm::named("Ed25519"), Some(SigningAlgorithm::EdDSA));
        assert_eq!(SigningAlgorithm::named("none"), None);
        for (algorithm, word) in HmacAlgorithm::ALL.into_iter().zip(HmacAlgorithm::WORDS) {
            assert_eq!((algorithm.as_str(), format!("{algorithm:?}").as_str()), (word, word));
            assert_eq!(serde_json::to_value(algorithm).unwrap(), word);
        }
        assert_eq!(HmacAlgorithm::default(), HmacAlgorithm::HS256);
    }

    #[test]
    fn codes_are_those_of_other_implementations() {
        // RFC 4231, section 4.3.
        let secret = Secret::new("Jefe".into());
        for (algorithm, begin, bytes) in [
            (HmacAlgorithm::HS256, [0x5b, 0xdc, 0xc1, 0x46], 32),
            (HmacAlgorithm::HS384, [0xaf, 0x45, 0xd2, 0xe3], 48),
            (HmacAlgorithm::HS512, [0x16, 0x4b, 0x7a, 0x7b], 64),
        ] {
            let code = algorithm.sign(&secret, b"what do ya want for nothing?");
            assert_eq!((&code[..4], code.len()), (begin.as_slice(), bytes), "{algorithm}");
        }
        // The token of jwt.io.
        let message = b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ";
        let code = HmacAlgorithm::HS256.sign(&Secret::new("your-256-bit-secret".into()), message);
        assert_eq!(URL_SAFE_NO_PAD.encode(code), "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c");
    }
}
