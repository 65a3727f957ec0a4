//! JWK and JWK Sets.

use serde_json::{Value, json};

use super::{
    super::{KeyFileError, SigningAlgorithm},
    KINDS, contents, data, key, open, text, utf16,
};

fn jwk(kind: &str) -> Value {
    serde_json::from_slice(&data(&format!("{kind}.jwk.json"))).unwrap()
}

fn read(jwk: &Value) -> Result<String, KeyFileError> {
    open(jwk.to_string().as_bytes(), "").map(|found| found.key.thumbprint())
}

fn with(kind: &str, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Value {
    let mut jwk = jwk(kind);
    change(jwk.as_object_mut().unwrap());
    jwk
}

#[test]
fn a_jwk_is_read_in_every_encoding() {
    for kind in KINDS.into_iter().chain(["rsa3072", "rsa4096"]) {
        let expected = key(kind).thumbprint();
        let text = text(&format!("{kind}.jwk.json"));
        for file in [
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            serde_json::to_string_pretty(&jwk(kind)).unwrap().replace('\n', "\r\n").into_bytes(),
            utf16(&text, u16::to_le_bytes),
            utf16(&text, u16::to_be_bytes),
        ] {
            assert_eq!(open(&file, "").unwrap().key.thumbprint(), expected, "{kind}");
        }
    }
}

#[test]
fn what_a_jwk_says_about_its_key_is_kept() {
    let certificate = contents(&text("p256.certificate.pem"));
    let certificate = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, certificate);
    let found = |alg: &str| {
        let jwk = with("p256", |jwk| {
            jwk.extend([("kid".into(), "the key".into()), ("alg".into(), alg.into())]);
            jwk.insert("x5c".into(), json!([certificate]));
        });
        open(jwk.to_string().as_bytes(), "").unwrap()
    };
    let es256 = found("ES256");
    assert_eq!((es256.key_id.as_deref(), es256.algorithm), (Some("the key"), Some(SigningAlgorithm::ES256)));
    assert!(es256.key.matches(&es256.certificates[0]));
    for alg in ["RS256", "ECDH-ES", ""] {
        assert_eq!(found(alg).algorithm, None, "{alg}");
    }
    let okp = with("ed25519", |jwk| drop(jwk.insert("alg".into(), "Ed25519".into())));
    assert_eq!(open(okp.to_string().as_bytes(), "").unwrap().algorithm, Some(SigningAlgorithm::EdDSA));
    let damaged = with("p256", |jwk| drop(jwk.insert("x5c".into(), json!(["AAAA"]))));
    assert_eq!(read(&damaged), Err(KeyFileError::DamagedCertificate { number: 1 }));
}

#[test]
fn the_private_key_of_a_set_is_found() {
    let public = with("p384", |jwk| drop(jwk.remove("d")));
    let encryption = with("rsa2048", |jwk| drop(jwk.insert("use".into(), "enc".into())));
    let expected = key("p256").thumbprint();
    assert_eq!(read(&json!({"keys": [jwk("p256")]})), Ok(expected.clone()));
    assert_eq!(read(&json!({"keys": [public, jwk("p256"), encryption]})), Ok(expected));
    assert_eq!(read(&json!({"keys": [jwk("p256"), jwk("p384")]})), Err(KeyFileError::SeveralKeys));
    assert_eq!(read(&json!({"keys": [public]})), Err(KeyFileError::JwkPublic));
    assert_eq!(read(&json!({"keys": []})), Err(KeyFileError::NoKey));
    assert_eq!(read(&json!({"keys": {}})), Err(KeyFileError::JwkDamaged));
}

#[test]
fn a_key_for_something_else_is_refused() {
    for (name, value, accepted) in [
        ("use", json!("sig"), true),
        ("use", json!("enc"), false),
        ("key_ops", json!(["sign"]), true),
        ("key_ops", json!(["verify", "sign"]), true),
        ("key_ops", json!(["deriveBits"]), false),
        ("key_ops", json!([]), false),
    ] {
        let jwk = with("p256", |jwk| drop(jwk.insert(name.into(), value.clone())));
        let read = self::read(&jwk);
        assert_eq!(read.is_ok(), accepted, "{name} {value}");
        assert!(accepted || matches!(read, Err(KeyFileError::Unsupported(_))), "{name} {value}");
        let set = self::read(&json!({"keys": [jwk, jwk]}));
        assert_eq!(set, if accepted { Err(KeyFileError::SeveralKeys) } else { read }, "{name} {value}");
    }
}

