//! What the store keeps of the vault, in its one row: everything but the key.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    aead, bytes,
    key::VaultKey,
    passphrase,
    recovery_key::RecoveryKey,
    status::KeyHome,
    wrapped::{Wrapped, WrappingKey},
};
use crate::{
    error::{Error, Result},
    secret::Secret,
};

/// The newest format known here.
const FORMAT: u32 = 1;
/// What the check value says once opened.
const CHECK: &[u8] = b"the right key";
/// Minutes without use after which a new passphrase vault locks.
const AUTO_LOCK_MINUTES: u32 = 15;
/// The longest time without use that can be set, in minutes: a week.
const AUTO_LOCK_LIMIT_MINUTES: u32 = 7 * 24 * 60;

/// What is stored of the vault. Without a keyring's item, a passphrase or a recovery key it opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VaultRecord {
    /// How the rest is to be read.
    format: u32,
    /// Which key seals the secrets.
    pub(crate) key_id: Uuid,
    /// Where that key lives.
    pub(crate) home: KeyHome,
    /// A known text sealed with the key: tells a right key from a wrong one.
    #[serde(with = "bytes")]
    check: Vec<u8>,
    /// The key under the passphrase.
    passphrase: Option<Wrapped>,
    /// The key under the recovery key.
    recovery: Option<Wrapped>,
    /// Minutes without use after which a passphrase vault locks; 0 for never.
    pub(crate) auto_lock_minutes: u32,
}

impl VaultRecord {
    /// A new vault whose key lives in the keyring.
    pub(crate) fn for_keyring(key: &VaultKey) -> Self {
        Self {
            format: FORMAT,
            key_id: key.key_id(),
            home: KeyHome::Keyring,
            check: aead::encrypt(key.expose(), &key.bind("check", &[]), CHECK),
            passphrase: None,
            recovery: None,
            auto_lock_minutes: AUTO_LOCK_MINUTES,
        }
    }

    /// A new vault whose key is wrapped under a passphrase.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`].
    pub(crate) fn for_passphrase(key: &VaultKey, passphrase: &Secret) -> Result<Self> {
        Self::for_keyring(key).with_passphrase(key, passphrase)
    }

    /// Reads what was stored.
    ///
    /// # Errors
    /// [`Error::NewerDatabase`] for a format not known here, [`Error::Damaged`] for anything else that is not a record.
    pub(crate) fn from_json(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Versioned {
            format: u32,
        }
        let damaged = |_| Error::Damaged("the vault's record".into());
        let Versioned { format: found } = serde_json::from_str(text).map_err(damaged)?;
        if found > FORMAT {
            return Err(Error::NewerDatabase { found, known: FORMAT });
        }
        serde_json::from_str(text).map_err(damaged)
    }

    /// The record as it is stored.
    #[expect(clippy::expect_used, reason = "a record is numbers and texts, which JSON can hold")]
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("JSON holds a record")
    }

    /// Whether this is the key that seals the secrets.
    pub(crate) fn accepts(&self, key: &VaultKey) -> bool {
        self.key_id == key.key_id()
            && aead::decrypt(key.expose(), &key.bind("check", &[]), &self.check).is_some_and(|text| *text == CHECK)
    }

    /// The key under the passphrase.
    pub(super) fn wrapped(&self) -> Option<&Wrapped> {
        self.passphrase.as_ref()
    }

    /// Whether a recovery key was made.
    pub(crate) fn has_recovery_key(&self) -> bool {
        self.recovery.is_some()
    }

    /// The key, from its passphrase.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::Damaged`] if the record is.
    pub(crate) fn unwrap_with_passphrase(&self, passphrase: &Secret) -> Result<VaultKey> {
        self.unlock(passphrase).map(|(key, _)| key)
    }

    /// The key and the key that wraps it, from the passphrase.
    pub(super) fn unlock(&self, passphrase: &Secret) -> Result<(VaultKey, WrappingKey)> {
        let wrapped = self.passphrase.as_ref().ok_or(Error::WrongPassphrase)?;
        let wrapping = wrapped.wrapping_key(passphrase)?;
        let key = wrapped.unwrap(&wrapping, self.key_id)?;
        if self.accepts(&key) { Ok((key, wrapping)) } else { Err(Error::Damaged("the vault's check value".into())) }
    }

    /// The key, from the recovery key.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::Damaged`] if the record is.
    pub(crate) fn unwrap_with_recovery_key(&self, typed: &Secret) -> Result<VaultKey> {
        let wrapped = self.recovery.as_ref().ok_or(Error::WrongPassphrase)?;
        let key = wrapped.unwrap(&wrapped.recovery_wrapping_key(typed)?, self.key_id)?;
        if self.accepts(&key) { Ok(key) } else { Err(Error::Damaged("the vault's check value".into())) }
    }

    /// The same vault with its key under a (new) passphrase and nowhere else.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`].
    pub(crate) fn with_passphrase(&self, key: &VaultKey, passphrase: &Secret) -> Result<Self> {
        self.under_passphrase(key, passphrase).map(|(record, _)| record)
    }

    /// The same vault with its key under a (new) passphrase, and the key that wraps it.
    pub(super) fn under_passphrase(&self, key: &VaultKey, passphrase: &Secret) -> Result<(Self, WrappingKey)> {
        passphrase::long_enough(passphrase)?;
        let wrapping = WrappingKey::from_passphrase(passphrase)?;
        Ok((self.with_wrapping(key, &wrapping), wrapping))
    }

    /// The same vault with its key under a wrapping key that is known already.
    pub(super) fn with_wrapping(&self, key: &VaultKey, wrapping: &WrappingKey) -> Self {
        Self { home: KeyHome::Passphrase, passphrase: Some(wrapping.wrap(key)), ..self.clone() }
    }

    /// The same vault with its key in the keyring and under no passphrase.
    pub(crate) fn with_keyring(&self) -> Self {
        Self { home: KeyHome::Keyring, passphrase: None, ..self.clone() }
    }

    /// The same vault with a new recovery key (an older one opens it no longer), and that recovery key to be shown once.
    pub(crate) fn with_recovery_key(&self, key: &VaultKey) -> (Self, Secret) {
        let recovery_key = RecoveryKey::generate();
        let recovery = Some(WrappingKey::from_recovery_key(&recovery_key).wrap(key));
        (Self { recovery, ..self.clone() }, recovery_key.show())
    }

    /// The same vault with another time without use, at most a week; 0 for never.
    pub(crate) fn with_auto_lock_minutes(&self, minutes: u32) -> Self {
        Self { auto_lock_minutes: minutes.min(AUTO_LOCK_LIMIT_MINUTES), ..self.clone() }
    }
}
