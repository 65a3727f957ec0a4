//! Reads the certificates of a file.

use rustls_pki_types::CertificateDer;
use thiserror::Error;

use super::{
    LIMIT_BYTES,
    der::{self, Kind},
    known_label, label_note,
    text::Block,
};

/// Why a file can't be used as a certificate file. The texts continue a sentence that names the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CertificateFileError {
    /// The file is empty.
    #[error("is empty; expected a block that begins with `-----BEGIN CERTIFICATE-----`")]
    Empty,
    /// The file is larger than 1 MiB.
    #[error("is larger than 1 MiB; choose a file that contains only certificates")]
    TooLarge,
    /// The file contains nothing that is known here.
    #[error("contains no certificate; expected a block that begins with `-----BEGIN CERTIFICATE-----`")]
    NoCertificate,
    /// The file contains a private key.
    #[error("contains a private key, not a certificate; choose the certificate file")]
    PrivateKey,
    /// The file contains a public key.
    #[error("contains a public key, not a certificate; choose the certificate file")]
    PublicKey,
    /// The file contains a certificate signing request.
    #[error("contains a certificate request (CSR), not a certificate; choose the certificate that was issued for it")]
    Request,
    /// The file contains a certificate revocation list.
    #[error("contains a revocation list (CRL), not a certificate; choose the certificate file")]
    RevocationList,
    /// The file is a PKCS#12 file (`.p12`, `.pfx`).
    #[error("is a PKCS#12 file; convert it with `openssl pkcs12 -in FILE -out FILE.pem -nodes`")]
    Pkcs12,
    /// A certificate can't be read. Nothing of the file is used then.
    #[error(
        "contains a certificate that can't be read: number {number}{} is truncated or damaged; copy or export it again",
        label_note(label)
    )]
    Damaged {
        /// Its place among the certificates of the file, from 1.
        number: usize,
        /// The label of its PEM block; empty in a binary file, and if the label isn't a usual one.
        label: &'static str,
    },
    /// A certificate can be read, but servers can't be verified with it.
    #[error("contains a certificate that can't be used to verify servers: number {number}; remove it from the file")]
    Unusable {
        /// Its place among the certificates of the file, from 1.
        number: usize,
    },
}

/// Returns the CA certificates of a file, as [`read`] does: servers can be verified with each of them.
///
/// # Errors
/// As there, and [`CertificateFileError::Unusable`].
pub fn read_roots(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, CertificateFileError> {
    let roots = read(file)?;
    match roots.iter().position(|root| webpki::anchor_from_trusted_cert(root).is_err()) {
        Some(index) => Err(CertificateFileError::Unusable { number: index + 1 }),
        None => Ok(roots),
    }
}

/// Returns the certificates of a file, in order; there is at least one.
///
/// Accepts PEM and DER, and PKCS#7 in both. Other blocks, such as the private key next to a client certificate, are
/// ignored if there is a certificate.
///
/// # Errors
/// Returns an error if the file contains no certificate, or one that can't be read.
pub fn read(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, CertificateFileError> {
    if file.trim_ascii().is_empty() {
        return Err(CertificateFileError::Empty);
    }
    if file.len() > LIMIT_BYTES {
        return Err(CertificateFileError::TooLarge);
    }
    let mut certificates = Vec::new();
    let mut other = None;
    for block in super::blocks(file) {
        match certificates_of(&block) {
            Contents::Certificates(found) => {
                for certificate in found {
                    let number = certificates.len() + 1;
                    let damaged = CertificateFileError::Damaged { number, label: known_label(&block.label) };
                    certificates.push(certificate.ok_or(damaged)?);
                }
            }
            Contents::Other(what) => other = other.or(what),
        }
    }
    if certificates.is_empty() { Err(other.unwrap_or(CertificateFileError::NoCertificate)) } else { Ok(certificates) }
}

/// What a block contributes.
enum Contents {
    /// Certificates; `None` in place of one that can't be read.
    Certificates(Vec<Option<CertificateDer<'static>>>),
    /// Something else, with the error that names it if the file has no certificate.
    Other(Option<CertificateFileError>),
}

fn certificates_of(block: &Block) -> Contents {
    use CertificateFileError::{Pkcs12, PrivateKey, PublicKey, Request, RevocationList};
    let label = block.label.as_str();
    let contents = block.contents.as_ref().filter(|_| block.encryption.is_none());
    let value = contents.and_then(|contents| der::read(contents));
    // OpenSSL's trusted form has trust settings after the certificate.
    let value = value.filter(|value| label == "TRUSTED CERTIFICATE" || der::is_padding(value.rest));
    let other = match value.map_or(Kind::Unknown, |value| value.kind) {
        Kind::Certificates(certificates) => return Contents::Certificates(certificates),
        Kind::Pkcs12 => Pkcs12,
        Kind::Request => Request,
        Kind::RevocationList => RevocationList,
        Kind::PublicKey => PublicKey,
        Kind::Pkcs8Key | Kind::Pkcs1Key | Kind::Sec1Key | Kind::OtherKey | Kind::EncryptedKey => PrivateKey,
        Kind::Unknown if label.contains("PRIVATE KEY") => PrivateKey,
        Kind::Unknown if label.contains("PUBLIC KEY") => PublicKey,
        Kind::Unknown if label.contains("REQUEST") => Request,
        Kind::Unknown if label.contains("CRL") => RevocationList,
        Kind::Unknown if is_certificate_label(label) => return Contents::Certificates(vec![None]),
        Kind::Unknown => return Contents::Other(None),
    };
    Contents::Other(Some(other))
}

/// Whether a block with this label should contain a certificate. A binary file has no label.
fn is_certificate_label(label: &str) -> bool {
    label.is_empty() || ["CERT", "PKCS7", "PKCS #7", "CMS"].iter().any(|part| label.contains(part))
}
