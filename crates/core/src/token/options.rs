//! How a token request is sent: its limits, whom it trusts, through which proxy.

use std::{sync::Arc, time::Duration};

use rustls::{
    InconsistentKeys,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use thiserror::Error;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::Proxy;

/// How a token request is sent.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What it may cost.
    pub limits: Limits,
    /// Whom it trusts.
    pub trust: Trust,
    /// The proxy it goes through.
    pub proxy: Option<Proxy>,
    /// The person accepts that the secret travels in clear to a proxy that is not on this machine.
    pub accept_cleartext_to_proxy: bool,
}

/// What a token request may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the start to a connection that can carry the request: look-up, connection and TLS together.
    pub connect: Duration,
    /// From the request to the head of its answer.
    pub first_byte: Duration,
    /// Everything together.
    pub whole: Duration,
    /// The largest body, in bytes: as it came, and again after decompression.
    pub body_bytes: usize,
}

impl Limits {
    /// The usual limits within a whole time.
    #[must_use]
    pub fn within(whole: Duration) -> Self {
        Self { connect: whole.min(Duration::from_secs(10)), first_byte: whole, whole, body_bytes: 1 << 20 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::within(Duration::from_secs(30))
    }
}

/// Whom a TLS connection trusts, and as whom it appears; by default the operating system's roots, and nobody.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    pub(super) roots: Vec<CertificateDer<'static>>,
    pub(super) identity: Option<Arc<CertifiedKey>>,
    pub(super) unverified: bool,
}

/// Why a PEM text cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TrustError {
    /// There is no certificate in it.
    #[error("holds no certificate in PEM form")]
    NoCertificate,
    /// There is a certificate in it that is none.
    #[error("holds a certificate that cannot be read")]
    BrokenCertificate,
    /// There is no private key in it.
    #[error("holds no private key in PEM form")]
    NoKey,
    /// Key and certificate do not belong together, or the key is of a kind that TLS does not know.
    #[error("holds a key that does not fit its certificate")]
    KeyMismatch,
}

impl Trust {
    /// Trusts the certificates of a PEM text in addition to the system's.
    ///
    /// # Errors
    /// Where the text holds no certificate, or one that cannot be read.
    pub fn with_roots(mut self, pem: &[u8]) -> Result<Self, TrustError> {
        self.roots.extend(certificates(pem)?);
        Ok(self)
    }

    /// Shows a client certificate to servers that ask for one.
    ///
    /// # Errors
    /// Where the texts hold no certificate or no key, or the two do not belong together.
    pub fn with_identity(mut self, certificate_pem: &[u8], key_pem: &[u8]) -> Result<Self, TrustError> {
        let chain = certificates(certificate_pem)?;
        let key = PrivateKeyDer::from_pem_slice(key_pem).map_err(|_| TrustError::NoKey)?;
        let provider = rustls::crypto::ring::default_provider();
        let key = provider.key_provider.load_private_key(key).map_err(|_| TrustError::KeyMismatch)?;
        let identity = CertifiedKey::new(chain, key);
        // Only a mismatch counts: old certificates, which cannot be compared, are for the server to judge.
        if let Err(rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) = identity.keys_match() {
            return Err(TrustError::KeyMismatch);
        }
        self.identity = Some(Arc::new(identity));
        Ok(self)
    }

    /// Takes any certificate. The secret can then be read by whoever answers.
    #[must_use]
    pub fn without_verification(mut self) -> Self {
        self.unverified = true;
        self
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        let same_identity = match (&self.identity, &other.identity) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        same_identity && self.unverified == other.unverified && self.roots == other.roots
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.ok().filter(|all| !all.is_empty()).ok_or(TrustError::NoCertificate)?;
    let is_one = |certificate: &CertificateDer<'_>| X509Certificate::from_der(certificate).is_ok();
    if found.iter().all(is_one) { Ok(found) } else { Err(TrustError::BrokenCertificate) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_certificate_is_refused() {
        for text in ["", "nothing", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
            assert_eq!(Trust::default().with_roots(text.as_bytes()).unwrap_err(), TrustError::NoCertificate, "{text}");
        }
    }

    #[test]
    fn a_certificate_that_is_none_is_refused() {
        let good = rcgen::generate_simple_self_signed(vec!["a.example".into()]).unwrap().cert.pem();
        let broken = "-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
        for text in [broken.to_owned(), format!("{good}{broken}"), format!("{broken}{good}")] {
            assert_eq!(Trust::default().with_roots(text.as_bytes()).unwrap_err(), TrustError::BrokenCertificate);
        }
        assert!(Trust::default().with_roots(format!("{good}{good}").as_bytes()).is_ok());
    }

    #[test]
    fn a_key_must_fit_its_certificate() {
        let one = rcgen::generate_simple_self_signed(vec!["a.example".into()]).unwrap();
        let other = rcgen::KeyPair::generate().unwrap();
        let certificate = one.cert.pem();
        let try_key = |key: &str| Trust::default().with_identity(certificate.as_bytes(), key.as_bytes());
        assert!(try_key(&one.signing_key.serialize_pem()).is_ok());
        assert_eq!(try_key(&other.serialize_pem()).unwrap_err(), TrustError::KeyMismatch);
        assert_eq!(try_key("nothing").unwrap_err(), TrustError::NoKey);
    }
}
