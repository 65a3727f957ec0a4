//! What the store keeps of the vault, in its one row: everything but the key.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    aead, bytes,
    item::Item,
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
const FORMAT: u32 = 2;
/// The format of records that weren't sealed.
const UNSEALED_FORMAT: u32 = 1;
/// What the check value of an unsealed record says once opened.
const CHECK: &[u8] = b"the right key";
/// What the seal of a record is for.
const SEAL_PURPOSE: &str = "vault record";
/// Minutes without use after which a new passphrase vault locks.
const AUTO_LOCK_MINUTES: u32 = 15;
/// The longest time without use that can be set, in minutes: a week.
const AUTO_LOCK_LIMIT_MINUTES: u32 = 7 * 24 * 60;

/// What is stored of the vault. Without a keyring's item, a passphrase or a recovery key it opens nothing.
///
/// It carries a copy of itself, sealed with the key: a program that can write the database can change the record, but not the copy. Code
/// that gets the key compares the two before it uses the record ([`VaultRecord::authenticity`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VaultRecord {
    /// How the rest is to be read.
    format: u32,
    /// Names the keyring's items of this data folder; `None` if the key was made before items named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder_id: Option<Uuid>,
    /// Names the database, so that nothing sealed in a backup can be moved here once both are sealed with the same key; `None` in a record
    /// that isn't sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    database_id: Option<Uuid>,
    /// Which key seals the secrets.
    pub(crate) key_id: Uuid,
    /// Where the key is stored.
    pub(crate) home: KeyHome,
    /// The key's commitment; in a record that isn't sealed, a known text under the key.
    #[serde(with = "bytes")]
    check: Vec<u8>,
    /// The key under the passphrase.
    passphrase: Option<Wrapped>,
    /// The key under the recovery key.
    recovery: Option<Wrapped>,
    /// Minutes without use after which a passphrase vault locks; 0 for never.
    pub(crate) auto_lock_minutes: u32,
    /// Keys that the keyring may still hold and that are no longer needed there: to be deleted when the keyring and the backups allow it.
    #[serde(rename = "leftover", with = "leftovers", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) leftovers: Vec<Uuid>,
    /// All of the above, sealed with the key; empty in a record that isn't sealed.
    #[serde(with = "bytes", default, skip_serializing_if = "Vec::is_empty")]
    seal: Vec<u8>,
}

/// What a key says of a record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Authenticity {
    /// It isn't the key of this record.
    OtherKey,
    /// A record of the older format, which isn't sealed.
    Unsealed,
    /// The record is as it was sealed.
    Sealed,
    /// The record isn't as it was sealed; this is what was.
    Changed(Box<VaultRecord>),
    /// It is the key, but what was sealed can't be read.
    SealLost,
}

impl VaultRecord {
    /// A new vault whose key is kept in the keyring, not sealed yet.
    pub(super) fn new(key: &VaultKey) -> Self {
        Self::with_key(key, Uuid::now_v7(), KeyHome::Keyring, AUTO_LOCK_MINUTES)
    }

    fn with_key(key: &VaultKey, folder_id: Uuid, home: KeyHome, auto_lock_minutes: u32) -> Self {
        Self {
            format: FORMAT,
            folder_id: Some(folder_id),
            database_id: Some(Uuid::now_v7()),
            key_id: key.key_id(),
            home,
            check: key.commitment().to_vec(),
            passphrase: None,
            recovery: None,
            auto_lock_minutes,
            leftovers: Vec::new(),
            seal: Vec::new(),
        }
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
        let record: Self = serde_json::from_str(text).map_err(damaged)?;
        // A wrapped key means a passphrase vault, whatever `home` says.
        let home = if record.passphrase.is_some() { KeyHome::Passphrase } else { KeyHome::Keyring };
        Ok(Self { home, ..record })
    }

