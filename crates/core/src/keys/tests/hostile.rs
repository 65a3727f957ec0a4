//! Files that are damaged, or made to keep the program busy.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use zeroize::Zeroizing;

use super::{
    super::{
        KeyFileError, LIMIT_BYTES, MOST_ITERATIONS,
        encode::{unsigned, value},
        encryption::Budget,
        material::trimmed,
    },
    contents, data, key, open, text,
};

/// Each file takes milliseconds to decrypt, so that a number of damaged copies can be read.
const FILES: [(&str, &str); 12] = [
    ("rsa2048.pkcs8.pem", ""),
    ("rsa2048.traditional.pem", ""),
    ("rsa2048.jwk.json", ""),
    ("p256.pkcs8.pem", ""),
    ("p521.traditional.pem", ""),
    ("p384.jwk.json", ""),
    ("ed25519.pkcs8.pem", ""),
    ("ed25519.jwk.json", ""),
    ("p256.PBE-SHA1-3DES.pem", "synthetic"),
    ("p256.traditional-aes128.pem", "synthetic"),
    ("plain.p12", ""),
    ("chain.p12", "synthetic"),
];

/// Returns the contents of a PEM file, or any other as it is.
fn binary(name: &str) -> Vec<u8> {
    if name.contains("pkcs8.pem") || name.contains("traditional.pem") || name.contains("PBE") {
        contents(&text(name))
    } else {
        data(name)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_damaged_file_is_read_or_refused(
        which in 0..FILES.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        length in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let (name, passphrase) = FILES[which];
        let mut file = binary(name);
        for (at, byte) in damage {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(length) = length {
            file.truncate(length.index(file.len()));
        }
        if let Ok(found) = open(&file, passphrase) {
            for algorithm in found.key.algorithms() {
                prop_assert!(found.key.sign(*algorithm, b"message").is_ok(), "{} {}", name, algorithm);
            }
        }
    }

    #[test]
    fn an_error_repeats_nothing_of_the_file(which in 0..FILES.len(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (name, passphrase) = FILES[which];
        let mut file = data(name);
        let at = at.index(file.len());
        file[at] = byte;
        if let Err(error) = open(&file, passphrase) {
            let shown = format!("{error} {error:?}");
            let repeated = file.windows(12).filter_map(|part| std::str::from_utf8(part).ok()).find(|part| shown.contains(*part));
            let labels = ["-----BEGIN PRIVATE KEY-----", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"];
            let is_label = repeated.is_none_or(|part| labels.iter().any(|label| label.contains(part)));
            prop_assert!(is_label, "{shown}: {repeated:?}");
        }
    }
}

#[test]
fn a_key_whose_parts_do_not_belong_together_is_refused() {
    // The last byte of the public key, and of a number of an RSA key.
    for name in ["p256.pkcs8.pem", "p384.pkcs8.pem", "p521.pkcs8.pem", "rsa2048.pkcs8.pem"] {
        let mut file = contents(&text(name));
        *file.last_mut().unwrap() ^= 1;
        assert_eq!(open(&file, "").unwrap_err(), KeyFileError::INCONSISTENT, "{name}");
    }
    // Every number of an RSA key counts, except the private exponent (the fourth), which isn't used for signing.
    let whole = contents(&text("rsa2048.traditional.pem"));
    let (mut at, mut seen) = (4, 0);
    while at < whole.len() {
        let (length, header) = match whole[at + 1] {
            0x82 => (usize::from(whole[at + 2]) << 8 | usize::from(whole[at + 3]), 4),
            0x81 => (usize::from(whole[at + 2]), 3),
            short => (usize::from(short), 2),
        };
        at += header + length;
        if !matches!(seen, 0 | 3) {
            let mut file = whole.clone();
            file[at - 2] ^= 2;
            let error = open(&file, "").unwrap_err();
            assert_eq!(error, KeyFileError::INCONSISTENT, "number {seen}");
        }
        seen += 1;
    }
    assert_eq!(seen, 9);
}

/// `AlgorithmIdentifier` of PBES2 with AES-256-CBC (RFC 8018, appendix A.4).
fn pbes2(derivation: &[u8], parameters: &[&[u8]]) -> Vec<u8> {
    let derivation = value(0x30, &[&value(6, &[derivation]), &value(0x30, parameters)]);
    let aes = value(6, &[&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a]]);
    let cipher = value(0x30, &[&aes, &value(4, &[&[0; 16]])]);
    let scheme = value(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d]]);
    value(0x30, &[&scheme, &value(0x30, &[&derivation, &cipher])]).to_vec()
}

fn pbkdf2(iterations: u64) -> Vec<u8> {
    pbes2(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c], &[&value(4, &[b"salt"]), &integer(iterations)])
}

fn scrypt(n: u64, r: u64, p: u64) -> Vec<u8> {
    let parameters = [value(4, &[b"salt"]), integer(n), integer(r), integer(p)];
    let parameters = parameters.iter().map(|part| part.as_slice()).collect::<Vec<_>>();
    pbes2(&[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b], &parameters)
}

