//! A private key, and signing with it.

use std::{fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
        Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
        RSA_PSS_SHA512, RsaEncoding,
    },
};
use rustls_pki_types::CertificateDer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;
use ts_rs::TS;
use zeroize::Zeroizing;

use super::{SigningAlgorithm, chain, curve, curve::Curve, encode, material::Material};
use crate::secret::Secret;

/// How often a random number may be outside the range of private keys, which has a chance of less than one in 2³² each time.
const ATTEMPTS: usize = 3;

/// What kind of key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum KeyKind {
    /// RSA.
    Rsa {
        /// Its size: 2048, 3072 or 4096.
        bits: u32,
    },
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// ECDSA on P-521.
    P521,
    /// Ed25519.
    Ed25519,
}

impl fmt::Display for KeyKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(formatter, "RSA {bits}"),
            Self::P256 => formatter.write_str("P-256"),
            Self::P384 => formatter.write_str("P-384"),
            Self::P521 => formatter.write_str("P-521"),
            Self::Ed25519 => formatter.write_str("Ed25519"),
        }
    }
}

/// The kinds of keys that are generated here.
///
/// RSA isn't one of them: ring can't generate RSA keys, and the `rsa` crate is open to a timing attack (RUSTSEC-2023-0071).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum GeneratedKind {
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// ECDSA on P-521.
    P521,
    /// Ed25519.
    Ed25519,
}

/// Why nothing was signed or generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignError {
    /// The algorithm isn't one of the key's.
    #[error("{algorithm} can't be used with this key ({kind}); choose one of its algorithms")]
    Unfit {
        /// The algorithm.
        algorithm: SigningAlgorithm,
        /// What the key is.
        kind: KeyKind,
    },
    /// The operating system has no random numbers, or the computation failed.
    #[error(
        "the signature or key couldn't be computed, probably because the operating system provides no random numbers; restart it"
    )]
    Failed,
}

/// A private key that was checked when it was read: signing with one of its [`algorithms`](Self::algorithms) doesn't fail. It is wiped when
/// its last clone is dropped; ring's own copies, which last for one signature, aren't.
#[derive(Clone)]
pub struct PrivateKey(Arc<Inner>);

struct Inner {
    material: Material,
    /// The key as PKCS#8.
    pkcs8: Zeroizing<Vec<u8>>,
}

impl PrivateKey {
    pub(super) fn new(material: Material) -> Self {
        let pkcs8 = material.pkcs8();
        Self(Arc::new(Inner { material, pkcs8 }))
    }

    /// Returns the key as PEM (PKCS#8, `-----BEGIN PRIVATE KEY-----`).
    #[must_use]
    pub fn to_secret(&self) -> Secret {
        let mut text = encode::pem("PRIVATE KEY", &self.0.pkcs8);
        Secret::new(std::mem::take(&mut *text))
    }

