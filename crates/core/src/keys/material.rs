//! The numbers of a private key, checked, and the structures that they are written in.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    rsa::{KeyPairComponents, PublicKeyComponents},
    signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{
    KeyFileError,
    curve::Curve,
    encode::{BIT_STRING, CONTEXT_1, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, unsigned, value},
    oid,
};

/// The sizes of RSA keys, in bits. ring computes with 2048 to 4096 bits, and with prime numbers whose size is a multiple of 512 bits.
const RSA_BITS: [u32; 3] = [2_048, 3_072, 4_096];
/// The length of an Ed25519 key, private or public, in bytes.
const ED25519_BYTES: usize = 32;

/// A private key whose parts belong together.
pub(super) enum Material {
    Rsa(Box<RsaNumbers>),
    Ec {
        curve: Curve,
        /// As long as the curve has it.
        scalar: Zeroizing<Vec<u8>>,
        /// The public key as an uncompressed point.
        point: Vec<u8>,
    },
    Ed25519 {
        seed: Zeroizing<Vec<u8>>,
        public: Vec<u8>,
    },
}

/// The numbers of an RSA key (RFC 8017, section 3.2) without leading zeros.
pub(super) struct RsaNumbers {
    pub(super) n: Vec<u8>,
    pub(super) e: Vec<u8>,
    pub(super) d: Zeroizing<Vec<u8>>,
    pub(super) p: Zeroizing<Vec<u8>>,
    pub(super) q: Zeroizing<Vec<u8>>,
    pub(super) dp: Zeroizing<Vec<u8>>,
    pub(super) dq: Zeroizing<Vec<u8>>,
    pub(super) qi: Zeroizing<Vec<u8>>,
}

impl RsaNumbers {
    fn components(&self) -> KeyPairComponents<&[u8]> {
        KeyPairComponents {
            public_key: PublicKeyComponents { n: &self.n, e: &self.e },
            d: &self.d,
            p: &self.p,
            q: &self.q,
            dP: &self.dp,
            dQ: &self.dq,
            qInv: &self.qi,
        }
    }

    /// Returns the key in the form that ring signs with.
    pub(super) fn pair(&self) -> Option<RsaKeyPair> {
        RsaKeyPair::from_components(&self.components()).ok()
    }

    /// Returns the size in bits.
    pub(super) fn bits(&self) -> u32 {
        bits(&self.n)
    }

    fn public_key(&self) -> Zeroizing<Vec<u8>> {
        value(SEQUENCE, &[&unsigned(&self.n), &unsigned(&self.e)])
    }

    /// RFC 8017, appendix A.1.2.
    fn private_key(&self) -> Zeroizing<Vec<u8>> {
        let numbers = [&self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qi].map(|number| unsigned(number));
        let mut parts = vec![unsigned(&[]), unsigned(&self.n), unsigned(&self.e)];
        parts.extend(numbers);
        value(SEQUENCE, &parts.iter().map(|part| part.as_slice()).collect::<Vec<_>>())
    }
}