    /// The record as it is stored.
    #[expect(clippy::expect_used, reason = "a record is numbers and texts, which JSON can hold")]
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("JSON holds a record")
    }

    /// Whether the record is of the format that isn't sealed.
    pub(crate) fn is_unsealed(&self) -> bool {
        self.format <= UNSEALED_FORMAT
    }

    /// The same record with its sealed copy, which its key makes.
    pub(super) fn sealed(self, key: &VaultKey) -> Self {
        let bare = Self { seal: Vec::new(), ..self };
        let seal = key.seal_bytes(SEAL_PURPOSE, &[], bare.to_json().as_bytes());
        Self { seal, ..bare }
    }

    /// Compares the record with its sealed copy.
    pub(super) fn authenticity(&self, key: &VaultKey) -> Authenticity {
        if self.key_id != key.key_id() {
            return Authenticity::OtherKey;
        }
        if self.is_unsealed() && self.seal.is_empty() {
            let check = aead::decrypt(key.expose(), &key.bind("check", &[]), &self.check);
            let is_right = check.is_some_and(|text| *text == CHECK);
            return if is_right { Authenticity::Unsealed } else { Authenticity::OtherKey };
        }
        match self.sealed_copy(key) {
            // The cipher alone doesn't commit to a key: a text can be made that two keys open.
            Some(copy) if !key.is_committed_to(&copy.check) => Authenticity::OtherKey,
            Some(copy) if copy == *self => Authenticity::Sealed,
            Some(copy) => Authenticity::Changed(Box::new(copy)),
            None if key.is_committed_to(&self.check) => Authenticity::SealLost,
            None => Authenticity::OtherKey,
        }
    }

    fn sealed_copy(&self, key: &VaultKey) -> Option<Self> {
        let copy = key.open_bytes(SEAL_PURPOSE, &[], &self.seal)?;
        let copy = Self::from_json(std::str::from_utf8(&copy).ok()?).ok()?;
        Some(Self { seal: self.seal.clone(), ..copy })
    }

    /// Whether this is the key that seals the secrets.
    pub(crate) fn accepts(&self, key: &VaultKey) -> bool {
        self.authenticity(key) != Authenticity::OtherKey
    }

    /// Returns the name of the keyring item for a key of this vault.
    pub(super) fn item(&self, key_id: Uuid) -> Item {
        Item { folder_id: self.folder_id, key_id }
    }

    /// Returns whether a key is the vault's, or is still to be deleted from the keyring.
    pub(crate) fn names(&self, key_id: Uuid) -> bool {
        self.key_id == key_id || self.leftovers.contains(&key_id)
    }

    /// Whether the keyring keeps the vault's key.
    pub(super) fn is_in_keyring(&self) -> bool {
        self.home == KeyHome::Keyring
    }

    /// The vault's key, if the keyring keeps it.
    pub(super) fn key_in_keyring(&self) -> Option<Uuid> {
        self.is_in_keyring().then_some(self.key_id)
    }

    /// The name of the keyring's item of the vault's key.
    #[cfg(test)]
    pub(crate) fn keyring_user(&self) -> String {
        self.item(self.key_id).user()
    }

    /// The key under the passphrase.
    pub(super) fn wrapped(&self) -> Option<&Wrapped> {
        self.passphrase.as_ref()
    }

    /// Whether a recovery key was made.
    pub(crate) fn has_recovery_key(&self) -> bool {
        self.recovery.is_some()
    }

    /// The key and the key that wraps it, from the passphrase.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::Damaged`] if the record is.
    pub(super) fn unlock(&self, passphrase: &Secret) -> Result<(VaultKey, WrappingKey)> {
        let wrapped = self.passphrase.as_ref().ok_or(Error::WrongPassphrase)?;
        let wrapping = wrapped.wrapping_key(passphrase)?;
        let key = wrapped.unwrap(&wrapping, self.key_id)?;
        if self.accepts(&key) { Ok((key, wrapping)) } else { Err(Error::VaultChanged) }
    }

    /// The key, from the recovery key.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::Damaged`] if the record is.
    pub(crate) fn unwrap_with_recovery_key(&self, typed: &Secret) -> Result<VaultKey> {
        let wrapped = self.recovery.as_ref().ok_or(Error::WrongPassphrase)?;
        let key = wrapped.unwrap(&wrapped.recovery_wrapping_key(typed)?, self.key_id)?;
        if self.accepts(&key) { Ok(key) } else { Err(Error::VaultChanged) }
    }

    /// The record of the older format in the present one. The key, its home and what wraps it stay.
    pub(super) fn taken_over(&self, key: &VaultKey) -> Self {
        let database_id = Some(Uuid::now_v7());
        Self { format: FORMAT, database_id, check: key.commitment().to_vec(), ..self.clone() }
    }

    /// The same vault with a new key, which nothing wraps yet: neither the passphrase nor the recovery key opens it.
    pub(super) fn with_new_key(&self, key: &VaultKey) -> Self {
        let folder_id = self.folder_id.unwrap_or_else(Uuid::now_v7);
        let fresh = Self::with_key(key, folder_id, self.home, self.auto_lock_minutes);
        Self { leftovers: self.leftovers.clone(), database_id: self.database_id.or(fresh.database_id), ..fresh }
    }

    /// The same vault in another database, and its key for that one.
    pub(crate) fn for_another_database(&self, key: &VaultKey) -> (Self, VaultKey) {
        let record = Self { database_id: Some(Uuid::now_v7()), ..self.clone() };
        let key = record.key_for_database(key);
        (record.sealed(&key), key)
    }

    /// The key as it seals in this database.
    pub(super) fn key_for_database(&self, key: &VaultKey) -> VaultKey {
        key.of_database(self.database_id.unwrap_or_default())
    }

    /// Whether a key is the one that seals what belongs to this record: the vault's, for the record's database.
    pub(crate) fn is_sealed_with(&self, key: &VaultKey) -> bool {
        self.key_id == key.key_id() && key.is_of_database(self.database_id.unwrap_or_default())
    }

    /// Whether this is the record of the same vault in the same database: at another time, or of a copy.
    pub(crate) fn has_same_seals(&self, other: &Self) -> bool {
        (self.key_id, self.database_id) == (other.key_id, other.database_id)
    }

    /// The key as it sealed in the database that this record was found in, if the record is what the key sealed; whether it sealed settings,
    /// too, is [`Self::is_unsealed`].
    pub(crate) fn vouched_by(&self, key: &VaultKey) -> Option<VaultKey> {
        match self.authenticity(key) {
            Authenticity::Sealed | Authenticity::Unsealed => Some(self.key_for_database(key)),
            Authenticity::Changed(_) | Authenticity::OtherKey | Authenticity::SealLost => None,
        }
    }

    /// The same vault with its key under a wrapping key and nowhere else.
    pub(super) fn under_wrapping_key(&self, key: &VaultKey, wrapping: &WrappingKey) -> Self {
        Self { home: KeyHome::Passphrase, passphrase: Some(wrapping.wrap(key)), ..self.clone() }
    }

    /// The same vault with its key in the keyring and under no passphrase.
    pub(super) fn with_keyring(&self) -> Self {
        Self { home: KeyHome::Keyring, passphrase: None, ..self.clone() }
    }

    /// The same vault with a recovery key, and that recovery key to be shown once.
    pub(super) fn with_recovery_key(&self, key: &VaultKey) -> (Self, Secret) {
        let recovery_key = RecoveryKey::generate();
        let recovery = Some(WrappingKey::from_recovery_key(&recovery_key).wrap(key));
        (Self { recovery, ..self.clone() }, recovery_key.show())
    }

    /// The same vault with other keys to be deleted from the keyring.
    pub(super) fn with_leftovers(&self, leftovers: Vec<Uuid>) -> Self {
        Self { leftovers, ..self.clone() }
    }

    /// The same vault with another time without use, at most a week; 0 for never.
    pub(super) fn with_auto_lock_minutes(&self, minutes: u32) -> Self {
        Self { auto_lock_minutes: minutes.min(AUTO_LOCK_LIMIT_MINUTES), ..self.clone() }
    }

    /// A record as it was written before records were sealed.
    #[cfg(test)]
    pub(crate) fn unsealed(&self, key: &VaultKey) -> Self {
        let check = aead::encrypt(key.expose(), &key.bind("check", &[]), CHECK);
        let bare = Self { folder_id: None, database_id: None, seal: Vec::new(), ..self.clone() };
        Self { format: UNSEALED_FORMAT, check, ..bare }
    }
}

/// One key is stored as a text, as it was when a record had room for one; several as a list.
mod leftovers {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use uuid::Uuid;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        One(Option<Uuid>),
        Several(Vec<Uuid>),
    }

    pub(super) fn serialize<S: Serializer>(keys: &[Uuid], serializer: S) -> Result<S::Ok, S::Error> {
        match keys {
            [key] => key.serialize(serializer),
            keys => keys.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Uuid>, D::Error> {
        Ok(match Stored::deserialize(deserializer)? {
            Stored::One(key) => key.into_iter().collect(),
            Stored::Several(keys) => keys,
        })
    }
}

/// The wrapping key of a new passphrase.
///
/// # Errors
/// [`Error::PassphraseTooShort`].
pub(super) fn new_wrapping_key(passphrase: &Secret) -> Result<WrappingKey> {
    passphrase::long_enough(passphrase)?;
    WrappingKey::from_passphrase(passphrase)
}

#[cfg(test)]
mod tests;
