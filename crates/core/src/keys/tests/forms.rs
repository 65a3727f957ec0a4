//! Every kind of key in every form, and what the key says about itself.

use serde_json::json;

use super::{
    super::{GeneratedKind, KeyFileError, KeyKind, PrivateKey, certificate_thumbprint, read_certificates},
    KINDS, data, key, open, text,
};

#[test]
fn every_form_of_a_key_is_the_same_key() {
    for kind in KINDS {
        let expected = key(kind).thumbprint();
        for (form, passphrase) in [
            ("pbes2.pem", "synthetic"),
            ("traditional.pem", ""),
            ("jwk.json", ""),
            ("p12", "synthetic"),
            ("legacy.p12", "synthetic"),
        ] {
            if (kind, form) == ("ed25519", "traditional.pem") {
                continue;
            }
            let found =
                open(&data(&format!("{kind}.{form}")), passphrase).unwrap_or_else(|e| panic!("{kind} {form}: {e}"));
            assert_eq!(found.key.thumbprint(), expected, "{kind} {form}");
            let certificates = usize::from(form.ends_with("p12"));
            assert_eq!(found.certificates.len(), certificates, "{kind} {form}");
            assert!(found.certificates.iter().all(|certificate| found.key.matches(certificate)));
        }
    }
}

#[test]
fn what_is_written_is_the_file_of_openssl() {
    for kind in KINDS.into_iter().chain(["rsa3072", "rsa4096"]) {
        let key = key(kind);
        assert_eq!(key.to_secret().expose(), text(&format!("{kind}.pkcs8.pem")), "{kind}");
        assert_eq!(PrivateKey::from_secret(&key.to_secret()).unwrap().thumbprint(), key.thumbprint());
        assert_eq!(format!("{key:?}"), "PrivateKey(…)");
    }
}

#[test]
fn a_key_knows_its_kind_its_algorithms_and_its_public_key() {
    for (kind, expected, algorithms) in [
        ("rsa2048", KeyKind::Rsa { bits: 2_048 }, "RS256 RS384 RS512 PS256 PS384 PS512"),
        ("rsa3072", KeyKind::Rsa { bits: 3_072 }, "RS256 RS384 RS512 PS256 PS384 PS512"),
        ("rsa4096", KeyKind::Rsa { bits: 4_096 }, "RS256 RS384 RS512 PS256 PS384 PS512"),
        ("p256", KeyKind::P256, "ES256"),
        ("p384", KeyKind::P384, "ES384"),
        ("p521", KeyKind::P521, "ES512"),
        ("ed25519", KeyKind::Ed25519, "EdDSA"),
    ] {
        let key = key(kind);
        assert_eq!(key.kind(), expected);
        assert_eq!(key.algorithms().iter().map(|one| one.as_str()).collect::<Vec<_>>().join(" "), algorithms);
        let mut jwk: serde_json::Map<_, _> = serde_json::from_slice(&data(&format!("{kind}.jwk.json"))).unwrap();
        jwk.retain(|name, _| !matches!(name.as_str(), "d" | "p" | "q" | "dp" | "dq" | "qi"));
        assert_eq!(serde_json::Value::from(key.public_jwk()), serde_json::Value::from(jwk), "{kind}");
        assert_eq!(key.public_jwk().keys().next().unwrap(), "kty");
    }
    assert_eq!(serde_json::to_value(KeyKind::Rsa { bits: 2_048 }).unwrap(), json!({"kind": "rsa", "bits": 2_048}));
    assert_eq!(serde_json::to_value(KeyKind::P256).unwrap(), json!({"kind": "p256"}));
}

#[test]
fn a_public_key_that_is_missing_or_compressed_is_computed() {
    for (file, kind) in [
        ("p256.without-public.pem", "p256"),
        ("p256.compressed.pem", "p256"),
        ("p384.without-public.pem", "p384"),
        ("p521.without-public.pem", "p521"),
    ] {
        let found = open(&data(file), "").unwrap();
        assert_eq!(found.key.to_secret().expose(), key(kind).to_secret().expose(), "{file}");
    }
}

#[test]
fn a_chain_is_put_in_order() {
    for (file, passphrase) in [("chain.p12", "synthetic"), ("chain.pem", "")] {
        let found = open(&data(file), passphrase).unwrap();
        assert_eq!(found.certificates.len(), 2, "{file}");
        assert!(found.key.matches(&found.certificates[0]) && !found.key.matches(&found.certificates[1]), "{file}");
    }
    // A certificate of another key isn't the key's.
    let stranger = format!("{}{}", text("p256.pkcs8.pem"), text("p384.certificate.pem"));
    assert_eq!(open(stranger.as_bytes(), "").unwrap().certificates.len(), 0);
    let damaged = format!("{}{}", text("p256.pkcs8.pem"), super::cut(&text("p256.certificate.pem")));
    assert_eq!(open(damaged.as_bytes(), "").unwrap_err(), KeyFileError::DamagedCertificate { number: 1 });
}

#[test]
fn a_certificate_has_the_thumbprint_of_openssl() {
    // From `openssl x509 -fingerprint -sha256` of the sample of a CA.
    let certificates = read_certificates(super::samples::CA.as_bytes()).unwrap();
    assert_eq!(certificate_thumbprint(&certificates[0]), "rOcy3juki3PJu7FDBrNoUUaGPfhednYMUxhzizThrI4");
}

#[test]
fn a_key_that_was_generated_is_read_again() {
    for (kind, expected) in [
        (GeneratedKind::P256, KeyKind::P256),
        (GeneratedKind::P384, KeyKind::P384),
        (GeneratedKind::P521, KeyKind::P521),
        (GeneratedKind::Ed25519, KeyKind::Ed25519),
    ] {
        let (key, other) = (PrivateKey::generate(kind).unwrap(), PrivateKey::generate(kind).unwrap());
        assert_eq!(key.kind(), expected);
        assert_ne!(key.thumbprint(), other.thumbprint());
        assert_eq!(PrivateKey::from_secret(&key.to_secret()).unwrap().thumbprint(), key.thumbprint());
    }
}

#[test]
fn a_key_that_cannot_be_used_is_named() {
    for (file, error) in [
        ("secp256k1", KeyFileError::Unsupported("secp256k1")),
        ("brainpoolP256r1", KeyFileError::Unsupported("brainpoolP256r1")),
        ("explicit", KeyFileError::Unsupported("an elliptic curve that is described instead of named")),
        ("ed448", KeyFileError::Unsupported("Ed448")),
        ("x25519", KeyFileError::Unsupported("X25519")),
        ("rsa-pss", KeyFileError::Unsupported("RSA restricted to PSS")),
        ("rsa-primes", KeyFileError::Unsupported("RSA with more than two prime numbers")),
        ("rsa1024", KeyFileError::RsaSize { bits: 1_024 }),
        ("rsa2304", KeyFileError::RsaSize { bits: 2_304 }),
        ("rsa-exponent", KeyFileError::RsaExponent),
        ("dsa", KeyFileError::Unsupported("DSA")),
    ] {
        assert_eq!(open(&data(&format!("unsupported-{file}.pem")), "").unwrap_err(), error, "{file}");
    }
}
