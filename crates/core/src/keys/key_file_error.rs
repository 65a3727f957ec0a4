//! Why a key file can't be used.

use std::{error::Error, fmt};

use super::label_note;
use crate::messages::{self, MESSAGES};

/// Why a file can't be used as a private key file. The texts continue a sentence that names the file, and repeat nothing of its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFileError {
    /// The file is empty.
    Empty,
    /// The file is larger than 1 MiB.
    TooLarge,
    /// The file contains nothing that is known here.
    NoKey,
    /// The file contains only certificates.
    Certificate,
    /// The file contains a public key.
    PublicKey,
    /// The file contains a certificate signing request.
    Request,
    /// The file contains several private keys, and no certificate that says which one is meant.
    SeveralKeys,
    /// The key is encrypted, and no passphrase was given.
    PassphraseNeeded,
    /// The passphrase isn't the file's.
    PassphraseWrong,
    /// The key is encrypted in a way that isn't known here.
    UnsupportedEncryption,
    /// Decrypting the file would take longer than [`MOST_ITERATIONS`](super::MOST_ITERATIONS), or too much memory.
    TooCostly,
    /// The key has OpenSSH's own format.
    OpenSsh,
    /// The key is of a kind that can't be used for signing.
    Unsupported(&'static str),
    /// The RSA key has another size than those that are supported.
    RsaSize {
        /// Its size.
        bits: u32,
    },
    /// The RSA key has a public exponent below 65537.
    RsaExponent,
    /// The RSA key in a JWK lacks the members for the Chinese remainder theorem, which may be left out.
    RsaPrimes,
    /// The elliptic curve key doesn't say on which curve it is.
    CurveMissing,
    /// The JWK has no private member.
    JwkPublic,
    /// The JWK is a shared secret.
    JwkSymmetric,
    /// A member of the JWK is missing or can't be read.
    JwkMember(&'static str),
    /// The text begins as a JWK, but isn't one.
    JwkDamaged,
    /// A private key can be read, but its parts don't belong together. Nothing of the file is used then.
    Inconsistent {
        /// Its place among the private keys of the file, from 1.
        number: usize,
        /// The label of its PEM block; empty in any other file, and if the label isn't a usual one.
        label: &'static str,
    },
    /// A private key can't be read. Nothing of the file is used then.
    Damaged {
        /// Its place among the private keys of the file, from 1.
        number: usize,
        /// The label of its PEM block; empty in any other file, and if the label isn't a usual one.
        label: &'static str,
    },
    /// A certificate beside the key can't be read. Nothing of the file is used then.
    DamagedCertificate {
        /// Its place among the certificates of the file, from 1.
        number: usize,
    },
}

impl KeyFileError {
    /// Returns the key of its text in the catalogue of messages.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::NoKey => "no_key",
            Self::Certificate => "certificate",
            Self::PublicKey => "public_key",
            Self::Request => "request",
            Self::SeveralKeys => "several_keys",
            Self::PassphraseNeeded => "passphrase_needed",
            Self::PassphraseWrong => "passphrase_wrong",
            Self::UnsupportedEncryption => "unsupported_encryption",
            Self::TooCostly => "too_costly",
            Self::OpenSsh => "open_ssh",
            Self::Unsupported(_) => "unsupported",
            Self::RsaSize { .. } => "rsa_size",
            Self::RsaExponent => "rsa_exponent",
            Self::RsaPrimes => "rsa_primes",
            Self::CurveMissing => "curve_missing",
            Self::JwkPublic => "jwk_public",
            Self::JwkSymmetric => "jwk_symmetric",
            Self::JwkMember(_) => "jwk_member",
            Self::JwkDamaged => "jwk_damaged",
            Self::Inconsistent { .. } => "inconsistent",
            Self::Damaged { .. } => "damaged",
            Self::DamagedCertificate { .. } => "damaged_certificate",
        }
    }

    /// Returns the value in its text: what the key is, its size, the member of a JWK, or its number in the file.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        match self {
            Self::Unsupported(what) | Self::JwkMember(what) => Some((*what).to_owned()),
            Self::RsaSize { bits } => Some(bits.to_string()),
            Self::Inconsistent { number, label } | Self::Damaged { number, label } => {
                Some(format!("{number}{}", label_note(label)))
            }
            Self::DamagedCertificate { number } => Some(number.to_string()),
            _ => None,
        }
    }

    /// A key that can't be read, before it is known where it is.
    pub(super) const DAMAGED: Self = Self::Damaged { number: 1, label: "" };
    /// A key whose parts don't belong together, before it is known where it is.
    pub(super) const INCONSISTENT: Self = Self::Inconsistent { number: 1, label: "" };

    /// Returns the error with the place of the key, if it names one.
    pub(super) fn at(self, number: usize, label: &'static str) -> Self {
        match self {
            Self::Damaged { .. } => Self::Damaged { number, label },
            Self::Inconsistent { .. } => Self::Inconsistent { number, label },
            other => other,
        }
    }

    /// Returns the error of something that was decrypted: what can't be read then was decrypted with the wrong passphrase, which goes unnoticed in
    /// one of 256 cases.
    pub(super) fn after_decryption(self) -> Self {
        match self {
            Self::Damaged { .. } => Self::PassphraseWrong,
            other => other,
        }
    }
}

/// The text in the catalogue of messages.
impl fmt::Display for KeyFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let template = MESSAGES.key_files.get(self.code()).map_or("", String::as_str);
        formatter.write_str(&messages::fill(template, |_| self.value()))
    }
}

impl Error for KeyFileError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_the_rest_of_a_sentence_with_its_value() {
        for (error, expected) in [
            (
                KeyFileError::RsaSize { bits: 1024 },
                "contains an RSA key of 1024 bits; use one of 2048, 3072 or 4096 bits",
            ),
            (
                KeyFileError::Damaged { number: 2, label: "PRIVATE KEY" },
                "contains a private key that can't be read: number 2 (`PRIVATE KEY`) is truncated or damaged; copy or export it again",
            ),
            (
                KeyFileError::SeveralKeys,
                "contains several private keys; choose a file that contains only the one to use",
            ),
        ] {
            assert_eq!(error.to_string(), expected);
        }
    }
}
