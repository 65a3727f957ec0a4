//! The recovery key: shown once, kept on paper, typed in by the user.
//!
//! 160 random bits and a checksum in Crockford's base32, nine groups of four. Reading forgives case, spaces, dashes, and the letters
//! that look like digits. With so many bits a fast derivation is enough: there is nothing to guess.

use zeroize::Zeroizing;

use super::{aead::KEY_BYTES, bytes::random};
use crate::secret::Secret;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_BYTES: usize = 20;
const CHECKSUM_CHARS: usize = 4;
const CHARS: usize = RANDOM_BYTES * 8 / 5 + CHECKSUM_CHARS;
const GROUP_CHARS: usize = 4;
const CHECKSUM_CONTEXT: &str = "dev.keyfob.Keyfob recovery key checksum v1";
const WRAPPING_CONTEXT: &str = "dev.keyfob.Keyfob recovery key wrapping v1";

/// The random part of a recovery key.
pub(super) struct RecoveryKey(Zeroizing<[u8; RANDOM_BYTES]>);

impl RecoveryKey {
    /// A new one.
    pub(super) fn generate() -> Self {
        Self(Zeroizing::new(random()))
    }

    /// Parses what the user typed; `None` if it isn't a recovery key or its checksum is wrong.
    pub(super) fn read(typed: &Secret) -> Option<Self> {
        let mut values = Zeroizing::new([0; CHARS]);
        let mut count = 0;
        for character in typed.expose().chars().filter(|character| !character.is_whitespace() && !is_dash(*character)) {
            *values.get_mut(count)? = value_of(character)?;
            count += 1;
        }
        let key = Self(from_values(&values));
        (count == CHARS && *key.values() == *values).then_some(key)
    }

    /// Returns the recovery key as the user writes it down.
    pub(super) fn show(&self) -> Secret {
        let mut shown = String::with_capacity(CHARS + CHARS / GROUP_CHARS);
        for (index, &value) in self.values().iter().enumerate() {
            if index > 0 && index.is_multiple_of(GROUP_CHARS) {
                shown.push('-');
            }
            shown.push(char::from(ALPHABET[usize::from(value)]));
        }
        Secret::new(shown)
    }

    /// The key that wraps the vault's key.
    pub(super) fn derive(&self, salt: &[u8]) -> Zeroizing<[u8; KEY_BYTES]> {
        let mut hasher = blake3::Hasher::new_derive_key(WRAPPING_CONTEXT);
        hasher.update(self.0.as_slice()).update(salt);
        let key = Zeroizing::new(*hasher.finalize().as_bytes());
        zeroize::Zeroize::zeroize(&mut hasher);
        key
    }

    /// Five bits a character: the random part, then the checksum over it.
    fn values(&self) -> Zeroizing<[u8; CHARS]> {
        let checksum = blake3::derive_key(CHECKSUM_CONTEXT, self.0.as_slice());
        let mut values = Zeroizing::new([0; CHARS]);
        let bit = |index: usize| {
            let byte = self.0.get(index / 8).unwrap_or_else(|| &checksum[index / 8 - RANDOM_BYTES]);
            byte >> (7 - index % 8) & 1
        };
        for (position, value) in values.iter_mut().enumerate() {
            *value = (0..5).fold(0, |value, offset| value << 1 | bit(position * 5 + offset));
        }
        // The first character of the checksum always detects a single wrong character; a hash would only almost always.
        values[CHARS - CHECKSUM_CHARS] = values[..CHARS - CHECKSUM_CHARS].iter().fold(0, |sum, value| sum ^ value);
        values
    }
}

fn from_values(values: &[u8; CHARS]) -> Zeroizing<[u8; RANDOM_BYTES]> {
    let mut bytes = Zeroizing::new([0; RANDOM_BYTES]);
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = (index * 8..index * 8 + 8).fold(0, |byte, bit| byte << 1 | values[bit / 5] >> (4 - bit % 5) & 1);
    }
    bytes
}

fn value_of(character: char) -> Option<u8> {
    let meant = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|&letter| char::from(letter) == meant).and_then(|value| u8::try_from(value).ok())
}

/// The hyphen, and what a word processor makes of it.
fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<Vec<u8>> {
        RecoveryKey::read(&Secret::new(text.into())).map(|key| key.0.to_vec())
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(bytes in any::<[u8; RANDOM_BYTES]>()) {
            let shown = RecoveryKey(Zeroizing::new(bytes)).show();
            prop_assert_eq!(read(shown.expose()), Some(bytes.to_vec()));
        }

        #[test]
        fn one_wrong_character_is_noticed(bytes in any::<[u8; RANDOM_BYTES]>(), at in 0..CHARS, by in 1_usize..32) {
            let shown = RecoveryKey(Zeroizing::new(bytes)).show().expose().replace('-', "");
            let mut letters: Vec<char> = shown.chars().collect();
            let value = usize::from(value_of(letters[at]).unwrap());
            letters[at] = char::from(ALPHABET[(value + by) % 32]);
            prop_assert_eq!(read(&letters.into_iter().collect::<String>()), None);
        }

        #[test]
        fn no_text_makes_reading_panic(text in any::<String>()) {
            prop_assert_eq!(read(&text), None);
        }
    }

    #[test]
    fn a_recovery_key_is_nine_groups_of_four() {
        let shown = RecoveryKey(Zeroizing::new([0; RANDOM_BYTES])).show();
        let groups: Vec<_> = shown.expose().split('-').map(str::len).collect();
        assert_eq!(groups, [4; 9]);
        assert!(shown.expose().starts_with("0000-0000-0000-0000-0000-0000-0000-0000-"));
    }

    #[test]
    fn reading_forgives_case_spaces_dashes_and_letters_that_look_like_digits() {
        let bytes: [u8; RANDOM_BYTES] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let shown = RecoveryKey(Zeroizing::new(bytes)).show().expose().to_owned();
        assert!(shown.contains('0') && shown.contains('1'), "{shown}");
        for typed in [
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', "\u{2013}\n"),
            shown.replace('-', ""),
            shown.replace('0', "O").replace('1', "l"),
            shown.replace('0', "o").replace('1', "I"),
        ] {
            assert_eq!(read(&typed), Some(bytes.to_vec()), "{typed}");
        }
    }

    #[test]
    fn one_character_too_few_or_too_many_is_refused() {
        let shown = RecoveryKey::generate().show().expose().to_owned();
        assert_eq!(read(&shown[1..]), None);
        assert_eq!(read(&format!("{shown}0")), None);
        assert_eq!(read(""), None);
    }
}
