//! Private keys and certificates that users bring, and signing with them. No network and no clock.
//!
//! [`PrivateKey::read`] takes the bytes of a file of at most 1 MiB, [`read_certificates`] those of a certificate file. What is understood:
//!
//! | form | notes |
//! | --- | --- |
//! | PEM and DER: PKCS#8 (RFC 5208, RFC 5958), PKCS#1 (RFC 8017), SEC 1 (RFC 5915) | RFC 7468, read leniently: any text around the blocks, any line ends, UTF-16, wrong labels |
//! | encrypted PKCS#8 | PBES2 with PBKDF2 or scrypt, and AES or Triple DES; PBES1 with DES or RC2; the schemes of PKCS#12 |
//! | OpenSSL's traditional encryption (`Proc-Type: 4,ENCRYPTED`) | AES, Triple DES, DES |
//! | PKCS#12 (RFC 7292) | key and certificates; with a passphrase, an empty one or none; DER and BER; not RC4 |
//! | JWK and JWK Set (RFC 7517) | a set with one private key; RSA with `p`, `q`, `dp`, `dq`, `qi` |
//! | PKCS#7 (RFC 5652) | certificates only |
//!
//! Keys are RSA with 2048, 3072 or 4096 bits, P-256, P-384, P-521 and Ed25519. A file may ask for at most [`MOST_ITERATIONS`] of key
//! derivation. Errors say what the file is instead and what to do, and repeat nothing of it.
//!
//! How it fits together: `text` finds PEM blocks in text of any common encoding; `der` recognizes by its structure what a block or a binary
//! file contains, so that a wrong label does no harm. `structures`, `jwk` and `pkcs12` read a key into its numbers, with `encryption` and
//! `pkcs12_kdf` for passphrases. `material` checks that the numbers belong together, so that signing can't fail later, and writes them as
//! canonical PKCS#8, which is how a [`PrivateKey`] is kept. `chain` puts certificates in order. A block that can't be read is always an error:
//! a bundle must not lose a certificate without a message.
//!
//! ring signs, except with P-521, which it doesn't know (`curve`). RSA keys aren't generated here, see [`GeneratedKind`].

use zeroize::Zeroizing;

mod algorithm;
mod certificate_file;
mod chain;
mod curve;
mod der;
mod encode;
mod encryption;
#[doc(hidden)]
pub mod fuzzing;
mod jwk;
mod key_file;
mod key_file_error;
mod material;
mod oid;
mod pkcs12;
mod pkcs12_kdf;
mod private_key;
mod structures;
mod text;

pub use self::{
    algorithm::{HmacAlgorithm, SigningAlgorithm},
    certificate_file::{CertificateFileError, read as read_certificates, read_roots},
    chain::{certificate_fingerprint, certificate_thumbprint, certificates_as_pem},
    encryption::MOST_ITERATIONS,
    key_file::KeyFile,
    key_file_error::KeyFileError,
    private_key::{GeneratedKind, KeyKind, PrivateKey, SignError},
};
pub(crate) use self::{
    curve::{Curve, is_signed_es512},
    private_key::thumbprint_of,
};
pub use rustls_pki_types::CertificateDer;

/// The largest file that is read, in bytes: several times the size of an operating system's whole certificate bundle.
const LIMIT_BYTES: usize = 1 << 20;

/// Whether a file is PKCS#12 (RFC 7292), as `.p12` and `.pfx` files are.
#[must_use]
pub fn is_pkcs12(file: &[u8]) -> bool {
    der::read(file).is_some_and(|value| value.kind == der::Kind::Pkcs12)
}

/// Returns the parts of a file: its PEM blocks, or the values of a binary file as blocks without a label.
fn blocks(file: &[u8]) -> Vec<text::Block> {
    let mut blocks = Vec::new();
    let mut left = file;
    while let Some(value) = der::read(left).filter(|value| value.kind != der::Kind::Unknown) {
        blocks.push(binary_block(Some(value.bytes)));
        left = value.rest;
    }
    if blocks.is_empty() {
        blocks = text::blocks(file);
        let is_text = std::str::from_utf8(file).is_ok_and(|text| !text.contains('\0'));
        // A sequence that is cut short.
        if blocks.is_empty() && file.first() == Some(&0x30) && !is_text {
            blocks.push(binary_block(None));
        }
    } else if !der::is_padding(left) {
        blocks.push(binary_block(None));
    }
    blocks
}

fn binary_block(contents: Option<&[u8]>) -> text::Block {
    let contents = contents.map(|contents| Zeroizing::new(contents.to_vec()));
    text::Block { label: String::new(), encryption: None, contents }
}

/// Returns the label of a block that can't be read, as far as it may be shown: if the first line lacks its end, what
/// was read as the label has a part of a key in it.
fn known_label(label: &str) -> &'static str {
    const KNOWN: [&str; 9] = [
        "CERTIFICATE",
        "X509 CERTIFICATE",
        "TRUSTED CERTIFICATE",
        "PKCS7",
        "CMS",
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "DSA PRIVATE KEY",
    ];
    KNOWN.into_iter().find(|known| *known == label).unwrap_or_default()
}

/// Returns how a message names a block in addition to its number: ` (label)`, or nothing if it has no label.
fn label_note(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" (`{label}`)") }
}

#[cfg(test)]
pub(crate) mod tests;
