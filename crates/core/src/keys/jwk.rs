//! Reads private keys as JSON: a JWK or a JWK Set (RFC 7517; RFC 7518, section 6; RFC 8037, section 2).

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use rustls_pki_types::CertificateDer;
use serde::{Deserialize, de::IgnoredAny};
use zeroize::Zeroizing;

use super::{
    KeyFileError, SigningAlgorithm,
    curve::Curve,
    der,
    material::{Material, RsaNumbers, trimmed},
};
use crate::secret::Secret;

/// base64url; padding is against RFC 7515, section 2, and written by some programs.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const NOT_FOR_SIGNATURES: KeyFileError =
    KeyFileError::Unsupported("not for signatures, according to `use` or `key_ops`");

/// A private key with what its JWK says about it.
pub(super) struct FoundKey {
    pub(super) material: Material,
    pub(super) key_id: Option<String>,
    pub(super) algorithm: Option<SigningAlgorithm>,
    pub(super) certificates: Vec<CertificateDer<'static>>,
}

/// What tells a JWK or a set from other JSON.
#[derive(Deserialize)]
struct Shape {
    kty: Option<IgnoredAny>,
    keys: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Jwk>,
}

/// The members that are read. Private ones are wiped.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    x5c: Option<Vec<String>>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    d: Option<Secret>,
    p: Option<Secret>,
    q: Option<Secret>,
    dp: Option<Secret>,
    dq: Option<Secret>,
    qi: Option<Secret>,
    oth: Option<IgnoredAny>,
}

/// Reads the private key of a text; `None` if it isn't a JWK or a set.
pub(super) fn read(text: &str) -> Option<Result<FoundKey, KeyFileError>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with('{') {
        return None;
    }
    let shape = match serde_json::from_str::<Shape>(text) {
        Ok(shape) => shape,
        // A JWK that was cut short.
        Err(_) if text.contains("\"kty\"") => return Some(Err(KeyFileError::JwkDamaged)),
        Err(_) => return None,
    };
    if shape.kty.is_some() {
        Some(parse(text).and_then(Jwk::into_key))
    } else if shape.keys.is_some() {
        Some(parse(text).and_then(|Set { keys }| only_key(keys)))
    } else {
        None
    }
}

/// serde's own errors repeat what they read.
fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, KeyFileError> {
    serde_json::from_str(text).map_err(|_| KeyFileError::JwkDamaged)
}

/// Returns the only private key of a set, or the only one for signatures.
fn only_key(keys: Vec<Jwk>) -> Result<FoundKey, KeyFileError> {
    if keys.is_empty() {
        return Err(KeyFileError::NoKey);
    }
    let mut private: Vec<_> = keys.into_iter().filter(|key| key.d.is_some()).collect();
    if private.is_empty() {
        return Err(KeyFileError::JwkPublic);
    }
    private.retain(Jwk::signs);
    match private.len() {
        0 => Err(NOT_FOR_SIGNATURES),
        1 => private.remove(0).into_key(),
        _ => Err(KeyFileError::SeveralKeys),
    }
}

impl Jwk {
    /// Whether the JWK doesn't say that its key is for something else (RFC 7517, sections 4.2 and 4.3).
    fn signs(&self) -> bool {
        self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|one| one == "sign"))
    }

    fn into_key(self) -> Result<FoundKey, KeyFileError> {
        let signs = self.signs();
        let material = match self.kty.as_str() {
            "RSA" => self.rsa()?,
            "EC" => self.ec()?,
            "OKP" => self.okp()?,
            "oct" => return Err(KeyFileError::JwkSymmetric),
            _ => return Err(KeyFileError::Unsupported("a `kty` other than RSA, EC and OKP")),
        };
        if !signs {
            return Err(NOT_FOR_SIGNATURES);
        }
        let mut certificates = Vec::new();
        for (index, text) in self.x5c.unwrap_or_default().iter().enumerate() {
            let damaged = KeyFileError::DamagedCertificate { number: index + 1 };
            let contents = STANDARD.decode(text).map_err(|_| damaged)?;
            certificates.push(der::certificate(&contents).ok_or(damaged)?);
        }
        let algorithm = self.alg.as_deref().and_then(SigningAlgorithm::named);
        Ok(FoundKey { material, key_id: self.kid.filter(|id| !id.is_empty()), algorithm, certificates })
    }

    fn rsa(&self) -> Result<Material, KeyFileError> {
        if self.oth.is_some() {
            return Err(KeyFileError::Unsupported("RSA with more than two prime numbers"));
        }
        let d = self.private_exponent()?;
        if [&self.p, &self.q, &self.dp, &self.dq, &self.qi].iter().any(|member| member.is_none()) {
            return Err(KeyFileError::RsaPrimes);
        }
        Material::rsa(RsaNumbers {
            n: trimmed(&public("n", self.n.as_ref())?).to_vec(),
            e: trimmed(&public("e", self.e.as_ref())?).to_vec(),
            d: number(&d),
            p: number(&private("p", self.p.as_ref())?),
            q: number(&private("q", self.q.as_ref())?),
            dp: number(&private("dp", self.dp.as_ref())?),
            dq: number(&private("dq", self.dq.as_ref())?),
            qi: number(&private("qi", self.qi.as_ref())?),
        })
    }

    fn ec(&self) -> Result<Material, KeyFileError> {
        let name = self.crv.as_deref().ok_or(KeyFileError::JwkMember("crv"))?;
        let curve = Curve::named(name).ok_or(KeyFileError::Unsupported(if name == "secp256k1" {
            "secp256k1"
        } else {
            "another curve"
        }))?;
        let scalar = self.private_exponent()?;
        // Leading zeros belong to a coordinate, and some programs leave them out.
        let coordinate = |name, member| -> Result<Vec<u8>, KeyFileError> {
            let bytes = public(name, member)?;
            let significant = trimmed(&bytes);
            let missing = curve.bytes().checked_sub(significant.len()).ok_or(KeyFileError::JwkMember(name))?;
            Ok([&vec![0; missing], significant].concat())
        };
        let point = [vec![4], coordinate("x", self.x.as_ref())?, coordinate("y", self.y.as_ref())?].concat();
        Material::ec(curve, &scalar, Some(&point))
    }

    fn okp(&self) -> Result<Material, KeyFileError> {
        match self.crv.as_deref() {
            Some("Ed25519") => {}
            Some("Ed448") => return Err(KeyFileError::Unsupported("Ed448")),
            Some("X25519" | "X448") => return Err(KeyFileError::Unsupported("a key for encryption")),
            Some(_) => return Err(KeyFileError::Unsupported("another curve")),
            None => return Err(KeyFileError::JwkMember("crv")),
        }
        let seed = self.private_exponent()?;
        if seed.len() != 32 {
            return Err(KeyFileError::JwkMember("d"));
        }
        Material::ed25519(&seed, Some(&public("x", self.x.as_ref())?))
    }

    fn private_exponent(&self) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
        private("d", Some(self.d.as_ref().ok_or(KeyFileError::JwkPublic)?))
    }
}

fn public(name: &'static str, member: Option<&String>) -> Result<Vec<u8>, KeyFileError> {
    member.and_then(|text| BASE64URL.decode(text).ok()).ok_or(KeyFileError::JwkMember(name))
}

fn private(name: &'static str, member: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let text = member.ok_or(KeyFileError::JwkMember(name))?.expose();
    // In its final size: a buffer that grows leaves copies.
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    BASE64URL.decode_vec(text, &mut bytes).map_err(|_| KeyFileError::JwkMember(name))?;
    Ok(bytes)
}

fn number(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(trimmed(bytes).to_vec())
}
