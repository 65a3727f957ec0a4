//! What is signed is verified by the reader of signatures, and by other implementations.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    super::{GeneratedKind, PrivateKey, SignError, SigningAlgorithm},
    KINDS, key,
};
use crate::oauth::{
    key_set,
    signature::{Signed, Verified},
};

/// Signs a token and verifies it with the public key.
fn assert_verified(key: &PrivateKey, algorithm: SigningAlgorithm) {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", part(&json!({"alg": algorithm}).to_string()), part(r#"{"iss":"orders"}"#));
    let signature = key.sign(algorithm, message.as_bytes()).unwrap();
    let keys = key_set::read(&json!({"keys": [Value::from(key.public_jwk())]}).to_string()).unwrap();
    let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(&signature));
    assert_eq!(Signed::read(&token).unwrap().verify(&keys), Verified::By(&keys[0]), "{algorithm}");
    let length = match algorithm {
        SigningAlgorithm::ES256 | SigningAlgorithm::EdDSA => 64,
        SigningAlgorithm::ES384 => 96,
        SigningAlgorithm::ES512 => 132,
        _ => signature.len(),
    };
    assert_eq!(signature.len(), length, "{algorithm}");
}

#[test]
fn every_key_signs_with_each_of_its_algorithms() {
    let mut signed = Vec::new();
    for kind in KINDS.into_iter().chain(["rsa3072", "rsa4096"]) {
        let key = key(kind);
        for algorithm in key.algorithms() {
            assert_verified(&key, *algorithm);
            signed.push(*algorithm);
        }
    }
    assert!(SigningAlgorithm::ALL.iter().all(|algorithm| signed.contains(algorithm)));
    for kind in [GeneratedKind::P256, GeneratedKind::P384, GeneratedKind::P521, GeneratedKind::Ed25519] {
        let key = PrivateKey::generate(kind).unwrap();
        assert_verified(&key, key.algorithms()[0]);
    }
}

#[test]
fn an_algorithm_that_does_not_fit_is_refused() {
    for kind in KINDS {
        let key = key(kind);
        for algorithm in SigningAlgorithm::ALL.into_iter().filter(|one| !key.algorithms().contains(one)) {
            let error = key.sign(algorithm, b"").unwrap_err();
            assert_eq!(error, SignError::Unfit { algorithm, kind: key.kind() });
        }
    }
    let error = key("p256").sign(SigningAlgorithm::RS256, b"").unwrap_err().to_string();
    assert!(error.starts_with("RS256 can't be used with this key (P-256)"), "{error}");
}