    /// Returns what kind of key it is.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        match &self.0.material {
            Material::Rsa(numbers) => KeyKind::Rsa { bits: numbers.bits() },
            Material::Ec { curve: Curve::P256, .. } => KeyKind::P256,
            Material::Ec { curve: Curve::P384, .. } => KeyKind::P384,
            Material::Ec { curve: Curve::P521, .. } => KeyKind::P521,
            Material::Ed25519 { .. } => KeyKind::Ed25519,
        }
    }

    /// Returns the algorithms that the key can sign with. The first is the one that most servers accept.
    #[must_use]
    pub fn algorithms(&self) -> &'static [SigningAlgorithm] {
        use SigningAlgorithm as A;
        match self.kind() {
            KeyKind::Rsa { .. } => &[A::RS256, A::RS384, A::RS512, A::PS256, A::PS384, A::PS512],
            KeyKind::P256 => &[A::ES256],
            KeyKind::P384 => &[A::ES384],
            KeyKind::P521 => &[A::ES512],
            KeyKind::Ed25519 => &[A::EdDSA],
        }
    }

    /// Returns the public key as a JWK: `kty` and the members of the key (RFC 7518, section 6; RFC 8037, section 2), no `kid`, `use` or `alg`.
    #[must_use]
    pub fn public_jwk(&self) -> Map<String, Value> {
        self.0.material.public_jwk()
    }

    /// Returns the SHA-256 thumbprint of the public key in base64url (RFC 7638).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        thumbprint_of(&self.public_jwk())
    }

    /// Signs a message, in the form that JWS wants (RFC 7515): an ECDSA signature is two numbers of the curve's length (RFC 7518, section 3.4).
    ///
    /// # Errors
    /// The algorithm doesn't fit the key, or the operating system has no random numbers.
    pub fn sign(&self, algorithm: SigningAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignError> {
        use SigningAlgorithm as A;
        let ec = |parameters| self.sign_ecdsa(parameters, message);
        let rsa = |encoding| self.sign_rsa(encoding, message);
        let signature = match (algorithm, self.kind()) {
            (A::RS256, KeyKind::Rsa { .. }) => rsa(&RSA_PKCS1_SHA256),
            (A::RS384, KeyKind::Rsa { .. }) => rsa(&RSA_PKCS1_SHA384),
            (A::RS512, KeyKind::Rsa { .. }) => rsa(&RSA_PKCS1_SHA512),
            (A::PS256, KeyKind::Rsa { .. }) => rsa(&RSA_PSS_SHA256),
            (A::PS384, KeyKind::Rsa { .. }) => rsa(&RSA_PSS_SHA384),
            (A::PS512, KeyKind::Rsa { .. }) => rsa(&RSA_PSS_SHA512),
            (A::ES256, KeyKind::P256) => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            (A::ES384, KeyKind::P384) => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            (A::ES512, KeyKind::P521) => self.scalar().and_then(|scalar| curve::sign_es512(scalar, message)),
            (A::EdDSA, KeyKind::Ed25519) => self.sign_ed25519(message),
            (algorithm, kind) => return Err(SignError::Unfit { algorithm, kind }),
        };
        signature.ok_or(SignError::Failed)
    }

    fn sign_rsa(&self, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Option<Vec<u8>> {
        let Material::Rsa(numbers) = &self.0.material else { return None };
        let pair = numbers.pair()?;
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(encoding, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(signature)
    }

    fn sign_ecdsa(&self, parameters: &'static EcdsaSigningAlgorithm, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(parameters, &self.0.pkcs8, &random).ok()?;
        Some(pair.sign(&random, message).ok()?.as_ref().to_vec())
    }

    fn sign_ed25519(&self, message: &[u8]) -> Option<Vec<u8>> {
        let Material::Ed25519 { seed, .. } = &self.0.material else { return None };
        Some(Ed25519KeyPair::from_seed_unchecked(seed).ok()?.sign(message).as_ref().to_vec())
    }

    fn scalar(&self) -> Option<&[u8]> {
        match &self.0.material {
            Material::Ec { scalar, .. } => Some(scalar),
            _ => None,
        }
    }

    /// Generates a key from the operating system's random numbers.
    ///
    /// # Errors
    /// The operating system has no random numbers.
    pub fn generate(kind: GeneratedKind) -> Result<Self, SignError> {
        let random = |length| {
            let mut bytes = Zeroizing::new(vec![0; length]);
            SystemRandom::new().fill(&mut bytes).map_err(|_| SignError::Failed)?;
            Ok(bytes)
        };
        let curve = match kind {
            GeneratedKind::P256 => Curve::P256,
            GeneratedKind::P384 => Curve::P384,
            GeneratedKind::P521 => Curve::P521,
            GeneratedKind::Ed25519 => {
                return Material::ed25519(&random(32)?, None).map(Self::new).map_err(|_| SignError::Failed);
            }
        };
        // A number that is out of range is dropped and not reduced, so that all keys are equally likely (FIPS 186-5, appendix A.2.2).
        for _ in 0..ATTEMPTS {
            let mut scalar = random(curve.bytes())?;
            if curve == Curve::P521 {
                scalar[0] &= 1;
            }
            if let Ok(material) = Material::ec(curve, &scalar, None) {
                return Ok(Self::new(material));
            }
        }
        Err(SignError::Failed)
    }

    /// Returns whether a certificate is this key's.
    #[must_use]
    pub fn matches(&self, certificate: &CertificateDer<'_>) -> bool {
        chain::has_key(certificate, &self.subject_public_key())
    }

    /// Puts the key's certificate first and its issuers after it, as TLS and `x5c` want them (RFC 8446, section 4.4.2; RFC 7515, section
    /// 4.1.6). Certificates that don't belong to the chain follow in their order, and each is listed once. `None` if none is the key's.
    #[must_use]
    pub fn order(&self, certificates: &[CertificateDer<'static>]) -> Option<Vec<CertificateDer<'static>>> {
        chain::order(certificates, &self.subject_public_key())
    }

    /// Returns the key as PKCS#8 (RFC 5208), for TLS.
    pub(crate) fn pkcs8(&self) -> &[u8] {
        &self.0.pkcs8
    }

    pub(super) fn subject_public_key(&self) -> Vec<u8> {
        self.0.material.subject_public_key()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateKey(…)")
    }
}

/// Returns the SHA-256 thumbprint of a public key in base64url (RFC 7638): `jwk` has the members that the key consists of, and no other.
pub(crate) fn thumbprint_of(jwk: &Map<String, Value>) -> String {
    let mut members: Vec<_> = jwk.iter().collect();
    members.sort_by_key(|(name, _)| *name);
    let members = members.into_iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
    let text = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}
