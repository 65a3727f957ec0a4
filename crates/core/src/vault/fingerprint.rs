//! Comparing secrets without keeping or showing them.

use zeroize::{Zeroize, Zeroizing};

use super::{aead::KEY_BYTES, bytes::random};
use crate::secret::Secret;

/// Makes fingerprints that mean something only in this process: "is this exactly what was connected?".
pub(crate) struct Fingerprinter {
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl Fingerprinter {
    /// One with a key of its own, which is never stored.
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

/// Whether two secrets are the same, in a time that does not depend on where they differ.
pub(crate) fn same_secret(one: &Secret, other: &Secret) -> bool {
    let fingerprinter = Fingerprinter::new();
    let fingerprint = |secret| blake3::Hash::from_bytes(fingerprinter.begin().secret(secret).finish());
    // `Hash` compares in constant time.
    fingerprint(one) == fingerprint(other)
}
