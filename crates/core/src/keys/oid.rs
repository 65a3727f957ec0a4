//! The object identifiers in key files, as they are encoded.

use super::curve::Curve;

/// `rsaEncryption` (RFC 8017, appendix A.1).
pub(super) const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// `id-RSASSA-PSS` (RFC 8017, appendix A.2.3).
const RSA_PSS: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// `id-ecPublicKey` (RFC 5480, section 2.1.1).
pub(super) const EC: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// `id-Ed25519` (RFC 8410, section 3).
pub(super) const ED25519: [u8; 3] = [0x2b, 0x65, 0x70];

const P256: [u8; 8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: [u8; 5] = [0x2b, 0x81, 0x04, 0x00, 0x22];
const P521: [u8; 5] = [0x2b, 0x81, 0x04, 0x00, 0x23];

/// Algorithms of keys that can't be used, with their names.
const OTHER_KEYS: [(&[u8], &str); 6] = [
    (&RSA_PSS, "RSA restricted to PSS"),
    (&[0x2b, 0x65, 0x6e], "X25519"),
    (&[0x2b, 0x65, 0x6f], "X448"),
    (&[0x2b, 0x65, 0x71], "Ed448"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01], "DSA"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x03, 0x01], "Diffie-Hellman"),
];

/// Curves that can't be used, with their names.
const OTHER_CURVES: [(&[u8], &str); 7] = [
    (&[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d], "SM2"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x0a], "secp256k1"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x21], "P-224"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x01], "P-192"),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07], "brainpoolP256r1"),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b], "brainpoolP384r1"),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d], "brainpoolP512r1"),
];

/// Returns the identifier of a curve (RFC 5480, section 2.1.1.1).
pub(super) const fn of_curve(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::P256 => &P256,
        Curve::P384 => &P384,
        Curve::P521 => &P521,
    }
}

/// Returns the curve of an identifier; otherwise the name of another curve.
pub(super) fn curve(identifier: &[u8]) -> Result<Curve, &'static str> {
    let known = Curve::ALL.into_iter().find(|curve| of_curve(*curve) == identifier);
    known.ok_or_else(|| name(&OTHER_CURVES, identifier).unwrap_or("an elliptic curve that isn't supported"))
}

/// Returns the name of a kind of key that can't be used.
pub(super) fn other_key(identifier: &[u8]) -> &'static str {
    name(&OTHER_KEYS, identifier).unwrap_or("a kind that isn't supported")
}

fn name(names: &[(&[u8], &'static str)], identifier: &[u8]) -> Option<&'static str> {
    names.iter().find(|(known, _)| *known == identifier).map(|(_, name)| *name)
}
