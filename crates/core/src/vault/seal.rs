//! Sealing: a secret becomes bytes that open only with the key, and only in the place that they were sealed for.
//!
//! `version ‖ nonce ‖ ciphertext ‖ tag`; inside, the secret's length and the secret, padded, so that the bytes do not tell how long it is.

use zeroize::Zeroizing;

use super::{aead, key::VaultKey};
use crate::{
    authorization::{AuthorizationId, Environment, SecretField},
    error::{Error, Result},
    secret::Secret,
};

/// The first byte of a sealed value: how the rest is to be read.
const FORMAT_VERSION: u8 = 1;
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
    /// The origin that it may be sent to; empty where it has none.
    pub(crate) origin: &'a str,
}

impl VaultKey {
    /// Seals a secret for one place.
    pub(crate) fn seal(&self, to: &SealedTo<'_>, secret: &Secret) -> Vec<u8> {
        let sealed = aead::encrypt(self.expose(), &self.place(to), &pad(secret.expose()));
        [[FORMAT_VERSION].as_slice(), &sealed].concat()
    }

    /// Opens what was sealed for this place with this key.
    ///
    /// # Errors
    /// [`Error::SecretUnreadable`] if it was sealed with another key or for another place, or is damaged.
    pub(crate) fn open(&self, to: &SealedTo<'_>, sealed: &[u8]) -> Result<Secret> {
        let (&FORMAT_VERSION, sealed) = sealed.split_first().ok_or(Error::SecretUnreadable)? else {
            return Err(Error::SecretUnreadable);
        };
        let padded = aead::decrypt(self.expose(), &self.place(to), sealed).ok_or(Error::SecretUnreadable)?;
        unpad(&padded).map(|text| Secret::new(text.to_owned())).ok_or(Error::SecretUnreadable)
    }

    fn place(&self, to: &SealedTo<'_>) -> Vec<u8> {
        let field = to.field.to_string();
        let parts: [&[u8]; 5] = [
            &[FORMAT_VERSION],
            to.authorization.as_bytes(),
            to.environment.as_str().as_bytes(),
            field.as_bytes(),
            to.origin.as_bytes(),
        ];
        self.bind("secret", &parts)
    }
}

#[expect(clippy::expect_used, reason = "a secret of 4 GiB is refused long before")]
fn pad(text: &str) -> Zeroizing<Vec<u8>> {
    let length = u32::try_from(text.len()).expect("shorter than 4 GiB");
    let padded_bytes = (LENGTH_BYTES + text.len()).next_multiple_of(PADDED_TO_BYTES);
    // Its final size at once: growing would leave copies behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_bytes));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(text.as_bytes());
    padded.resize(padded_bytes, 0);
    padded
}

fn unpad(padded: &[u8]) -> Option<&str> {
    let (length, rest) = padded.split_first_chunk::<LENGTH_BYTES>()?;
    let text = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    std::str::from_utf8(text).ok()
}
