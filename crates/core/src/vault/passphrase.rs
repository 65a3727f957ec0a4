//! From a passphrase to a wrapping key: slowly and with much memory, so that guessing is dear.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::{aead::KEY_BYTES, bytes, bytes::random};
use crate::{
    error::{Error, Result},
    secret::Secret,
};

/// The fewest characters of a passphrase.
pub(crate) const PASSPHRASE_MIN_CHARS: u32 = 8;
/// The most memory that a stored record may ask for, in KiB: a damaged one must not eat the machine.
const MEMORY_LIMIT_KIB: u32 = 1024 * 1024;
/// The most work that a stored record may ask for, in KiB times passes.
const WORK_LIMIT_KIB: u64 = 8 * 1024 * 1024;
const SALT_BYTES: usize = 16;

/// How a passphrase becomes a key: Argon2id (RFC 9106) with these costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Argon2id {
    /// The algorithm's version: 19 (0x13).
    version: u32,
    /// Memory, in KiB.
    memory_kib: u32,
    /// Passes over it.
    passes: u32,
    /// Lanes.
    lanes: u32,
    /// Random bytes, so that the same passphrase gives another key elsewhere.
    #[serde(with = "bytes")]
    salt: Vec<u8>,
}

impl Argon2id {
    /// Three passes over 64 MiB (RFC 9106's second choice, with one lane), more than OWASP's least of two over 19 MiB; a fresh salt.
    pub(super) fn fresh() -> Self {
        Self { version: 0x13, memory_kib: 64 * 1024, passes: 3, lanes: 1, salt: random::<SALT_BYTES>().to_vec() }
    }

    /// The key that a passphrase gives.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the costs are absurd.
    pub(super) fn derive(&self, passphrase: &Secret) -> Result<Zeroizing<[u8; KEY_BYTES]>> {
        let params = self.params().ok_or_else(damaged)?;
        let mut memory = Memory::of(params.block_count())?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(normalised(passphrase).as_bytes(), &self.salt, key.as_mut(), &mut memory.0)
            .map_err(|_| damaged())?;
        Ok(key)
    }

    fn params(&self) -> Option<Params> {
        let work_kib = u64::from(self.memory_kib) * u64::from(self.passes);
        if self.version != 0x13 || self.memory_kib > MEMORY_LIMIT_KIB || work_kib > WORK_LIMIT_KIB {
            return None;
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_BYTES)).ok()
    }

    /// The costs as bytes, for what is wrapped to be bound to them.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let costs = [self.version, self.memory_kib, self.passes, self.lanes].map(u32::to_be_bytes);
        [costs.concat(), self.salt.clone()].concat()
    }
}

/// Refuses a passphrase that is too short.
///
/// # Errors
/// [`Error::PassphraseTooShort`].
pub(super) fn long_enough(passphrase: &Secret) -> Result<()> {
    let length = normalised(passphrase).chars().count();
    if length < PASSPHRASE_MIN_CHARS as usize {
        return Err(Error::PassphraseTooShort(PASSPHRASE_MIN_CHARS));
    }
    Ok(())
}

/// The passphrase in NFC, as RFC 8265 asks: the same letters typed on another machine must open the vault. Not NFKC, which
/// would make different passphrases the same.
fn normalised(passphrase: &Secret) -> Zeroizing<String> {
    // NFC makes UTF-8 at most three times as long: room for all of it, since growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(passphrase.expose().len() * 3));
    text.extend(passphrase.expose().nfc());
    text
}

fn damaged() -> Error {
    Error::Damaged("the vault's key derivation".into())
}

/// The memory that the derivation fills, wiped after it.
struct Memory(Vec<Block>);

impl Memory {
    fn of(blocks: usize) -> Result<Self> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| damaged())?;
        memory.resize(blocks, Block::default());
        Ok(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
