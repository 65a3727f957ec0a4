//! Verifying the signature of a JSON Web Token (RFC 7515, section 5.2) with the keys of its server.

use std::ops::RangeInclusive;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

use super::{
    jwt::Jwt,
    key_set::{self, Material, PublicKey},
};
use crate::keys::{Curve, is_signed_es512};

/// The sizes of RSA keys that signatures are verified with, in bits: at least as RFC 7518, section 3.3 demands, and at most as ring computes.
const RSA_BITS: RangeInclusive<usize> = 2_048..=8_192;
/// The longest exponent of an RSA key that ring uses, in bits.
const RSA_EXPONENT_BITS: usize = 33;
/// The most keys that a token is verified with.
const MOST_TRIED: usize = 20;

/// A token whose signature can be verified.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    algorithm: Algorithm,
    algorithm_name: String,
    key_id: Option<String>,
    /// Header and claims as they were signed.
    message: String,
    signature: Vec<u8>,
}

/// Why the signature of a token can't be verified with a key set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unverifiable {
    /// It isn't a JWT.
    Opaque,
    /// It is encrypted.
    Encrypted,
    /// It has no signature (`alg` is `none`).
    NotSigned,
    /// It is signed with a secret (HMAC).
    SharedSecret,
    /// What isn't supported: an algorithm, or a header parameter that must be understood (`crit`).
    Unsupported(String),
}

/// What came of verifying a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verified<'a> {
    /// This key signed the token.
    By(&'a PublicKey),
    /// None of the keys that could have signed it did.
    Not(Vec<&'a PublicKey>),
    /// The set has no key that could have signed it.
    NoKey,
    /// This key could have signed it, but can't be used, and none of the others did.
    Unusable(&'a PublicKey),
}

#[derive(Clone, Copy, Debug)]
enum Algorithm {
    Rsa(&'static RsaParameters),
    /// P-256 or P-384.
    Ec(Curve, &'static dyn VerificationAlgorithm),
    /// P-521, which ring doesn't know.
    P521,
    Ed25519,
}

impl Algorithm {
    /// RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 9864, section 2.2.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rsa(&RSA_PKCS1_2048_8192_SHA256),
            "RS384" => Self::Rsa(&RSA_PKCS1_2048_8192_SHA384),
            "RS512" => Self::Rsa(&RSA_PKCS1_2048_8192_SHA512),
            "PS256" => Self::Rsa(&RSA_PSS_2048_8192_SHA256),
            "PS384" => Self::Rsa(&RSA_PSS_2048_8192_SHA384),
            "PS512" => Self::Rsa(&RSA_PSS_2048_8192_SHA512),
            "ES256" => Self::Ec(Curve::P256, &ECDSA_P256_SHA256_FIXED),
            "ES384" => Self::Ec(Curve::P384, &ECDSA_P384_SHA384_FIXED),
            "ES512" => Self::P521,
            "EdDSA" | "Ed25519" => Self::Ed25519,
            _ => return None,
        })
    }

    fn fits(self, material: &Material) -> bool {
        match (self, material) {
            (Self::Rsa(_), Material::Rsa { .. }) | (Self::Ed25519, Material::Ed25519(_)) => true,
            (Self::Ec(curve, _), Material::Ec { curve: of_key, .. }) => curve == *of_key,
            (Self::P521, Material::Ec { curve, .. }) => *curve == Curve::P521,
            _ => false,
        }
    }
}

impl Signed {
    /// Reads a token.
    ///
    /// # Errors
    /// Why its signature can't be verified.
    pub(crate) fn read(token: &str) -> Result<Self, Unverifiable> {
        let Jwt { header, claims } = Jwt::read(token).ok_or(Unverifiable::Opaque)?;
        if claims.is_none() {
            return Err(Unverifiable::Encrypted);
        }
        let member = |name| header.get(name).and_then(serde_json::Value::as_str);
        let name = member("alg").unwrap_or_default();
        if name.eq_ignore_ascii_case("none") {
            return Err(Unverifiable::NotSigned);
        }
        if matches!(name, "HS256" | "HS384" | "HS512") {
            return Err(Unverifiable::SharedSecret);
        }
        // RFC 7515, section 4.1.11: no extension is understood here.
        if let Some(critical) = header.get("crit") {
            return Err(Unverifiable::Unsupported(format!("crit {critical}")));
        }
        let algorithm = Algorithm::named(name).ok_or_else(|| Unverifiable::Unsupported(name.to_owned()))?;
        let (message, signature) = token.rsplit_once('.').ok_or(Unverifiable::Opaque)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Unverifiable::Opaque)?;
        let key_id = member("kid").map(str::to_owned);
        Ok(Self { algorithm, algorithm_name: name.to_owned(), key_id, message: message.to_owned(), signature })
    }

    /// Returns the token's algorithm (`alg`).
    pub(crate) fn algorithm(&self) -> &str {
        &self.algorithm_name
    }

    /// Returns the name of the key that it says it was signed with (`kid`).
    pub(crate) fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Verifies the signature with every key that could have made it: whose type fits the algorithm, and whose name and algorithm, where
    /// the set has them, are the token's.
    pub(crate) fn verify<'a>(&self, keys: &'a [PublicKey]) -> Verified<'a> {
        let agrees = |own: Option<&str>, keys: Option<&str>| own.is_none() || keys.is_none() || own == keys;
        let could = |key: &&PublicKey| {
            self.algorithm.fits(&key.material)
                && agrees(self.key_id(), key.id.as_deref())
                && key.algorithm.as_deref().is_none_or(|algorithm| self.is_named(algorithm))
        };
        let (usable, unusable): (Vec<_>, Vec<_>) =
            keys.iter().filter(could).take(MOST_TRIED).partition(|key| is_usable(&key.material));
        match (usable.iter().find(|key| self.is_signed_with(&key.material)), unusable.first()) {
            (Some(key), _) => Verified::By(key),
            (None, Some(key)) => Verified::Unusable(key),
            (None, None) if usable.is_empty() => Verified::NoKey,
            (None, None) => Verified::Not(usable),
        }
    }

    /// `EdDSA` with an Ed25519 key and `Ed25519` are the same (RFC 9864, section 2.2).
    fn is_named(&self, algorithm: &str) -> bool {
        algorithm == self.algorithm_name
            || matches!(self.algorithm, Algorithm::Ed25519) && matches!(algorithm, "EdDSA" | "Ed25519")
    }

    fn is_signed_with(&self, material: &Material) -> bool {
        let (message, signature) = (self.message.as_bytes(), &self.signature);
        match (self.algorithm, material) {
            (Algorithm::Rsa(parameters), Material::Rsa { n, e }) => {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }
            (Algorithm::Ec(_, algorithm), Material::Ec { x, y, .. }) => {
                UnparsedPublicKey::new(algorithm, point(x, y)).verify(message, signature).is_ok()
            }
            (Algorithm::P521, Material::Ec { x, y, .. }) => is_signed_es512(&point(x, y), message, signature),
            (Algorithm::Ed25519, Material::Ed25519(x)) => {
                UnparsedPublicKey::new(&ED25519, x).verify(message, signature).is_ok()
            }
            _ => false,
        }
    }
}

