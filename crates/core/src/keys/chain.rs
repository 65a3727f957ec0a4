//! Certificate chains: which certificate is a key's, and in which order the others follow.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Puts the certificate of a key first and its issuers after it, as TLS and `x5c` want them (RFC 8446, section 4.4.2; RFC 7515, section
/// 4.1.6). Certificates that don't belong to the chain follow in their order, and each is listed once. `None` if there is no certificate of
/// this key, or if one can't be read.
///
/// `public_key` is the contents of the `subjectPublicKey`. Only the key itself is compared: some issuers write the algorithm's parameters in
/// their own way.
pub(super) fn order(
    certificates: &[CertificateDer<'static>],
    public_key: &[u8],
) -> Option<Vec<CertificateDer<'static>>> {
    let parsed = certificates.iter().map(|der| Some((der, X509Certificate::from_der(der).ok()?.1)));
    let mut left: Vec<_> = parsed.collect::<Option<_>>()?;
    let mut chain: Vec<CertificateDer<'static>> = Vec::new();
    let mut next = left.iter().position(|(_, certificate)| is_of(certificate, public_key));
    next?;
    while let Some(index) = next {
        let (der, certificate) = left.remove(index);
        left.retain(|(other, _)| *other != der);
        chain.push(der.clone());
        next = left.iter().position(|(_, other)| other.subject().as_raw() == certificate.issuer().as_raw());
    }
    for (der, _) in left {
        if !chain.contains(der) {
            chain.push(der.clone());
        }
    }
    Some(chain)
}

/// Returns whether a certificate has this public key.
pub(super) fn has_key(certificate: &CertificateDer<'_>, public_key: &[u8]) -> bool {
    X509Certificate::from_der(certificate).is_ok_and(|(_, certificate)| is_of(&certificate, public_key))
}

fn is_of(certificate: &X509Certificate<'_>, public_key: &[u8]) -> bool {
    certificate.public_key().subject_public_key.data == public_key
}

/// Returns the SHA-256 digest of a certificate in base64url, as in the parameter `x5t#S256` (RFC 7515, section 4.1.8; RFC 8705, section 3.1).
#[must_use]
pub fn certificate_thumbprint(certificate: &CertificateDer<'_>) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, certificate))
}

/// Returns the SHA-256 fingerprint of a certificate, in lower-case hex.
#[must_use]
pub fn certificate_fingerprint(certificate: &CertificateDer<'_>) -> String {
    use std::fmt::Write as _;
    digest(&SHA256, certificate).as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Returns certificates as PEM, in their order.
#[must_use]
pub fn certificates_as_pem(certificates: &[CertificateDer<'_>]) -> String {
    certificates.iter().map(|certificate| super::encode::pem("CERTIFICATE", certificate).to_string()).collect()
}
