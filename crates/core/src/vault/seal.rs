//! Sealing: a secret becomes bytes that open only with the key, and only in the place that they were sealed for.
//!
//! `version ‖ nonce ‖ ciphertext ‖ tag`; inside, the secret's length and the secret, padded, to hide its length.

use zeroize::Zeroizing;

use super::{aead, key::VaultKey};
use crate::{
    authorization::{AuthorizationId, Environment, SecretField},
    error::{Error, Result},
    secret::Secret,
};

/// The first byte of a sealed value: how the rest is to be read. A vault that seals its settings has only values of this version.
const FORMAT_VERSION: u8 = 2;
/// The version of values that were sealed before settings were.
const UNSEALED_SETTINGS_VERSION: u8 = 1;
/// What is sealed is a multiple of so many bytes long.
const PADDED_TO_BYTES: usize = 64;
const LENGTH_BYTES: usize = 4;

/// The place that a secret is sealed for; anywhere else it does not open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SealedTo<'a> {
    /// Whose secret it is.
    pub(crate) authorization: &'a AuthorizationId,
    /// In which environment.
    pub(crate) environment: Environment,
    /// Which one.
    pub(crate) field: &'a SecretField,
    /// The origin that it may be sent to; empty if it has none.
    pub(crate) origin: &'a str,
}

impl VaultKey {
    /// Seals a secret for one place.
    pub(crate) fn seal(&self, to: &SealedTo<'_>, secret: &Secret) -> Vec<u8> {
        let sealed = aead::encrypt(self.expose(), &self.place(FORMAT_VERSION, to), &pad(secret.expose()));
        [[FORMAT_VERSION].as_slice(), &sealed].concat()
    }

    /// Opens what was sealed for this place with this key.
    ///
    /// # Errors
    /// [`Error::SecretUnreadable`] if it was sealed with another key or for another place, or is damaged.
    pub(crate) fn open(&self, to: &SealedTo<'_>, sealed: &[u8]) -> Result<Secret> {
        self.open_version(FORMAT_VERSION, to, sealed)
    }

    /// Whether a value was sealed before settings were, by what it says of itself.
    pub(crate) fn is_older(sealed: &[u8]) -> bool {
        sealed.first() == Some(&UNSEALED_SETTINGS_VERSION)
    }

    /// Opens what was sealed before settings were sealed, so that it can be sealed again.
    ///
    /// # Errors
    /// See [`Self::open`].
    pub(crate) fn open_older(&self, to: &SealedTo<'_>, sealed: &[u8]) -> Result<Secret> {
        self.open_version(UNSEALED_SETTINGS_VERSION, to, sealed)
    }

    /// Seals as it was done before settings were sealed.
    #[cfg(test)]
    pub(crate) fn seal_older(&self, to: &SealedTo<'_>, secret: &Secret) -> Vec<u8> {
        let place = self.place(UNSEALED_SETTINGS_VERSION, to);
        [[UNSEALED_SETTINGS_VERSION].as_slice(), &aead::encrypt(self.expose(), &place, &pad(secret.expose()))].concat()
    }

    /// Seals bytes for a purpose and what they belong to.
    pub(crate) fn seal_bytes(&self, purpose: &str, belongs_to: &[u8], bytes: &[u8]) -> Vec<u8> {
        aead::encrypt(self.expose(), &self.bind(purpose, &[belongs_to]), bytes)
    }

    /// Opens what [`Self::seal_bytes`] made; `None` if the key, the purpose, what they belong to or a single bit is another.
    pub(crate) fn open_bytes(&self, purpose: &str, belongs_to: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        aead::decrypt(self.expose(), &self.bind(purpose, &[belongs_to]), sealed)
    }

    fn open_version(&self, version: u8, to: &SealedTo<'_>, sealed: &[u8]) -> Result<Secret> {
        let sealed = sealed.strip_prefix(&[version]).ok_or(Error::SecretUnreadable)?;
        let padded = aead::decrypt(self.expose(), &self.place(version, to), sealed).ok_or(Error::SecretUnreadable)?;
        unpad(&padded).map(|text| Secret::new(text.to_owned())).ok_or(Error::SecretUnreadable)
    }

    fn place(&self, version: u8, to: &SealedTo<'_>) -> Vec<u8> {
        let field = to.field.to_string();
        let authorization = match version {
            UNSEALED_SETTINGS_VERSION => to.authorization.as_bytes().to_vec(),
            _ => self.in_database(to.authorization.as_bytes()),
        };
        let parts: [&[u8]; 5] =
            [&[version], &authorization, to.environment.as_str().as_bytes(), field.as_bytes(), to.origin.as_bytes()];
        self.bind("secret", &parts)
    }
}

#[expect(clippy::expect_used, reason = "a secret of 4 GiB is refused long before")]
pub(super) fn pad(text: &str) -> Zeroizing<Vec<u8>> {
    let length = u32::try_from(text.len()).expect("shorter than 4 GiB");
    let padded_bytes = (LENGTH_BYTES + text.len()).next_multiple_of(PADDED_TO_BYTES);
    // Its final size at once: growing would leave copies behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_bytes));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(text.as_bytes());
    padded.resize(padded_bytes, 0);
    padded
}