/// Returns an uncompressed point (SEC 1, section 2.3.3).
fn point(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[4], x, y].concat()
}

/// Whether signatures can be verified with a key.
fn is_usable(material: &Material) -> bool {
    match material {
        Material::Rsa { n, e } => RSA_BITS.contains(&key_set::bits(n)) && key_set::bits(e) <= RSA_EXPONENT_BITS,
        Material::Ec { .. } | Material::Ed25519(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    /// A token with its key, made by another implementation (`jose` for Node.js, `node:crypto` for the weak key).
    #[derive(Deserialize)]
    struct Vector {
        alg: String,
        key: Value,
        thumbprint: String,
        token: String,
        #[serde(default)]
        weak: bool,
    }

    fn vectors() -> Vec<Vector> {
        serde_json::from_str(include_str!("signature/vectors.json")).unwrap()
    }

    fn vector(alg: &str) -> Vector {
        vectors().into_iter().find(|vector| vector.alg == alg).unwrap()
    }

    fn set(keys: &[Value]) -> Vec<PublicKey> {
        key_set::read(&json!({ "keys": keys }).to_string()).unwrap()
    }

    fn with(key: &Value, members: &Value) -> Value {
        let mut key = key.clone();
        key.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        key
    }

    fn jwt(header: &Value) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(&header.to_string()), part("{}"), part("signature"))
    }

    #[test]
    fn every_supported_algorithm_is_verified_with_the_key_that_signed() {
        for Vector { alg, key, thumbprint, token, weak } in vectors() {
            // Each key but the one that signed, in front of it.
            let others = vectors().into_iter().filter(|other| other.thumbprint != thumbprint).map(|other| other.key);
            let keys = set(&others.chain([key]).collect::<Vec<_>>());
            match Signed::read(&token).unwrap().verify(&keys) {
                _ if weak => {}
                Verified::By(key) => assert_eq!(key.material.thumbprint(), thumbprint, "{alg}"),
                other => panic!("{alg}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_example_of_rfc_7515_is_verified() {
        let key = json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let keys = set(&[key]);
        assert_eq!(Signed::read(token).unwrap().verify(&keys), Verified::By(&keys[0]));
    }

    #[test]
    fn a_changed_token_is_signed_by_none() {
        for Vector { alg, key, token, .. } in vectors().into_iter().filter(|vector| !vector.weak) {
            let keys = set(&[key]);
            let (header, rest) = token.split_once('.').unwrap();
            let (claims, signature) = rest.split_once('.').unwrap();
            let other = URL_SAFE_NO_PAD.encode(r#"{"sub":"admin"}"#);
            let empty = format!("{header}.{claims}.");
            for changed in [format!("{header}.{other}.{signature}"), empty] {
                let verified = Signed::read(&changed).unwrap();
                assert_eq!(verified.verify(&keys), Verified::Not(vec![&keys[0]]), "{alg}");
            }
        }
    }

    #[test]
    fn only_keys_that_could_have_signed_are_tried() {
        let Vector { key, token, .. } = vector("ES256");
        let verified = |members: Value, expected: fn(&Verified<'_>) -> bool| {
            let keys = set(&[with(&key, &members)]);
            let verified = Signed::read(&token).unwrap().verify(&keys);
            assert!(expected(&verified), "{members}: {verified:?}");
        };
        let is_by: fn(&Verified<'_>) -> bool = |verified| matches!(verified, Verified::By(_));
        verified(json!({}), is_by);
        verified(json!({"kid": "the key"}), is_by);
        verified(json!({"alg": "ES256"}), is_by);
        verified(json!({"kid": "another"}), |verified| *verified == Verified::NoKey);
        verified(json!({"alg": "ES384"}), |verified| *verified == Verified::NoKey);
        let Vector { key, token, .. } = vector("Ed25519");
        let keys = set(&[with(&key, &json!({"alg": "EdDSA"}))]);
        assert_eq!(Signed::read(&token).unwrap().verify(&keys), Verified::By(&keys[0]));
    }

    #[test]
    fn a_weak_key_is_named_and_verifies_nothing() {
        let Vector { key, token, .. } = vectors().into_iter().find(|vector| vector.weak).unwrap();
        let keys = set(&[key]);
        let signed = Signed::read(&token).unwrap();
        assert_eq!(signed.verify(&keys), Verified::Unusable(&keys[0]));
        assert_eq!(keys[0].material.name(), "RSA 1024");
        // Whether this key signed it isn't known, so the signature isn't called wrong because of another one.
        let keys = [set(&[vector("RS256").key]), keys].concat();
        assert_eq!(signed.verify(&keys), Verified::Unusable(&keys[1]));
    }

    #[test]
    fn keys_of_a_size_that_is_not_computed_with_are_named() {
        let Vector { key, token, .. } = vector("RS256");
        let number = |bytes: usize, first: u8| {
            let mut number = vec![0xff; bytes];
            number[0] = first;
            URL_SAFE_NO_PAD.encode(number)
        };
        for (members, is_usable) in [
            (json!({"n": number(256, 0x7f)}), false),
            (json!({"n": number(256, 0x80)}), true),
            (json!({"n": number(1_024, 0xff)}), true),
            (json!({"n": number(1_025, 1)}), false),
            (json!({"e": number(5, 1)}), true),
            (json!({"e": number(5, 2)}), false),
        ] {
            let keys = set(&[with(&key, &members)]);
            let expected = if is_usable { Verified::Not(vec![&keys[0]]) } else { Verified::Unusable(&keys[0]) };
            assert_eq!(Signed::read(&token).unwrap().verify(&keys), expected, "{members}");
        }
    }

    #[test]
    fn what_cannot_be_verified_is_named() {
        let encrypted = URL_SAFE_NO_PAD.encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
        for (token, expected) in [
            ("opaque".to_owned(), Unverifiable::Opaque),
            (format!("{encrypted}.a2V5.bm9uY2U.dGV4dA.dGFn"), Unverifiable::Encrypted),
            (jwt(&json!({"alg": "None"})), Unverifiable::NotSigned),
            (jwt(&json!({"alg": "HS256"})), Unverifiable::SharedSecret),
            (jwt(&json!({"alg": "ES256K"})), Unverifiable::Unsupported("ES256K".into())),
            (
                jwt(&json!({"alg": "ES256", "crit": ["b64"], "b64": false})),
                Unverifiable::Unsupported(r#"crit ["b64"]"#.into()),
            ),
        ] {
            assert_eq!(Signed::read(&token).unwrap_err(), expected, "{token}");
        }
    }
}
