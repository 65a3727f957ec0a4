//! Elliptic curves (RFC 7518, section 6.2.1.1): ring signs with P-256 and P-384. It knows nothing of P-521, and can't compute a public key,
//! which some key files lack; the crates of `RustCrypto` can.

use p521::ecdsa::{
    Signature, SigningKey, VerifyingKey,
    signature::{Signer, Verifier},
};
use p521::elliptic_curve::sec1::ToSec1Point;

/// A curve that keys may be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    /// P-256.
    P256,
    /// P-384.
    P384,
    /// P-521.
    P521,
}

impl Curve {
    pub(crate) const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    /// Returns the curve of a name in a JWK (`crv`).
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.name() == name)
    }

    /// Returns the curve's name in a JWK (`crv`).
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// Returns the length of a private key, and of each coordinate of a public one, in bytes.
    pub(crate) const fn bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Returns the public key of a private one as an uncompressed point (SEC 1, section 2.3.3); `None` if it isn't a private key of this curve.
    pub(super) fn point(self, scalar: &[u8]) -> Option<Vec<u8>> {
        if scalar.len() != self.bytes() {
            return None;
        }
        Some(match self {
            Self::P256 => {
                p256::SecretKey::from_slice(scalar).ok()?.public_key().to_sec1_point(false).as_bytes().to_vec()
            }
            Self::P384 => {
                p384::SecretKey::from_slice(scalar).ok()?.public_key().to_sec1_point(false).as_bytes().to_vec()
            }
            Self::P521 => {
                p521::SecretKey::from_slice(scalar).ok()?.public_key().to_sec1_point(false).as_bytes().to_vec()
            }
        })
    }
}

/// Signs with P-521 and SHA-512, the one kind of signature that ring can't make. `None` if `scalar` isn't a private key.
pub(super) fn sign_es512(scalar: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let signature: Signature = SigningKey::from_slice(scalar).ok()?.try_sign(message).ok()?;
    Some(signature.to_bytes().to_vec())
}

/// Verifies an `ES512` signature (RFC 7518, section 3.4) with a public key, an uncompressed point.
pub(crate) fn is_signed_es512(point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (VerifyingKey::from_sec1_bytes(point), Signature::from_slice(signature)) else {
        return false;
    };
    key.verify(message, &signature).is_ok()
}
