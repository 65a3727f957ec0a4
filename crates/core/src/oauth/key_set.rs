//! Reading a JSON Web Key Set (RFC 7517) and the public keys that signatures are verified with (RFC 7518, section 6; RFC 8037, section 2).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::keys::{Curve, thumbprint_of};

/// The most keys of a set that are read.
const MOST_KEYS: usize = 200;

/// A public key that a signature can be verified with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicKey {
    /// Its `kid`.
    pub(crate) id: Option<String>,
    /// The algorithm that it is meant for (`alg`); `None` if the set doesn't say.
    pub(crate) algorithm: Option<String>,
    /// The key itself.
    pub(crate) material: Material,
}

/// The numbers of a public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Material {
    /// Modulus and exponent, without leading zeros.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// The coordinates of a point on a curve, each as long as the curve has them.
    Ec {
        /// The curve.
        curve: Curve,
        /// The first coordinate.
        x: Vec<u8>,
        /// The second one.
        y: Vec<u8>,
    },
    /// An Ed25519 key.
    Ed25519(Vec<u8>),
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// The members of a key that are read.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// Reads a key set; `None` if it isn't one. Keys that can't be read, or that aren't for verifying signatures, are left out (RFC 7517,
/// section 5), and one that is listed twice is read once.
pub(crate) fn read(text: &str) -> Option<Vec<PublicKey>> {
    let Set { keys } = serde_json::from_str(text).ok()?;
    let mut found: Vec<PublicKey> = Vec::new();
    for key in keys.into_iter().filter_map(public_key).take(MOST_KEYS) {
        if !found.contains(&key) {
            found.push(key);
        }
    }
    Some(found)
}

fn public_key(value: Value) -> Option<PublicKey> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let is_for_signatures = jwk.usage.as_deref().is_none_or(|usage| usage == "sig")
        && jwk.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|operation| operation == "verify"));
    if !is_for_signatures {
        return None;
    }
    let material = match jwk.kty.as_str() {
        "RSA" => Material::Rsa { n: number(jwk.n?)?, e: number(jwk.e?)? },
        "EC" => {
            let curve = Curve::named(&jwk.crv?)?;
            let coordinate = |text| bytes(text).filter(|bytes| bytes.len() == curve.bytes());
            Material::Ec { curve, x: coordinate(jwk.x?)?, y: coordinate(jwk.y?)? }
        }
        "OKP" if jwk.crv? == "Ed25519" => Material::Ed25519(bytes(jwk.x?).filter(|bytes| bytes.len() == 32)?),
        _ => return None,
    };
    Some(PublicKey { id: jwk.kid, algorithm: jwk.alg, material })
}

fn bytes(text: String) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Returns an unsigned number. A leading zero byte is against RFC 7518, section 6.3.1.1, and sent by some servers.
fn number(text: String) -> Option<Vec<u8>> {
    let bytes = bytes(text)?;
    let begin = bytes.iter().position(|&byte| byte != 0)?;
    Some(bytes[begin..].to_vec())
}

/// Returns the size of a number in bits.
pub(crate) fn bits(number: &[u8]) -> usize {
    number.len() * 8 - number.first().map_or(0, |byte| byte.leading_zeros() as usize)
}

impl Material {
    /// Returns its type and size, such as `RSA 2048` or `P-256`.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Rsa { n, .. } => format!("RSA {}", bits(n)),
            Self::Ec { curve, .. } => curve.name().to_owned(),
            Self::Ed25519(_) => "Ed25519".to_owned(),
        }
    }

    /// Returns its SHA-256 thumbprint in base64url (RFC 7638).
    pub(crate) fn thumbprint(&self) -> String {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let members = match self {
            Self::Rsa { n, e } => vec![("kty", "RSA".to_owned()), ("n", text(n)), ("e", text(e))],
            Self::Ec { curve, x, y } => {
                vec![("kty", "EC".to_owned()), ("crv", curve.name().to_owned()), ("x", text(x)), ("y", text(y))]
            }
            Self::Ed25519(x) => vec![("kty", "OKP".to_owned()), ("crv", "Ed25519".to_owned()), ("x", text(x))],
        };
        let jwk: Map<_, _> = members.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        thumbprint_of(&jwk)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// The key of RFC 7638, section 3.1.
    fn rsa() -> Value {
        json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
            "alg": "RS256",
            "kid": "2011-04-29",
        })
    }

    fn with(change: impl FnOnce(&mut Value)) -> Option<PublicKey> {
        let mut key = rsa();
        change(&mut key);
        public_key(key)
    }

    #[test]
    fn a_key_has_the_thumbprint_of_rfc_7638() {
        let key = public_key(rsa()).unwrap();
        assert_eq!(key.material.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        assert_eq!((key.material.name().as_str(), key.id.as_deref()), ("RSA 2048", Some("2011-04-29")));
        let leading_zero = with(|key| {
            let n = bytes(key["n"].as_str().unwrap().to_owned()).unwrap();
            key["n"] = URL_SAFE_NO_PAD.encode([&[0], &n[..]].concat()).into();
        });
        assert_eq!(leading_zero, Some(key));
    }

    #[test]
    fn ed25519_and_curves_are_read() {
        // RFC 8037, appendix A.3.
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let key = public_key(json!({"kty": "OKP", "crv": "Ed25519", "x": x})).unwrap();
        assert_eq!(key.material.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        for (curve, bytes) in [("P-256", 32), ("P-384", 48), ("P-521", 66)] {
            let of = |bytes: usize| URL_SAFE_NO_PAD.encode(vec![1; bytes]);
            let key = |x| public_key(json!({"kty": "EC", "crv": curve, "x": of(x), "y": of(bytes)}));
            assert_eq!(key(bytes).unwrap().material.name(), curve);
            assert_eq!(key(bytes - 1), None, "{curve}");
        }
    }

    #[test]
    fn keys_that_are_not_for_verifying_signatures_are_left_out() {
        assert!(with(|key| key["use"] = "sig".into()).is_some());
        assert!(with(|key| key["key_ops"] = json!(["verify"])).is_some());
        assert_eq!(with(|key| key["use"] = "enc".into()), None);
        assert_eq!(with(|key| key["key_ops"] = json!(["wrapKey"])), None);
    }

    #[test]
    fn a_key_that_cannot_be_read_does_not_hide_the_others() {
        let set = json!({"keys": [1, {}, {"kty": "oct", "k": "AAAA"}, {"kty": "RSA", "n": "+", "e": "AQAB"}, {"kty": "EC"},
            {"kty": "RSA", "n": "AA", "e": "AQAB"}, {"kty": "OKP", "crv": "X25519", "x": "AA"}, rsa()]});
        assert_eq!(read(&set.to_string()).unwrap().len(), 1);
        assert_eq!(read(&json!({"keys": [rsa(), rsa()]}).to_string()).unwrap().len(), 1);
        assert_eq!(read(r#"{"keys":[]}"#), Some(Vec::new()));
        for text in ["", "[]", "{}", r#"{"keys":{}}"#, "<html>"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(kty in "RSA|EC|OKP", text in any::<String>(), other in "[A-Za-z0-9_-]{0,90}") {
            read(&text);
            let members = json!({"kty": kty, "crv": "P-256", "n": other, "e": other, "x": other, "y": other});
            if let Some(key) = public_key(members) {
                key.material.thumbprint();
                key.material.name();
            }
        }
    }
}
