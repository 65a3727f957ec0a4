//! What came of verifying a token's signature with its server's keys.

use serde::Serialize;
use ts_rs::TS;

use super::token_question::EndpointProblem;
use crate::{
    clean,
    http::Response,
    oauth::{
        key_set::{self, PublicKey},
        signature::{Signed, Unverifiable, Verified},
    },
};

/// The longest name of a key or algorithm that is shown, in characters.
const NAME_CHARACTERS: usize = 200;

/// What came of verifying a token's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub enum SignatureCheck {
    /// The signature is right.
    Valid {
        /// The key that signed the token.
        key: SigningKey,
        /// Where the keys are.
        keys_url: String,
    },
    /// The signature is wrong: none of the server's keys that could have made it did.
    Invalid {
        /// Those keys.
        tried: Vec<SigningKey>,
        /// Where the keys are.
        keys_url: String,
    },
    /// The server publishes no key that could have made it.
    NoKey {
        /// The token's algorithm.
        algorithm: String,
        /// The key that the token names (`kid`).
        key_id: Option<String>,
        /// Where the keys are.
        keys_url: String,
    },
    /// The server's key is too short (RFC 7518, section 3.3) or too long to be used, so it isn't known whether it signed the token.
    UnusableKey {
        /// The key.
        key: SigningKey,
        /// Where the keys are.
        keys_url: String,
    },
    /// The token isn't signed (`alg` is `none`).
    NotSigned,
    /// The token is signed with a secret that only its server and its recipient have.
    SharedSecret,
    /// The token is encrypted.
    Encrypted,
    /// The token isn't a JSON Web Token.
    Opaque,
    /// The token has an algorithm, or demands an extension, that Keyfob doesn't know.
    Unsupported {
        /// Which.
        what: String,
    },
    /// The keys can't be fetched.
    NoKeys {
        /// Why.
        why: EndpointProblem,
        /// Where they are, as far as that is known.
        keys_url: Option<String>,
    },
}

/// A public key, described.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SigningKey {
    /// Its name (`kid`).
    pub id: Option<String>,
    /// Its type and size, such as `RSA 2048` or `P-256`.
    pub kind: String,
    /// Its SHA-256 thumbprint in base64url (RFC 7638).
    pub thumbprint: String,
}

impl SigningKey {
    fn of(key: &PublicKey) -> Self {
        let id = key.id.as_deref().map(|id| clean::line(id, NAME_CHARACTERS));
        Self { id, kind: key.material.name(), thumbprint: key.material.thumbprint() }
    }
}

impl SignatureCheck {
    /// Verifies a token with a response that is to contain keys.
    pub(crate) fn of(signed: &Signed, response: &Response, keys_url: &str) -> Self {
        let Some(keys) = key_set::read(response.text()) else {
            return Self::NoKeys { why: EndpointProblem::Unreadable, keys_url: Some(keys_url.to_owned()) };
        };
        let name = |text: &str| clean::line(text, NAME_CHARACTERS);
        let keys_url = keys_url.to_owned();
        match signed.verify(&keys) {
            Verified::By(key) => Self::Valid { key: SigningKey::of(key), keys_url },
            Verified::Not(tried) => Self::Invalid { tried: tried.into_iter().map(SigningKey::of).collect(), keys_url },
            Verified::NoKey => {
                Self::NoKey { algorithm: name(signed.algorithm()), key_id: signed.key_id().map(name), keys_url }
            }
            Verified::Unusable(key) => Self::UnusableKey { key: SigningKey::of(key), keys_url },
        }
    }

    /// Says why a token can't be verified with any key.
    pub(crate) fn not_verifiable(why: Unverifiable) -> Self {
        match why {
            Unverifiable::Opaque => Self::Opaque,
            Unverifiable::Encrypted => Self::Encrypted,
            Unverifiable::NotSigned => Self::NotSigned,
            Unverifiable::SharedSecret => Self::SharedSecret,
            Unverifiable::Unsupported(what) => Self::Unsupported { what: clean::line(&what, NAME_CHARACTERS) },
        }
    }
}
