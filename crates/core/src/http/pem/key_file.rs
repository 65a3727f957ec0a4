//! Reads the private keys of a file.

use std::fmt;

use rustls::pki_types::PrivateKeyDer;
use thiserror::Error;
use zeroize::Zeroizing;

use super::{
    LIMIT_BYTES,
    der::{self, Kind},
    known_label, label_note,
    text::Block,
};

/// Why a file can't be used as a private key file. The texts continue a sentence that names the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyFileError {
    /// The file is empty.
    #[error("is empty; expected a block that begins with `-----BEGIN PRIVATE KEY-----`")]
    Empty,
    /// The file is larger than 1 MiB.
    #[error("is larger than 1 MiB; choose a file that contains only the private key")]
    TooLarge,
    /// The file contains nothing that is known here.
    #[error("contains no private key; expected a block that begins with `-----BEGIN PRIVATE KEY-----`")]
    NoKey,
    /// The file contains a certificate.
    #[error("contains a certificate, not a private key; choose the file with its private key")]
    Certificate,
    /// The file contains a public key.
    #[error("contains a public key, not a private key; choose the private key file")]
    PublicKey,
    /// The file contains a certificate signing request.
    #[error("contains a certificate request (CSR), not a private key; choose the private key file")]
    Request,
    /// The file is a PKCS#12 file (`.p12`, `.pfx`).
    #[error("is a PKCS#12 file; convert it with `openssl pkcs12 -in FILE -out FILE.pem -nodes`")]
    Pkcs12,
    /// The key is encrypted.
    #[error("contains an encrypted key; decrypt it with `openssl pkey -in FILE -out FILE.pem`")]
    Encrypted,
    /// The key has OpenSSH's own format.
    #[error("contains a key in OpenSSH format; convert a copy of it with `ssh-keygen -p -m PKCS8 -f COPY`")]
    OpenSsh,
    /// The key is of a kind that can't be used for TLS.
    #[error(
        "contains a key that can't be used; RSA keys of 2048 to 4096 bits, ECDSA P-256 and P-384, and Ed25519 keys work \
         (if yours is one of these, rewrite it with `openssl pkey -in FILE -out FILE.pem`)"
    )]
    Unsupported,
    /// A private key can't be read. Nothing of the file is used then.
    #[error(
        "contains a private key that can't be read: number {number}{} is truncated or damaged; copy or export it again",
        label_note(label)
    )]
    Damaged {
        /// Its place among the private keys of the file, from 1.
        number: usize,
        /// The label of its PEM block; empty in a binary file, and if the label isn't a usual one.
        label: &'static str,
    },
}

/// A private key as it was in its file, decoded. It is wiped when dropped.
pub(crate) struct PrivateKey {
    form: Form,
    der: Zeroizing<Vec<u8>>,
}

/// The structure of a private key.
#[derive(Clone, Copy)]
enum Form {
    Pkcs8,
    Pkcs1,
    Sec1,
}

impl PrivateKey {
    /// Returns the key in the type that rustls reads, without copying it.
    #[must_use]
    pub(crate) fn as_der(&self) -> PrivateKeyDer<'_> {
        let der = self.der.as_slice();
        match self.form {
            Form::Pkcs8 => PrivateKeyDer::Pkcs8(der.into()),
            Form::Pkcs1 => PrivateKeyDer::Pkcs1(der.into()),
            Form::Sec1 => PrivateKeyDer::Sec1(der.into()),
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateKey(…)")
    }
}

/// Returns the private keys of a file, in order; there is at least one.
///
/// Accepts PEM and DER of PKCS#1, PKCS#8 and SEC1. Other blocks, such as the certificate next to its key or the
/// parameters of an elliptic curve, are ignored if there is a key.
///
/// # Errors
/// Returns an error if the file contains no private key, or one that can't be read or is encrypted.
pub(crate) fn read(file: &[u8]) -> Result<Vec<PrivateKey>, KeyFileError> {
    if file.trim_ascii().is_empty() {
        return Err(KeyFileError::Empty);
    }
    if file.len() > LIMIT_BYTES {
        return Err(KeyFileError::TooLarge);
    }
    let mut keys = Vec::new();
    let mut other = None;
    for block in super::blocks(file) {
        match key_of(block, keys.len() + 1)? {
            Contents::Key(key) => keys.push(key),
            Contents::Other(what) => other = other.or(what),
        }
    }
    if keys.is_empty() { Err(other.unwrap_or(KeyFileError::NoKey)) } else { Ok(keys) }
}

/// What a block contributes.
enum Contents {
    Key(PrivateKey),
    /// Something else, with the error that names it if the file has no key.
    Other(Option<KeyFileError>),
}

fn key_of(block: Block, number: usize) -> Result<Contents, KeyFileError> {
    let label = block.label.as_str();
    if block.is_encrypted || label == "ENCRYPTED PRIVATE KEY" {
        return Err(KeyFileError::Encrypted);
    }
    if label == "OPENSSH PRIVATE KEY" {
        return Err(KeyFileError::OpenSsh);
    }
    let value = block.contents.as_ref().and_then(|contents| der::read(contents));
    let value = value.filter(|value| der::is_padding(value.rest));
    let length = value.as_ref().map_or(0, |value| value.bytes.len());
    let form = match value.map_or(Kind::Unknown, |value| value.kind) {
        Kind::Pkcs8Key => Form::Pkcs8,
        Kind::Pkcs1Key => Form::Pkcs1,
        Kind::Sec1Key => Form::Sec1,
        Kind::OtherKey => return Err(KeyFileError::Unsupported),
        Kind::EncryptedKey => return Err(KeyFileError::Encrypted),
        Kind::Pkcs12 => return Err(KeyFileError::Pkcs12),
        Kind::PublicKey => return Ok(Contents::Other(Some(KeyFileError::PublicKey))),
        Kind::Certificates(_) => return Ok(Contents::Other(Some(KeyFileError::Certificate))),
        Kind::Request => return Ok(Contents::Other(Some(KeyFileError::Request))),
        Kind::Unknown if label.is_empty() || label.contains("PRIVATE KEY") => {
            return Err(KeyFileError::Damaged { number, label: known_label(label) });
        }
        Kind::Unknown if label.contains("CERTIFICATE") => return Ok(Contents::Other(Some(KeyFileError::Certificate))),
        Kind::RevocationList | Kind::Unknown => return Ok(Contents::Other(None)),
    };
    let mut der = block.contents.unwrap_or_default();
    der.truncate(length);
    Ok(Contents::Key(PrivateKey { form, der }))
}
