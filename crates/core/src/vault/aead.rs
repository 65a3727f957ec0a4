//! The one cipher, XChaCha20-Poly1305, with a fresh nonce a value: `nonce ‖ ciphertext ‖ tag`.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use super::bytes::random;

/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;
/// Bytes of a nonce: so many that random ones never meet.
const NONCE_BYTES: usize = 24;

/// Encrypts a text and authenticates it together with what it belongs to.
#[expect(clippy::expect_used, reason = "only a text of more than 256 GiB fails")]
pub(super) fn encrypt(key: &[u8; KEY_BYTES], belongs_to: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce = random::<NONCE_BYTES>();
    let payload = Payload { msg: plain, aad: belongs_to };
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), payload).expect("short enough");
    [nonce.as_slice(), &sealed].concat()
}

/// Opens what [`encrypt`] made; nothing if the key, what it belongs to, or a single bit is another.
pub(super) fn decrypt(key: &[u8; KEY_BYTES], belongs_to: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg: sealed, aad: belongs_to };
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
}
