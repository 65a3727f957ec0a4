//! From a passphrase to a wrapping key: slowly and with much memory, so that guessing is dear.

use std::sync::{Mutex, PoisonError};

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
/// What a new vault costs, and the least that a stored record may ask for: memory in KiB and passes over it. These are the second choice
/// of RFC 9106, section 4, with one lane; OWASP asks for two passes over 19 MiB at least.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// The most work that a stored record may ask for, in KiB times passes: eight times the least, about two seconds on a slow machine.
const WORK_LIMIT_KIB: u64 = 8 * MEMORY_KIB as u64 * PASSES as u64;
/// The most lanes that a stored record may ask for.
const LANES_LIMIT: u32 = 4;
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
    /// The costs of a new vault, with a fresh salt.
    pub(super) fn fresh() -> Self {
        Self { version: 0x13, memory_kib: MEMORY_KIB, passes: PASSES, lanes: 1, salt: random::<SALT_BYTES>().to_vec() }
    }

    /// The key that a passphrase gives.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the costs are less than a new vault's, which would let a passphrase be guessed, or more than the limits,
    /// which would keep the user waiting.
    pub(super) fn derive(&self, passphrase: &Secret) -> Result<Zeroizing<[u8; KEY_BYTES]>> {
        // One at a time, so that many requests don't take all memory, nor let passphrases be guessed faster.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        if !self.is_acceptable() {
            return Err(damaged());
        }
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        self.compute(passphrase)
    }

    fn is_acceptable(&self) -> bool {
        let work_kib = u64::from(self.memory_kib) * u64::from(self.passes);
        self.version == 0x13
            && self.memory_kib >= MEMORY_KIB
            && self.passes >= PASSES
            && work_kib <= WORK_LIMIT_KIB
            && (1..=LANES_LIMIT).contains(&self.lanes)
            && self.salt.len() >= SALT_BYTES
    }

    fn compute(&self, passphrase: &Secret) -> Result<Zeroizing<[u8; KEY_BYTES]>> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_BYTES)).map_err(|_| damaged())?;
        let mut memory = Memory::of(params.block_count())?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(normalised(passphrase).as_bytes(), &self.salt, key.as_mut(), &mut memory.0)
            .map_err(|_| damaged())?;
        Ok(key)
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
pub(crate) fn long_enough(passphrase: &Secret) -> Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Argon2id {
        Argon2id { memory_kib: 8, passes: 1, ..Argon2id::fresh() }
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.into())
    }

    #[test]
    fn a_new_vault_costs_at_least_what_owasp_asks() {
        let costs = Argon2id::fresh();
        assert!(costs.memory_kib >= 19 * 1024 && costs.passes >= 2 && costs.lanes >= 1 && costs.salt.len() >= 16);
        assert_ne!(costs.salt, Argon2id::fresh().salt);
    }

    #[test]
    fn the_key_is_what_argon2id_gives() {
        // From the reference program: `printf 'correct horse' | argon2 somesaltsomesalt -id -v 13 -t 2 -k 64 -p 1 -l 32 -r`.
        let costs = Argon2id { version: 19, memory_kib: 64, passes: 2, lanes: 1, salt: b"somesaltsomesalt".to_vec() };
        let key = blake3::Hash::from_bytes(*costs.compute(&secret("correct horse")).unwrap());
        assert_eq!(key.to_hex().as_str(), "b8bda1433266c5acf44df9b628aeae363034f94bdbac7044070566258acd5c21");
    }

    #[test]
    fn the_same_letters_typed_in_another_form_give_the_same_key() {
        let costs = cheap();
        let derive = |text| costs.compute(&secret(text)).unwrap();
        assert_eq!(derive("caf\u{e9}"), derive("cafe\u{301}"));
        assert_ne!(derive("café"), derive("cafe"));
        assert_ne!(derive("ﬁ"), derive("fi"));
    }

    #[test]
    fn costs_beyond_the_bounds_are_refused_before_any_memory_is_taken() {
        let fresh = Argon2id::fresh;
        for costs in [
            Argon2id { memory_kib: u32::MAX, ..fresh() },
            Argon2id { memory_kib: 8 * MEMORY_KIB + 1, ..fresh() },
            Argon2id { memory_kib: MEMORY_KIB - 1, ..fresh() },
            Argon2id { memory_kib: 0, ..fresh() },
            Argon2id { passes: u32::MAX, ..fresh() },
            Argon2id { passes: 8 * PASSES + 1, ..fresh() },
            Argon2id { passes: PASSES - 1, ..fresh() },
            Argon2id { lanes: 0, ..fresh() },
            Argon2id { lanes: LANES_LIMIT + 1, ..fresh() },
            Argon2id { version: 16, ..fresh() },
            Argon2id { salt: vec![1; SALT_BYTES - 1], ..fresh() },
        ] {
            assert!(matches!(costs.derive(&secret("passphrase")), Err(Error::Damaged(_))), "{costs:?}");
        }
        assert!(Argon2id { passes: 8 * PASSES, ..fresh() }.is_acceptable() && fresh().is_acceptable());
    }

    #[test]
    fn a_passphrase_has_at_least_eight_characters_not_bytes() {
        let least = PASSPHRASE_MIN_CHARS;
        for short in ["", "1234567", "ééééééé", "e\u{301}".repeat(7).as_str()] {
            let refused = long_enough(&secret(short));
            assert!(matches!(refused, Err(Error::PassphraseTooShort(chars)) if chars == least), "{short}");
            let text = refused.unwrap_err().to_string();
            assert!(text.contains(&format!("at least {least} characters")), "{text}");
        }
        assert!(long_enough(&secret("12345678")).is_ok() && long_enough(&secret("éééééééé")).is_ok());
    }

    #[test]
    fn normalising_never_grows_the_text_and_so_leaves_no_copy_behind() {
        // The characters that NFC makes longest, three times: U+1D160 among them.
        for text in ["\u{1d160}".repeat(50), "\u{390}".repeat(50), "\u{fb2c}".repeat(50), "a".repeat(50)] {
            let normal = normalised(&secret(&text));
            assert_eq!(normal.capacity(), text.len() * 3);
        }
    }
}
