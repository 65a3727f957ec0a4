//! Certificates for the servers: good ones from an authority of the test's own, and every kind of bad one.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use time::{Duration, OffsetDateTime};

/// When a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Since yesterday, for a month.
    Now,
    /// It ended yesterday.
    Past,
    /// It begins in a month.
    Future,
}

/// A certificate authority of a test.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    /// A new authority.
    #[must_use]
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        set_validity(&mut params, Validity::Now);
        let key = KeyPair::generate().expect("a key can be made");
        Self { issuer: CertifiedIssuer::self_signed(params, key).expect("an authority signs itself") }
    }

    /// Its certificate, for those who shall trust it.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        self.issuer.pem()
    }

    /// A certificate for host names or addresses.
    #[must_use]
    pub fn issue(&self, names: &[&str], validity: Validity) -> Identity {
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = parameters(names, validity).signed_by(&key, &self.issuer).expect("an authority signs");
        Identity { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() }
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// A server's certificate and key.
#[derive(Clone, Debug)]
pub struct Identity {
    certificate_pem: String,
    key_pem: String,
}

impl Identity {
    /// A certificate that nobody signed but itself.
    #[must_use]
    pub fn self_signed(names: &[&str]) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = parameters(names, Validity::Now).self_signed(&key).expect("a certificate signs itself");
        Self { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() }
    }

    /// A certificate that signed itself and says that it may sign others, as `openssl req -x509` makes them.
    #[must_use]
    pub fn self_signed_authority(names: &[&str]) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = parameters(names, Validity::Now);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate signs itself");
        Self { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() }
    }

    /// The certificate.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Its key.
    #[must_use]
    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }

    pub(super) fn server_config(&self) -> Arc<ServerConfig> {
        let certificate = CertificateDer::from_pem_slice(self.certificate_pem.as_bytes()).expect("rcgen writes PEM");
        let key = PrivateKeyDer::from_pem_slice(self.key_pem.as_bytes()).expect("rcgen writes PEM");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows the default versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("certificate and key belong together");
        Arc::new(config)
    }
}

fn parameters(names: &[&str], validity: Validity) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("the names are ASCII");
    params.distinguished_name.push(DnType::CommonName, "Server of a test");
    set_validity(&mut params, validity);
    params
}

fn set_validity(params: &mut CertificateParams, validity: Validity) {
    let now = OffsetDateTime::now_utc();
    let (from, until) = match validity {
        Validity::Now => (-1, 30),
        Validity::Past => (-30, -1),
        Validity::Future => (30, 60),
    };
    params.not_before = now + Duration::days(from);
    params.not_after = now + Duration::days(until);
}