/// `AlgorithmIdentifier` of a scheme of PBES1 or PKCS#12.
fn pbes1(scheme: &[u8], iterations: u64) -> Vec<u8> {
    let parameters = value(0x30, &[&value(4, &[b"the salt"]), &integer(iterations)]);
    value(0x30, &[&value(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01], scheme]), &parameters]).to_vec()
}

fn integer(number: u64) -> Zeroizing<Vec<u8>> {
    unsigned(trimmed(&number.to_be_bytes()))
}

/// Returns an `EncryptedPrivateKeyInfo` with two blocks of data.
fn encrypted(algorithm: &[u8]) -> Vec<u8> {
    value(0x30, &[algorithm, &value(4, &[&[1; 32]])]).to_vec()
}

#[test]
fn a_file_cannot_keep_the_program_busy() {
    let begin = Instant::now();
    let (md5, triple_des) = ([5, 3], [0x0c, 1, 3]);
    for (algorithm, error) in [
        (pbkdf2(1), KeyFileError::PassphraseWrong),
        (pbkdf2(MOST_ITERATIONS + 1), KeyFileError::TooCostly),
        (pbkdf2(u64::from(u32::MAX)), KeyFileError::TooCostly),
        (scrypt(2, 8, 1), KeyFileError::PassphraseWrong),
        // 512 MiB; 128 MiB eleven times.
        (scrypt(1 << 19, 8, 1), KeyFileError::TooCostly),
        (scrypt(1 << 17, 8, 11), KeyFileError::TooCostly),
        (scrypt(1 << 62, 65_535, 65_535), KeyFileError::TooCostly),
        (pbes1(&md5, 1), KeyFileError::PassphraseWrong),
        (pbes1(&md5, MOST_ITERATIONS + 1), KeyFileError::TooCostly),
        (pbes1(&md5, u64::MAX), KeyFileError::TooCostly),
        (pbes1(&triple_des, 1), KeyFileError::PassphraseWrong),
        // Key and initialization vector are derived one by one.
        (pbes1(&triple_des, MOST_ITERATIONS / 2 + 1), KeyFileError::TooCostly),
        (pbes1(&triple_des, u64::MAX), KeyFileError::TooCostly),
    ] {
        assert_eq!(open(&encrypted(&algorithm), "synthetic").unwrap_err(), error, "{algorithm:?}");
    }
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[test]
fn all_parts_of_a_file_share_a_budget() {
    let mut budget = Budget::new();
    assert_eq!(budget.take(MOST_ITERATIONS), Ok(()));
    assert_eq!(budget.take(1), Err(KeyFileError::TooCostly));
    // The same key again and again, each time decrypted.
    let pem = text("p256.PBE-SHA1-3DES.pem");
    assert_eq!(open(pem.repeat(10).as_bytes(), "synthetic").unwrap().key.thumbprint(), key("p256").thumbprint());
    let most = pem.repeat(LIMIT_BYTES / pem.len());
    assert_eq!(open(most.as_bytes(), "synthetic").unwrap_err(), KeyFileError::TooCostly);
}

/// Rewrites a DER value as BER: constructed values without a length, and long strings in parts, as NSS and Java write PKCS#12.
fn to_ber(der: &[u8]) -> Vec<u8> {
    let mut ber = Vec::new();
    let mut left = der;
    while let [tag, first, ..] = *left {
        let (length, header) = match first {
            0..=0x7f => (usize::from(first), 2),
            0x81 => (usize::from(left[2]), 3),
            _ => (usize::from(left[2]) << 8 | usize::from(left[3]), 4),
        };
        let (whole, rest) = left.split_at(header + length);
        let inner = &whole[header..];
        if tag & 0x20 != 0 {
            ber.extend([tag, 0x80]);
            ber.extend(to_ber(inner));
            ber.extend([0, 0]);
        } else if matches!(tag, 0x04 | 0x80) && length > 100 {
            ber.extend([tag | 0x20, 0x80]);
            for part in inner.chunks(100) {
                ber.extend_from_slice(&value(4, &[part]));
            }
            ber.extend([0, 0]);
        } else {
            ber.extend_from_slice(whole);
        }
        left = rest;
    }
    ber
}

#[test]
fn pkcs12_is_read_in_ber() {
    for (name, passphrase) in [
        ("p256.legacy.p12", "synthetic"),
        ("p256.p12", "synthetic"),
        ("chain.p12", "synthetic"),
        ("plain.p12", ""),
        ("rsa2048.legacy.p12", "synthetic"),
    ] {
        let file = data(name);
        let ber = to_ber(&file);
        assert!(ber.len() > file.len());
        let (found, expected) = (open(&ber, passphrase).unwrap(), open(&file, passphrase).unwrap());
        assert_eq!(found.key.thumbprint(), expected.key.thumbprint(), "{name}");
        assert_eq!(found.certificates, expected.certificates, "{name}");
    }
}
