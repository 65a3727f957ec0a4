//! Why a key file can't be used.

use thiserror::Error;

use super::label_note;

/// Why a file can't be used as a private key file. The texts continue a sentence that names the file, and repeat nothing of its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyFileError {
    /// The file is empty.
    #[error("is empty; choose a file with a private key: PEM, JWK or PKCS#12")]
    Empty,
    /// The file is larger than 1 MiB.
    #[error("is larger than 1 MiB; choose a file that contains only the private key")]
    TooLarge,
    /// The file contains nothing that is known here.
    #[error(
        "contains no private key; choose a PEM file with a block `-----BEGIN PRIVATE KEY-----`, a JWK or a PKCS#12 file"
    )]
    NoKey,
    /// The file contains only certificates.
    #[error("contains a certificate, not a private key; choose the file with its private key")]
    Certificate,
    /// The file contains a public key.
    #[error("contains a public key, not a private key; choose the private key file")]
    PublicKey,
    /// The file contains a certificate signing request.
    #[error("contains a certificate request (CSR), not a private key; choose the private key file")]
    Request,
    /// The file contains several private keys, and no certificate that says which one is meant.
    #[error("contains several private keys; choose a file that contains only the one to use")]
    SeveralKeys,
    /// The key is encrypted, and no passphrase was given.
    #[error("is encrypted; enter its passphrase")]
    PassphraseNeeded,
    /// The passphrase isn't the file's.
    #[error("can't be decrypted with this passphrase; check the passphrase")]
    PassphraseWrong,
    /// The key is encrypted in a way that isn't known here.
    #[error(
        "is encrypted with an algorithm that isn't supported; encrypt it again with \
         `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out FILE.pem`"
    )]
    UnsupportedEncryption,
    /// Decrypting the file would take longer than [`MOST_ITERATIONS`](super::MOST_ITERATIONS), or too much memory.
    #[error(
        "would take too long to decrypt (more than 10 million iterations or 256 MiB); encrypt it again with \
         `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out FILE.pem`"
    )]
    TooCostly,
    /// The key has OpenSSH's own format.
    #[error("contains a key in OpenSSH format; convert a copy of it with `ssh-keygen -p -m PKCS8 -f COPY`")]
    OpenSsh,
    /// The key is of a kind that can't be used for signing.
    #[error(
        "contains a key that can't be used ({0}); use an RSA key of 2048, 3072 or 4096 bits, an ECDSA key (P-256, P-384 or P-521) or an \
         Ed25519 key"
    )]
    Unsupported(&'static str),
    /// The RSA key has another size than those that are supported.
    #[error("contains an RSA key of {bits} bits; use one of 2048, 3072 or 4096 bits")]
    RsaSize {
        /// Its size.
        bits: u32,
    },
    /// The RSA key has a public exponent below 65537.
    #[error("contains an RSA key whose public exponent is smaller than 65537; create a new key")]
    RsaExponent,
    /// The RSA key in a JWK lacks the members for the Chinese remainder theorem, which may be left out.
    #[error("contains an RSA key without its prime numbers; export it with the members `p`, `q`, `dp`, `dq` and `qi`")]
    RsaPrimes,
    /// The elliptic curve key doesn't say on which curve it is.
    #[error("contains an elliptic curve key that doesn't name its curve; export the key again as PKCS#8")]
    CurveMissing,
    /// The JWK has no private member.
    #[error("contains a public JWK, not a private key; choose the JWK that has the member `d`")]
    JwkPublic,
    /// The JWK is a shared secret.
    #[error(
        "contains a symmetric key (`\"kty\": \"oct\"`), not a private key; choose the JWK of an RSA, EC or OKP key"
    )]
    JwkSymmetric,
    /// A member of the JWK is missing or can't be read.
    #[error("contains a JWK whose member `{0}` is missing or can't be read; export it again")]
    JwkMember(&'static str),
    /// The text begins as a JWK, but isn't one.
    #[error("contains a JWK that can't be read: it isn't valid JSON, or a member has the wrong type; export it again")]
    JwkDamaged,
    /// A private key can be read, but its parts don't belong together. Nothing of the file is used then.
    #[error(
        "contains a private key whose parts don't belong together: number {number}{}; copy or export it again",
        label_note(label)
    )]
    Inconsistent {
        /// Its place among the private keys of the file, from 1.
        number: usize,
        /// The label of its PEM block; empty in any other file, and if the label isn't a usual one.
        label: &'static str,
    },
    /// A private key can't be read. Nothing of the file is used then.
    #[error(
        "contains a private key that can't be read: number {number}{} is truncated or damaged; copy or export it again",
        label_note(label)
    )]
    Damaged {
        /// Its place among the private keys of the file, from 1.
        number: usize,
        /// The label of its PEM block; empty in any other file, and if the label isn't a usual one.
        label: &'static str,
    },
    /// A certificate beside the key can't be read. Nothing of the file is used then.
    #[error(
        "contains a certificate that can't be read: number {number} is truncated or damaged; copy or export it again, or remove it"
    )]
    DamagedCertificate {
        /// Its place among the certificates of the file, from 1.
        number: usize,
    },
}

impl KeyFileError {
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
