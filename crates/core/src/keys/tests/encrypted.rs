//! Passphrases, and every way in which programs encrypt keys.

use super::{super::KeyFileError, contents, data, key, open, text};
use crate::secret::Secret;

const ENCRYPTED: [&str; 20] = [
    "p256.pbes2.pem",
    "p256.pbes2-aes128-sha1.pem",
    "p256.pbes2-aes192-sha384.pem",
    "p256.pbes2-aes256-sha512.pem",
    "p256.pbes2-des3.pem",
    "p256.pbes2-scrypt.pem",
    "p256.PBE-MD5-DES.pem",
    "p256.PBE-SHA1-DES.pem",
    "p256.PBE-MD5-RC2-64.pem",
    "p256.PBE-SHA1-RC2-64.pem",
    "p256.PBE-SHA1-3DES.pem",
    "p256.PBE-SHA1-2DES.pem",
    "p256.PBE-SHA1-RC2-128.pem",
    "p256.PBE-SHA1-RC2-40.pem",
    "p256.traditional-aes128.pem",
    "p256.traditional-aes192.pem",
    "p256.traditional-aes256.pem",
    "p256.traditional-des3.pem",
    "p256.traditional-des.pem",
    "rsa2048.traditional-aes256.pem",
];

#[test]
fn a_key_is_decrypted_with_its_passphrase_and_no_other() {
    for file in ENCRYPTED {
        let expected = key(file.split_once('.').unwrap().0).thumbprint();
        let found = open(&data(file), "synthetic").unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(found.key.thumbprint(), expected, "{file}");
        assert_eq!(open(&data(file), "").unwrap_err(), KeyFileError::PassphraseNeeded, "{file}");
        for wrong in ["Synthetic", "synthetic ", "\u{0}", "🔑"] {
            assert_eq!(open(&data(file), wrong).unwrap_err(), KeyFileError::PassphraseWrong, "{file} {wrong:?}");
        }
    }
    let binary = contents(&text("p256.pbes2.pem"));
    assert_eq!(open(&binary, "synthetic").unwrap().key.thumbprint(), key("p256").thumbprint());
    let crlf = text("p256.traditional-aes256.pem").replace('\n', "\r\n");
    assert_eq!(open(crlf.as_bytes(), "synthetic").unwrap().key.thumbprint(), key("p256").thumbprint());
}

#[test]
fn a_wrong_passphrase_that_happens_to_decrypt_is_noticed() {
    // One in 256 gives correct padding.
    for number in 0..2_000 {
        let error = open(&data("p256.traditional-aes128.pem"), &format!("wrong {number}")).unwrap_err();
        assert_eq!(error, KeyFileError::PassphraseWrong, "{number}");
    }
}

#[test]
fn an_empty_passphrase_can_be_given() {
    let empty = Secret::new(String::new());
    let found = super::PrivateKey::read(&data("p256.pbes2-empty.pem"), Some(&empty)).unwrap();
    assert_eq!(found.key.thumbprint(), key("p256").thumbprint());
}

#[test]
fn a_passphrase_for_a_file_without_one_does_no_harm() {
    assert_eq!(open(&data("p256.pkcs8.pem"), "synthetic").unwrap().key.thumbprint(), key("p256").thumbprint());
    assert_eq!(open(&data("p256.jwk.json"), "synthetic").unwrap().key.thumbprint(), key("p256").thumbprint());
}

#[test]
fn encryption_that_is_not_supported_says_what_to_do() {
    for file in ["p256.PBE-SHA1-RC4-128.pem", "p256.traditional-camellia128.pem"] {
        let error = open(&data(file), "synthetic").unwrap_err();
        assert_eq!(error, KeyFileError::UnsupportedEncryption, "{file}");
        assert!(error.to_string().contains("openssl pkcs8 -topk8"));
    }
}

#[test]
fn a_pkcs12_file_is_read_as_other_programs_write_it() {
    let expected = key("p256").thumbprint();
    for (file, passphrase) in [
        ("empty.p12", ""),
        ("empty.legacy.p12", ""),
        ("plain.p12", ""),
        ("nomac.p12", "synthetic"),
        ("sha384.p12", "synthetic"),
        ("sha512.p12", "synthetic"),
        ("unicode.p12", "pässwört 🔑"),
    ] {
        let found = open(&data(file), passphrase).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!((found.key.thumbprint(), found.certificates.len()), (expected.clone(), 1), "{file}");
        let empty = super::PrivateKey::read(&data(file), Some(&Secret::new(String::new())));
        assert_eq!(empty.is_ok(), passphrase.is_empty(), "{file}");
    }
    for file in ["java-EC.p12", "java-RSA.p12"] {
        let found = open(&data(file), "synthetic").unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(found.key.matches(&found.certificates[0]), "{file}");
    }
    for file in ["p256.p12", "p256.legacy.p12", "nomac.p12", "sha512.p12", "unicode.p12", "java-EC.p12"] {
        assert_eq!(open(&data(file), "").unwrap_err(), KeyFileError::PassphraseNeeded, "{file}");
        assert_eq!(open(&data(file), "wrong").unwrap_err(), KeyFileError::PassphraseWrong, "{file}");
    }
    assert_eq!(open(&data("certificates.p12"), "synthetic").unwrap_err(), KeyFileError::Certificate);
}
