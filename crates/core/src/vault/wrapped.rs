//! The vault's key, sealed under a passphrase or a recovery key.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    aead::{self, KEY_BYTES},
    bytes::{self, random},
    key::VaultKey,
    passphrase::Argon2id,
    recovery_key::RecoveryKey,
};
use crate::{
    error::{Error, Result},
    secret::Secret,
};

/// The vault's key under another key, with all that is needed to make that one again but the secret itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wrapped {
    /// How the wrapping key is derived.
    #[serde(flatten)]
    derivation: Derivation,
    /// Nonce, ciphertext and tag.
    #[serde(with = "bytes")]
    sealed: Vec<u8>,
}

/// How a wrapping key is derived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "algorithm", rename_all = "lowercase")]
enum Derivation {
    /// From a passphrase, slowly.
    Argon2id(Argon2id),
    /// From a random recovery key, at once.
    Blake3 {
        #[serde(with = "bytes")]
        salt: Vec<u8>,
    },
}

/// A key that wraps the vault's key, derived once and kept while the vault is open, so that the vault's key can be replaced without asking
/// for the passphrase again.
#[derive(Clone)]
pub(crate) struct WrappingKey {
    derivation: Derivation,
    bytes: Zeroizing<[u8; KEY_BYTES]>,
}

impl WrappingKey {
    /// The wrapping key that a new passphrase gives.
    ///
    /// # Errors
    /// [`Error::Damaged`] if there is not enough memory to derive it.
    pub(super) fn from_passphrase(passphrase: &Secret) -> Result<Self> {
        let costs = Argon2id::fresh();
        Ok(Self { bytes: costs.derive(passphrase)?, derivation: Derivation::Argon2id(costs) })
    }

    /// The wrapping key that a new recovery key gives.
    pub(super) fn from_recovery_key(recovery_key: &RecoveryKey) -> Self {
        let salt = random::<16>().to_vec();
        Self { bytes: recovery_key.derive(&salt), derivation: Derivation::Blake3 { salt } }
    }

    /// Wraps a vault's key.
    pub(super) fn wrap(&self, key: &VaultKey) -> Wrapped {
        let sealed = aead::encrypt(&self.bytes, &self.derivation.bind(key.key_id()), key.expose());
        Wrapped { derivation: self.derivation.clone(), sealed }
    }
}

impl Wrapped {
    /// The wrapping key again, from the passphrase.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the stored costs are absurd, or it is not wrapped under a passphrase.
    pub(super) fn wrapping_key(&self, passphrase: &Secret) -> Result<WrappingKey> {
        let Derivation::Argon2id(costs) = &self.derivation else { return Err(damaged()) };
        Ok(WrappingKey { bytes: costs.derive(passphrase)?, derivation: self.derivation.clone() })
    }

    /// The wrapping key again, from the recovery key.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`] if that is no recovery key; [`Error::Damaged`] if it is not wrapped under one.
    pub(super) fn recovery_wrapping_key(&self, typed: &Secret) -> Result<WrappingKey> {
        let Derivation::Blake3 { salt } = &self.derivation else { return Err(damaged()) };
        let recovery_key = RecoveryKey::read(typed).ok_or(Error::WrongPassphrase)?;
        Ok(WrappingKey { bytes: recovery_key.derive(salt), derivation: self.derivation.clone() })
    }

    /// The vault's key, if the wrapping key is the right one.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`].
    pub(super) fn unwrap(&self, wrapping: &WrappingKey, key_id: Uuid) -> Result<VaultKey> {
        let key = aead::decrypt(&wrapping.bytes, &self.derivation.bind(key_id), &self.sealed);
        key.and_then(|key| VaultKey::from_bytes(key_id, &key)).ok_or(Error::WrongPassphrase)
    }
}

impl Derivation {
    fn bind(&self, key_id: Uuid) -> Vec<u8> {
        let (name, costs) = match self {
            Self::Argon2id(costs) => ("argon2id", costs.to_bytes()),
            Self::Blake3 { salt } => ("blake3", salt.clone()),
        };
        let mut whole = Vec::new();
        for part in [b"wrapped key", name.as_bytes(), key_id.as_bytes(), &costs] {
            bytes::append_part(&mut whole, part);
        }
        whole
    }
}

fn damaged() -> Error {
    Error::Damaged("the vault's wrapped key".into())
}