#[test]
fn numbers_are_read_as_programs_write_them() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE, engine::general_purpose::URL_SAFE_NO_PAD};
    let sign_byte = with("rsa2048", |jwk| {
        for name in ["n", "d", "p", "q", "dp", "dq", "qi"] {
            let number = URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
            jwk[name] = URL_SAFE.encode([&[0], &number[..]].concat()).into();
        }
    });
    assert_eq!(read(&sign_byte), Ok(key("rsa2048").thumbprint()));
    // The first byte of each number on P-521 is 0 or 1.
    let short = with("p521", |jwk| {
        for name in ["x", "y", "d"] {
            let number = URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
            jwk[name] = URL_SAFE_NO_PAD.encode(super::super::material::trimmed(&number)).into();
        }
    });
    assert_eq!(read(&short), Ok(key("p521").thumbprint()));
}

#[test]
fn a_jwk_that_cannot_be_used_is_named() {
    let without = |kind: &str, name: &str| with(kind, |jwk| drop(jwk.remove(name)));
    let changed = |kind: &str, name: &str, value: Value| with(kind, |jwk| drop(jwk.insert(name.into(), value)));
    for (jwk, error) in [
        (without("rsa2048", "d"), KeyFileError::JwkPublic),
        (without("p256", "d"), KeyFileError::JwkPublic),
        (without("ed25519", "d"), KeyFileError::JwkPublic),
        (without("rsa2048", "p"), KeyFileError::RsaPrimes),
        (without("rsa2048", "qi"), KeyFileError::RsaPrimes),
        (without("rsa2048", "e"), KeyFileError::JwkMember("e")),
        (without("p256", "y"), KeyFileError::JwkMember("y")),
        (without("p256", "crv"), KeyFileError::JwkMember("crv")),
        (without("ed25519", "x"), KeyFileError::JwkMember("x")),
        (changed("rsa2048", "oth", json!([])), KeyFileError::Unsupported("RSA with more than two prime numbers")),
        (changed("rsa2048", "n", json!("*")), KeyFileError::JwkMember("n")),
        (changed("rsa2048", "d", json!("*")), KeyFileError::JwkMember("d")),
        (changed("rsa2048", "d", json!(5)), KeyFileError::JwkDamaged),
        (changed("rsa2048", "e", json!("Aw")), KeyFileError::RsaExponent),
        (changed("rsa2048", "dp", jwk("rsa2048")["dq"].clone()), KeyFileError::INCONSISTENT),
        (changed("rsa2048", "e", json!("AQAD")), KeyFileError::INCONSISTENT),
        (changed("rsa2048", "n", jwk("rsa3072")["n"].clone()), KeyFileError::INCONSISTENT),
        (changed("p256", "x", jwk("p256")["y"].clone()), KeyFileError::INCONSISTENT),
        (changed("p256", "d", json!("AA")), KeyFileError::INCONSISTENT),
        (changed("p256", "d", jwk("p384")["d"].clone()), KeyFileError::INCONSISTENT),
        (changed("p256", "crv", json!("P-384")), KeyFileError::INCONSISTENT),
        (changed("p256", "crv", json!("secp256k1")), KeyFileError::Unsupported("secp256k1")),
        (changed("ed25519", "d", json!("AA")), KeyFileError::JwkMember("d")),
        (changed("ed25519", "x", jwk("p256")["x"].clone()), KeyFileError::INCONSISTENT),
        (changed("ed25519", "crv", json!("X25519")), KeyFileError::Unsupported("a key for encryption")),
        (json!({"kty": "oct", "k": "c2VjcmV0"}), KeyFileError::JwkSymmetric),
        (json!({"kty": "AKP"}), KeyFileError::Unsupported("a `kty` other than RSA, EC and OKP")),
        (json!({"kty": 1}), KeyFileError::JwkDamaged),
        (json!({"a": 1}), KeyFileError::NoKey),
    ] {
        assert_eq!(read(&jwk), Err(error), "{error:?}");
    }
    let cut = &text("p256.jwk.json")[..100];
    assert_eq!(open(cut.as_bytes(), "").unwrap_err(), KeyFileError::JwkDamaged);
}
