//! The key under which every secret is sealed.

use std::fmt;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    aead::KEY_BYTES,
    bytes::{append_part, random},
};

/// The context of a commitment.
const COMMITMENT_CONTEXT: &[u8] = b"dev.keyfob.Keyfob vault key commitment v1";

/// The vault key: 256 random bits with an id, wiped when dropped.
pub(crate) struct VaultKey {
    id: Uuid,
    /// Of which database it seals: what is sealed for one opens in no other, even if the key is the same.
    database_id: Uuid,
    // In a box, so that moving the key leaves no copy behind.
    bytes: Box<Zeroizing<[u8; KEY_BYTES]>>,
}

impl VaultKey {
    /// Generates a new key.
    pub(crate) fn generate() -> Self {
        Self { id: Uuid::now_v7(), database_id: Uuid::nil(), bytes: Box::new(Zeroizing::new(random())) }
    }

    /// Returns the key as the keyring or a wrapping key gave it back; `None` if the length is wrong.
    pub(super) fn from_bytes(id: Uuid, bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; KEY_BYTES] = bytes.try_into().ok()?;
        Some(Self { id, database_id: Uuid::nil(), bytes: Box::new(Zeroizing::new(*bytes)) })
    }

    /// Returns the key's id, which isn't secret and is never used again.
    pub(crate) fn key_id(&self) -> Uuid {
        self.id
    }

    /// Returns the same key for a database.
    pub(crate) fn of_database(&self, database_id: Uuid) -> Self {
        Self { id: self.id, database_id, bytes: self.bytes.clone() }
    }

    /// Returns whether the key seals for this database.
    pub(super) fn is_of_database(&self, database_id: Uuid) -> bool {
        self.database_id == database_id
    }

    /// Returns what a value is bound to that belongs to the key's database.
    pub(crate) fn in_database(&self, belongs_to: &[u8]) -> Vec<u8> {
        [self.database_id.as_bytes(), belongs_to].concat()
    }

    /// Returns the key itself, for sealing, wrapping and storing it only.
    pub(super) fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.bytes
    }

    /// Returns whether two keys are the same, in constant time.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id && blake3::Hash::from_bytes(**self.bytes) == blake3::Hash::from_bytes(**other.bytes)
    }

    /// Returns a hash that commits to this key: a ciphertext alone doesn't, since one can be made that two keys open.
    pub(super) fn commitment(&self) -> [u8; KEY_BYTES] {
        let mut hasher = blake3::Hasher::new_keyed(&self.bytes);
        hasher.update(COMMITMENT_CONTEXT).update(self.id.as_bytes());
        let commitment = *hasher.finalize().as_bytes();
        zeroize::Zeroize::zeroize(&mut hasher);
        commitment
    }

    /// Returns whether a stored commitment is this key's, in constant time.
    pub(super) fn is_committed_to(&self, commitment: &[u8]) -> bool {
        let own = blake3::Hash::from_bytes(self.commitment());
        blake3::Hash::from_slice(commitment).is_ok_and(|commitment| commitment == own)
    }

    /// Returns the associated data of a sealed value: its purpose, this key's id and the parts given.
    pub(super) fn bind(&self, purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
        let mut whole = Vec::new();
        append_part(&mut whole, purpose.as_bytes());
        append_part(&mut whole, self.id.as_bytes());
        for part in parts {
            append_part(&mut whole, part);
        }
        whole
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VaultKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_shows_its_name_and_nothing_else_when_debugged() {
        let key = VaultKey::from_bytes(Uuid::nil(), &[0xab; KEY_BYTES]).unwrap();
        assert_eq!(format!("{key:?}"), "VaultKey(00000000-0000-0000-0000-000000000000)");
    }

    #[test]
    fn a_key_of_another_length_is_none() {
        assert!(VaultKey::from_bytes(Uuid::nil(), &[0; 31]).is_none());
        assert!(VaultKey::from_bytes(Uuid::nil(), &[0; 33]).is_none());
    }

    #[test]
    fn a_commitment_names_one_key() {
        let key = VaultKey::generate();
        let commitment = key.commitment();
        assert!(key.is_committed_to(&commitment));
        let renamed = VaultKey::from_bytes(Uuid::nil(), key.expose()).unwrap();
        for other in [&renamed, &VaultKey::generate()] {
            assert!(!other.is_committed_to(&commitment));
        }
        assert!(!key.is_committed_to(&commitment[1..]) && !key.is_committed_to(&[]));
        assert_ne!(&commitment, key.expose());
    }

    #[test]
    fn keys_are_the_same_by_name_and_by_bytes() {
        let key = VaultKey::generate();
        let again = VaultKey::from_bytes(key.key_id(), key.expose()).unwrap();
        let renamed = VaultKey::from_bytes(Uuid::nil(), key.expose()).unwrap();
        let other = VaultKey::from_bytes(key.key_id(), &[1; KEY_BYTES]).unwrap();
        assert_eq!([&again, &renamed, &other].map(|other| key.is_same(other)), [true, false, false]);
    }
}
