//! Comparing secrets without keeping or showing them.

use zeroize::{Zeroize, Zeroizing};

use super::{aead::KEY_BYTES, bytes::random};
use crate::secret::Secret;

/// Makes fingerprints that mean something only in this process: "is this exactly what was connected?".
pub(crate) struct Fingerprinter {
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl Fingerprinter {
    /// Creates one with a new random key, which is never stored.
    pub(crate) fn new() -> Self {
        Self { key: Zeroizing::new(random()) }
    }

    /// Begins a fingerprint; fields are added in a fixed order.
    pub(crate) fn begin(&self) -> Fingerprint {
        Fingerprint(blake3::Hasher::new_keyed(&self.key))
    }
}

/// A fingerprint in the making.
pub(crate) struct Fingerprint(blake3::Hasher);

impl Fingerprint {
    /// Adds a field; its length goes in too, so that no two lists of fields read the same.
    pub(crate) fn field(mut self, field: &str) -> Self {
        self.0.update(&(field.len() as u64).to_be_bytes()).update(field.as_bytes());
        self
    }

    /// Adds a secret.
    pub(crate) fn secret(self, secret: &Secret) -> Self {
        self.field(secret.expose())
    }

    /// The fingerprint.
    pub(crate) fn finish(self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

impl Drop for Fingerprint {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Returns whether two secrets are the same, in constant time.
#[must_use]
pub fn same_secret(one: &Secret, other: &Secret) -> bool {
    let fingerprinter = Fingerprinter::new();
    let fingerprint = |secret| blake3::Hash::from_bytes(fingerprinter.begin().secret(secret).finish());
    // `Hash` compares in constant time.
    fingerprint(one) == fingerprint(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_fields_give_the_same_fingerprint_and_any_other_list_another() {
        let fingerprinter = Fingerprinter::new();
        let of = |fields: &[&str]| fields.iter().fold(fingerprinter.begin(), |all, field| all.field(field)).finish();
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        for other in [&["a", "bc"][..], &["abc"], &["ab", "c", ""], &["c", "ab"], &[]] {
            assert_ne!(of(&["ab", "c"]), of(other), "{other:?}");
        }
    }

    #[test]
    fn a_fingerprint_means_nothing_to_another_process() {
        let secret = Secret::new("s".into());
        assert_ne!(
            Fingerprinter::new().begin().secret(&secret).finish(),
            Fingerprinter::new().begin().secret(&secret).finish()
        );
    }

    #[test]
    fn secrets_are_the_same_only_to_the_letter() {
        let same = |one: &str, other: &str| same_secret(&Secret::new(one.into()), &Secret::new(other.into()));
        assert!(same("", "") && same("pässword", "pässword"));
        assert!(!same("a", "A") && !same("a", "a ") && !same("a", ""));
    }
}
