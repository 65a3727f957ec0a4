//! Keys and certificates of the form: reading them from files, generating keys, and what is public of them.

use serde::Serialize;
use serde_json::json;
use ts_rs::TS;
use zeroize::Zeroizing;

use super::{Keyfob, lock};
use crate::{
    authorization::{AssertionAlgorithm, Details, Draft, Environment, SecretField, SecretInput},
    error::{Error, Result},
    http::{CertificateSeen, certificates::describe},
    keys::{self, GeneratedKind, KeyFile, KeyFileError, KeyKind, PrivateKey},
    secret::Secret,
};

/// A private key that is held.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct HeldKey {
    /// Its name, for a draft.
    pub id: String,
    /// The name that a JWK gives it (`kid`).
    pub key_id: Option<String>,
    /// The algorithm that a JWK gives it (`alg`).
    pub algorithm: Option<AssertionAlgorithm>,
    /// The certificates that were in the same file, as PEM, its own first; empty for none.
    pub certificates: String,
}

/// What came of reading a file with a key or certificates.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "read", rename_all = "snake_case")]
#[ts(export)]
pub enum KeyRead {
    /// A private key.
    Key(HeldKey),
    /// Certificates and no private key.
    Certificates {
        /// The certificates as PEM, without anything else that was in the file.
        pem: String,
    },
    /// The file is encrypted: its passphrase is needed, or was wrong.
    Passphrase {
        /// Whether a passphrase was given.
        is_wrong: bool,
    },
    /// The file can't be used.
    Unusable {
        /// Why.
        why: KeyFileProblem,
    },
}

/// Why a file can't be used.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct KeyFileProblem {
    /// The key of its text in the catalogue of messages, which is the rest of a sentence about the file.
    pub code: &'static str,
    /// The value in that text.
    pub value: Option<String>,
}

/// What is public of a private key.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct KeyDescription {
    /// What kind of key it is.
    pub kind: KeyKind,
    /// The algorithms that it can sign with, the usual one first.
    pub algorithms: Vec<AssertionAlgorithm>,
    /// Its thumbprint (RFC 7638, SHA-256).
    pub thumbprint: String,
    /// Its public half as a JWK Set (RFC 7517, section 5), to be registered with the server.
    pub public_keys: String,
}

impl Keyfob {
    /// Reads a private key or certificates from a file. The key is held until it is saved.
    #[must_use]
    pub fn hold_key(&self, file: Vec<u8>, passphrase: Option<&Secret>) -> KeyRead {
        let file = Zeroizing::new(file);
        match PrivateKey::read(&file, passphrase) {
            Ok(read) => KeyRead::Key(self.hold(&read)),
            Err(KeyFileError::Certificate) if let Ok(found) = keys::read_certificates(&file) => {
                KeyRead::Certificates { pem: keys::certificates_as_pem(&found) }
            }
            Err(KeyFileError::PassphraseNeeded) => KeyRead::Passphrase { is_wrong: false },
            Err(KeyFileError::PassphraseWrong) => KeyRead::Passphrase { is_wrong: true },
            Err(error) => KeyRead::Unusable { why: KeyFileProblem { code: error.code(), value: error.value() } },
        }
    }

    /// Generates a private key, and holds it until it is saved. May take some seconds for RSA.
    ///
    /// # Errors
    /// This machine can't generate one.
    pub fn generate_key(&self, kind: GeneratedKind) -> Result<HeldKey> {
        let key = PrivateKey::generate(kind).map_err(|_| Error::NotFound)?;
        let key_id = Some(key.thumbprint());
        Ok(self.hold(&KeyFile { key, certificates: Vec::new(), key_id, algorithm: None }))
    }

    /// Returns what is public of a private key of a draft, held or stored.
    ///
    /// # Errors
    /// There is no such key; the vault's key is out of reach; [`Error::ChangedOutside`].
    pub fn describe_key(&self, draft: &Draft, environment: Environment, field: &SecretField) -> Result<KeyDescription> {
        let draft = self.with_held_keys(draft);
        let Details::OAuth2 { environments, .. } = &draft.details else { return Err(Error::NotFound) };
        let fields = environments.get(environment);
        let inputs = fields.secret_inputs();
        let (_, input) = inputs.iter().find(|(own, _)| own == field).ok_or(Error::NotFound)?;
        let secret = match (input, draft.id) {
            (SecretInput::Typed { text }, _) => text.clone(),
            (SecretInput::Stored, Some(id)) => self.stored_secret(id, environment, field)?,
            _ => return Err(Error::NotFound),
        };
        let key = PrivateKey::from_secret(&secret).map_err(|_| Error::SecretUnreadable)?;
        let algorithms: Vec<_> = key.algorithms().iter().copied().map(AssertionAlgorithm::from).collect();
        let mut public = key.public_jwk();
        if !fields.key_id.is_empty() {
            public.insert("kid".to_owned(), fields.key_id.as_str().into());
        }
        public.insert("use".to_owned(), "sig".into());
        let chosen = fields.assertion_algorithm.or(algorithms.first().copied());
        public.insert("alg".to_owned(), json!(chosen));
        let public_keys = serde_json::to_string_pretty(&json!({ "keys": [public] })).unwrap_or_default();
        Ok(KeyDescription { kind: key.kind(), algorithms, thumbprint: key.thumbprint(), public_keys })
    }

    /// Returns the certificates in a text, described; nothing if they can't be read.
    #[must_use]
    pub fn describe_certificates(&self, text: &str) -> Vec<CertificateSeen> {
        keys::read_certificates(text.as_bytes()).unwrap_or_default().iter().map(describe).collect()
    }

    /// Returns a draft with held keys in place of their names.
    pub(super) fn with_held_keys(&self, draft: &Draft) -> Draft {
        lock(&self.0.held_keys).put_into(draft)
    }

    fn hold(&self, read: &KeyFile) -> HeldKey {
        HeldKey {
            id: lock(&self.0.held_keys).hold(read.key.to_secret()),
            key_id: read.key_id.clone(),
            algorithm: read.algorithm.map(AssertionAlgorithm::from),
            certificates: keys::certificates_as_pem(&read.certificates),
        }
    }
}
