//! The key under which every secret is sealed.

use std::fmt;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    aead::KEY_BYTES,
    bytes::{append_part, random},
};

/// What a commitment is made over, besides the key's name.
const COMMITMENT_CONTEXT: &[u8] = b"dev.keyfob.Keyfob vault key commitment v1";

/// The vault's key: 256 random bits with a name of their own, wiped when dropped.
pub(crate) struct VaultKey {
    id: Uuid,
    /// Of which database it seals: what is sealed for one opens in no other, even if the key is the same.
    database_id: Uuid,
    // In a box, so that moving the key leaves no copy behind.
    bytes: Box<Zeroizing<[u8; KEY_BYTES]>>,
}

impl VaultKey {
    /// A new key, unlike any before.
    pub(crate) fn generate() -> Self {
        Self { id: Uuid::now_v7(), database_id: Uuid::nil(), bytes: Box::new(Zeroizing::new(random())) }
    }

    /// The key as a keyring or a wrapping gave it back; none if the length is wrong.
    pub(super) fn from_bytes(id: Uuid, bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; KEY_BYTES] = bytes.try_into().ok()?;
        Some(Self { id, database_id: Uuid::nil(), bytes: Box::new(Zeroizing::new(*bytes)) })
    }

    /// The key's name: not secret, never used again.
    pub(crate) fn key_id(&self) -> Uuid {
        self.id
    }

    /// The same key for a database.
    pub(crate) fn of_database(&self, database_id: Uuid) -> Self {
        Self { id: self.id, database_id, bytes: self.bytes.clone() }
    }

    /// What a value is bound to that belongs to the key's database.
    pub(crate) fn in_database(&self, belongs_to: &[u8]) -> Vec<u8> {
        [self.database_id.as_bytes(), belongs_to].concat()
    }

    /// The key itself: for sealing, wrapping and keeping it, nothing else.
    pub(super) fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.bytes
    }

    /// Whether two keys are the same, in a time that does not depend on where they differ.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id && blake3::Hash::from_bytes(**self.bytes) == blake3::Hash::from_bytes(**other.bytes)
    }

    /// A hash that only this key gives: unlike a sealed text, which two keys could be made to open, it names one key and no other.
    pub(super) fn commitment(&self) -> [u8; KEY_BYTES] {
        let mut hasher = blake3::Hasher::new_keyed(&self.bytes);
        hasher.update(COMMITMENT_CONTEXT).update(self.id.as_bytes());
        let commitment = *hasher.finalize().as_bytes();
        zeroize::Zeroize::zeroize(&mut hasher);
        commitment
    }

    /// Whether a stored commitment is this key's, in a time that doesn't depend on where they differ.
    pub(super) fn is_committed_to(&self, commitment: &[u8]) -> bool {
        let own = blake3::Hash::from_bytes(self.commitment());
        blake3::Hash::from_slice(commitment).is_ok_and(|commitment| commitment == own)
    }

    /// What a sealed value is authenticated with: what it is for, this key's name, and the parts given.
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