impl Material {
    /// Checks the numbers of an RSA key. ring doesn't compare all of them with each other, but verifies each signature that it makes, so that
    /// one signature is the rest of the check. Only the private exponent remains unchecked, which nothing is computed with.
    pub(super) fn rsa(numbers: RsaNumbers) -> Result<Self, KeyFileError> {
        let bits = numbers.bits();
        if !RSA_BITS.contains(&bits) {
            return Err(KeyFileError::RsaSize { bits });
        }
        if numbers.e.len() < 3 {
            return Err(KeyFileError::RsaExponent);
        }
        let pair = numbers.pair().ok_or(KeyFileError::INCONSISTENT)?;
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), b"", &mut signature)
            .map_err(|_| KeyFileError::INCONSISTENT)?;
        Ok(Self::Rsa(Box::new(numbers)))
    }

    /// Checks an elliptic curve key. `public` is its public key as a point, compressed or not, if the file has it.
    pub(super) fn ec(curve: Curve, scalar: &[u8], public: Option<&[u8]>) -> Result<Self, KeyFileError> {
        // Some programs write a sign byte, and others leave out leading zeros.
        let significant = trimmed(scalar);
        let missing = curve.bytes().checked_sub(significant.len()).ok_or(KeyFileError::INCONSISTENT)?;
        let mut scalar = Zeroizing::new(vec![0; curve.bytes()]);
        scalar[missing..].copy_from_slice(significant);
        let point = curve.point(&scalar).ok_or(KeyFileError::INCONSISTENT)?;
        if public.is_some_and(|public| public != point && public != compressed(&point)) {
            return Err(KeyFileError::INCONSISTENT);
        }
        Ok(Self::Ec { curve, scalar, point })
    }

    /// Checks an Ed25519 key. `public` is its public key, if the file has it.
    pub(super) fn ed25519(seed: &[u8], public: Option<&[u8]>) -> Result<Self, KeyFileError> {
        if seed.len() != ED25519_BYTES {
            return Err(KeyFileError::DAMAGED);
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyFileError::INCONSISTENT)?;
        let computed = pair.public_key().as_ref();
        if public.is_some_and(|public| public != computed) {
            return Err(KeyFileError::INCONSISTENT);
        }
        Ok(Self::Ed25519 { seed: Zeroizing::new(seed.to_vec()), public: computed.to_vec() })
    }

    /// Returns the key as PKCS#8 (RFC 5208; RFC 5915; RFC 8410): an elliptic curve key with its public key, as ring wants it; an Ed25519 key
    /// in version 1, which every program reads.
    pub(super) fn pkcs8(&self) -> Zeroizing<Vec<u8>> {
        let version = unsigned(&[]);
        let (algorithm, key) = match self {
            Self::Rsa(numbers) => {
                (value(SEQUENCE, &[&value(OBJECT_IDENTIFIER, &[&oid::RSA]), &NULL]), numbers.private_key())
            }
            Self::Ec { curve, scalar, point } => {
                let public = value(BIT_STRING, &[&[0], point]);
                let parts = [unsigned(&[1]), value(OCTET_STRING, &[scalar]), value(CONTEXT_1, &[&public])];
                let name = value(OBJECT_IDENTIFIER, &[oid::of_curve(*curve)]);
                let algorithm = value(SEQUENCE, &[&value(OBJECT_IDENTIFIER, &[&oid::EC]), &name]);
                (algorithm, value(SEQUENCE, &[&parts[0], &parts[1], &parts[2]]))
            }
            Self::Ed25519 { seed, .. } => {
                (value(SEQUENCE, &[&value(OBJECT_IDENTIFIER, &[&oid::ED25519])]), value(OCTET_STRING, &[seed]))
            }
        };
        value(SEQUENCE, &[&version, &algorithm, &value(OCTET_STRING, &[&key])])
    }

    /// Returns the public key as it is in a certificate: the contents of `subjectPublicKey`.
    pub(super) fn subject_public_key(&self) -> Vec<u8> {
        match self {
            Self::Rsa(numbers) => numbers.public_key().to_vec(),
            Self::Ec { point, .. } => point.clone(),
            Self::Ed25519 { public, .. } => public.clone(),
        }
    }

    /// Returns the members of the public key (RFC 7518, section 6; RFC 8037, section 2).
    pub(super) fn public_jwk(&self) -> Map<String, Value> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let members = match self {
            Self::Rsa(numbers) => vec![("kty", "RSA".into()), ("n", text(&numbers.n)), ("e", text(&numbers.e))],
            Self::Ec { curve, point, .. } => {
                let (x, y) = point[1..].split_at(curve.bytes());
                vec![("kty", "EC".into()), ("crv", curve.name().into()), ("x", text(x)), ("y", text(y))]
            }
            Self::Ed25519 { public, .. } => {
                vec![("kty", "OKP".into()), ("crv", "Ed25519".into()), ("x", text(public))]
            }
        };
        members.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
    }
}

/// Returns a number without leading zeros.
pub(super) fn trimmed(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|byte| **byte == 0).count()..]
}

fn bits(number: &[u8]) -> u32 {
    let bits = number.len() * 8 - number.first().map_or(0, |byte| byte.leading_zeros() as usize);
    u32::try_from(bits).unwrap_or(u32::MAX)
}

/// Returns the compressed form of a point (SEC 1, section 2.3.3).
fn compressed(point: &[u8]) -> Vec<u8> {
    let y_is_odd = point.last().is_some_and(|last| last % 2 == 1);
    let mut compressed = point[..=point.len() / 2].to_vec();
    compressed[0] = if y_is_odd { 3 } else { 2 };
    compressed
}