pub(super) fn unpad(padded: &[u8]) -> Option<&str> {
    let (length, rest) = padded.split_first_chunk::<LENGTH_BYTES>()?;
    let text = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::Index};

    use super::*;

    fn any_field() -> impl Strategy<Value = SecretField> {
        prop_oneof![
            Just(SecretField::ClientSecret),
            Just(SecretField::Value),
            "[a-z_:]{0,12}".prop_map(|slot| SecretField::Extra { slot }),
        ]
    }

    fn any_environment() -> impl Strategy<Value = Environment> {
        proptest::sample::select(Environment::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn what_was_sealed_for_a_place_opens_there(
            text in any::<String>(), environment in any_environment(), field in any_field(), origin in any::<String>()
        ) {
            let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
            let to = SealedTo { authorization: &id, environment, field: &field, origin: &origin };
            let opened = key.open(&to, &key.seal(&to, &Secret::new(text.clone()))).unwrap();
            prop_assert_eq!(opened.expose(), text);
        }

        #[test]
        fn a_single_flipped_bit_opens_nothing(text in any::<String>(), byte in any::<Index>(), bit in 0..8_u8) {
            let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
            let to = SealedTo { authorization: &id, environment: Environment::Staging, field: &SecretField::Value, origin: "" };
            let mut sealed = key.seal(&to, &Secret::new(text));
            let at = byte.index(sealed.len());
            sealed[at] ^= 1_u8 << bit;
            prop_assert!(matches!(key.open(&to, &sealed), Err(Error::SecretUnreadable)));
        }

        #[test]
        fn no_bytes_at_all_make_it_panic(sealed in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
            let to = SealedTo { authorization: &id, environment: Environment::Staging, field: &SecretField::Value, origin: "" };
            prop_assert!(matches!(key.open(&to, &sealed), Err(Error::SecretUnreadable)));
        }

        #[test]
        fn two_places_are_bound_alike_only_if_they_are_the_same(
            one in (any_environment(), any_field(), "[a-z_:]{0,12}"), other in (any_environment(), any_field(), "[a-z_:]{0,12}")
        ) {
            let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
            let place = |(environment, field, origin): &(Environment, SecretField, String)| {
                key.place(FORMAT_VERSION, &SealedTo { authorization: &id, environment: *environment, field, origin })
            };
            prop_assert_eq!(place(&one) == place(&other), one == other);
        }
    }

    #[test]
    fn a_value_moved_anywhere_else_opens_nothing() {
        let (key, id, other_id) = (VaultKey::generate(), AuthorizationId::generate(), AuthorizationId::generate());
        let slot = |slot: &str| SecretField::Extra { slot: slot.into() };
        let (field, fields) = (slot("a"), [slot("b"), slot(""), SecretField::ClientSecret, SecretField::Value]);
        let origin = "https://id.example";
        let here = SealedTo { authorization: &id, environment: Environment::Staging, field: &field, origin };
        let mut elsewhere = vec![
            SealedTo { authorization: &other_id, ..here },
            SealedTo { environment: Environment::Production, ..here },
            SealedTo { origin: "https://id.example:444", ..here },
            SealedTo { origin: "", ..here },
        ];
        elsewhere.extend(fields.iter().map(|field| SealedTo { field, ..here }));

        let sealed = key.seal(&here, &Secret::new("s".into()));
        for place in elsewhere {
            assert!(matches!(key.open(&place, &sealed), Err(Error::SecretUnreadable)), "{place:?}");
        }
        for other in [VaultKey::generate(), key.of_database(uuid::Uuid::now_v7())] {
            assert!(matches!(other.open(&here, &sealed), Err(Error::SecretUnreadable)));
        }
        assert_eq!(key.open(&here, &sealed).unwrap().expose(), "s");
    }

    #[test]
    fn a_key_with_the_same_bytes_and_another_name_opens_nothing() {
        let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
        let renamed = VaultKey::from_bytes(uuid::Uuid::now_v7(), key.expose()).unwrap();
        let to =
            SealedTo { authorization: &id, environment: Environment::Staging, field: &SecretField::Value, origin: "" };
        assert!(renamed.open(&to, &key.seal(&to, &Secret::new("s".into()))).is_err());
    }

    #[test]
    fn a_value_of_the_older_version_opens_only_as_one() {
        let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
        let to =
            SealedTo { authorization: &id, environment: Environment::Staging, field: &SecretField::Value, origin: "" };
        let secret = Secret::new("s".into());
        let (older, newer) = (key.seal_older(&to, &secret), key.seal(&to, &secret));
        assert_eq!(key.open_older(&to, &older).unwrap().expose(), "s");
        assert!(key.open(&to, &older).is_err() && key.open_older(&to, &newer).is_err());
        let renamed = |bytes: &[u8], version: u8| [&[version], &bytes[1..]].concat();
        assert!(key.open(&to, &renamed(&older, 2)).is_err() && key.open_older(&to, &renamed(&newer, 1)).is_err());
    }

    #[test]
    fn the_length_of_a_secret_does_not_show() {
        let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
        let to =
            SealedTo { authorization: &id, environment: Environment::Staging, field: &SecretField::Value, origin: "" };
        let sealed_bytes = |bytes| key.seal(&to, &Secret::new("x".repeat(bytes))).len();
        assert_eq!(sealed_bytes(0), sealed_bytes(60));
        assert_eq!(sealed_bytes(61), sealed_bytes(124));
        assert_eq!(sealed_bytes(61) - sealed_bytes(60), 64);
    }

    #[test]
    fn the_same_secret_never_seals_to_the_same_bytes() {
        let (key, id) = (VaultKey::generate(), AuthorizationId::generate());
        let to =
            SealedTo { authorization: &id, environment: Environment::Staging, field: &SecretField::Value, origin: "" };
        let secret = Secret::new("s".into());
        assert_ne!(key.seal(&to, &secret), key.seal(&to, &secret));
    }
}
