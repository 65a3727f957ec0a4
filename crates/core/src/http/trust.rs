//! Whom a TLS connection trusts, and which client certificate it offers.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use rustls::{
    crypto::ring::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer},
    sign::CertifiedKey,
};
use thiserror::Error;

use crate::keys::{CertificateFileError, KeyFileError, PrivateKey, certificates_as_pem, read_certificates, read_roots};

/// Whom a TLS connection trusts and which client certificate it offers. The default trusts the operating system's
/// roots and offers none.
///
/// Two values are equal if a connection made with one could have been made with the other, so that a client can be
/// kept in a map under its `Trust`.
#[derive(Clone, Default)]
pub struct Trust {
    roots: Vec<CertificateDer<'static>>,
    target_roots: Vec<CertificateDer<'static>>,
    identity: Option<Arc<CertifiedKey>>,
    is_unverified: bool,
}

/// Why certificates or keys can't be used. The texts continue a sentence that names the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TrustError {
    /// The certificate file can't be used.
    #[error(transparent)]
    CertificateFile(#[from] CertificateFileError),
    /// The key file can't be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The key can sign, but not for TLS.
    #[error("contains a P-521 key, which can't be used for TLS here; use a P-256, P-384, Ed25519 or RSA key")]
    KeyNotForTls,
    /// None of the keys belongs to any of the certificates.
    #[error("contains a private key that doesn't match the client certificate; choose the key that belongs to it")]
    KeyMismatch,
}

impl TrustError {
    /// Whether the error is about the key file, not the certificate file.
    #[must_use]
    pub fn is_about_key(&self) -> bool {
        matches!(self, Self::KeyFile(_) | Self::KeyNotForTls | Self::KeyMismatch)
    }
}

impl Trust {
    /// Trusts the certificates of a file in addition to the operating system's.
    ///
    /// # Errors
    /// Returns an error if the file contains no certificate, or one that can't be read or used.
    pub fn with_roots(mut self, file: &[u8]) -> Result<Self, CertificateFileError> {
        for root in read_roots(file)? {
            self = self.with_root(&root);
        }
        Ok(self)
    }

    /// Trusts a certificate that [`read_roots`] returned.
    pub(crate) fn with_root(mut self, root: &CertificateDer<'static>) -> Self {
        if !self.roots.contains(root) {
            self.roots.push(root.clone());
        }
        self
    }

    /// Trusts a certificate that [`read_roots`] returned for the server alone, and not for an `https:` proxy on the way.
    pub(crate) fn with_target_root(mut self, root: &CertificateDer<'static>) -> Self {
        if !self.roots.contains(root) && !self.target_roots.contains(root) {
            self.target_roots.push(root.clone());
        }
        self
    }

    /// Offers a client certificate to servers that ask for one.
    ///
    /// The certificates may be in any order: the key's own certificate is put first and its issuers after it, as TLS
    /// wants them (RFC 8446, section 4.4.2). Certificates that don't belong to the chain follow in the order of the
    /// file. If there are several keys, the first that matches a certificate is used.
    ///
    /// # Errors
    /// Returns an error if one of the files can't be used, or if no key matches a certificate.
    pub fn with_identity(mut self, certificate_file: &[u8], key_file: &[u8]) -> Result<Self, TrustError> {
        let certificates = read_certificates(certificate_file)?;
        let mut error = TrustError::KeyMismatch;
        for key in PrivateKey::read_all(key_file, None)? {
            match self.with_key(&certificates, &key) {
                Ok(()) => return Ok(self),
                Err(TrustError::KeyMismatch) => {}
                Err(other) => error = other,
            }
        }
        Err(error)
    }

    /// Offers the client certificate of a key to servers that ask for one. The certificates may be in any order.
    ///
    /// # Errors
    /// None of the certificates is the key's, or the key can't be used for TLS.
    pub fn with_client_certificate(
        mut self,
        certificates: &[CertificateDer<'static>],
        key: &PrivateKey,
    ) -> Result<Self, TrustError> {
        self.with_key(certificates, key)?;
        Ok(self)
    }

    fn with_key(&mut self, certificates: &[CertificateDer<'static>], key: &PrivateKey) -> Result<(), TrustError> {
        let pkcs8 = PrivateKeyDer::Pkcs8(key.pkcs8().into());
        let signing = any_supported_type(&pkcs8).map_err(|_| TrustError::KeyNotForTls)?;
        let chain = key.order(certificates).ok_or(TrustError::KeyMismatch)?;
        self.identity = Some(Arc::new(CertifiedKey::new(chain, signing)));
        Ok(())
    }

    /// Offers no client certificate.
    #[must_use]
    pub fn without_identity(mut self) -> Self {
        self.identity = None;
        self
    }

    /// Accepts any server certificate. Anyone who can intercept the connection can then read the secret.
    #[must_use]
    pub fn without_verification(mut self) -> Self {
        self.is_unverified = true;
        self
    }

    /// Returns the certificates that are trusted in addition to the operating system's.
    #[must_use]
    pub fn roots(&self) -> &[CertificateDer<'static>] {
        &self.roots
    }

    /// Returns the certificates that are trusted for the server alone.
    #[must_use]
    pub fn target_roots(&self) -> &[CertificateDer<'static>] {
        &self.target_roots
    }

    /// Returns the same certificates as PEM: without what else was in the file, such as a private key.
    #[must_use]
    pub fn roots_as_pem(&self) -> String {
        certificates_as_pem(&self.roots)
    }

    /// Returns the client certificate with its chain and key.
    #[must_use]
    pub fn identity(&self) -> Option<&Arc<CertifiedKey>> {
        self.identity.as_ref()
    }

    /// Whether any server certificate is accepted.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.is_unverified
    }

    /// Returns everything that decides how a connection is made. The key needn't be compared: the first certificate
    /// of the chain contains its public half.
    fn parts(
        &self,
    ) -> (&[CertificateDer<'static>], &[CertificateDer<'static>], Option<&[CertificateDer<'static>]>, bool) {
        let identity = self.identity.as_ref().map(|identity| identity.cert.as_slice());
        (&self.roots, &self.target_roots, identity, self.is_unverified)
    }
}

impl PartialEq for Trust {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Trust {}

impl Hash for Trust {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Trust");
        debug.field("roots", &(self.roots.len() + self.target_roots.len())).field("identity", &self.identity.is_some());
        debug.field("is_unverified", &self.is_unverified).finish()
    }
}

#[cfg(test)]
mod tests;
