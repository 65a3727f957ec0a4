//! Certificates for test servers: valid ones from a test authority, and every kind of invalid one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, SignatureScheme};
use time::{Duration, OffsetDateTime};

/// When a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Since yesterday, for a month.
    Now,
    /// Expired since yesterday.
    Past,
    /// Not valid until next month.
    Future,
}

/// A certificate authority.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// Its certificate and those of its issuers, without the root: what a server or client has to send.
    chain_pem: String,
}

impl Authority {
    /// Creates a root authority.
    #[must_use]
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let issuer = CertifiedIssuer::self_signed(authority_parameters("Authority of a test"), key);
        Self { issuer: issuer.expect("an authority signs itself"), chain_pem: String::new() }
    }

    /// Creates an intermediate authority, issued by this one.
    #[must_use]
    pub fn intermediate(&self) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let issuer = CertifiedIssuer::signed_by(authority_parameters("Intermediate of a test"), key, &self.issuer);
        let issuer = issuer.expect("an authority signs");
        let chain_pem = issuer.pem() + &self.chain_pem;
        Self { issuer, chain_pem }
    }

    /// Returns its certificate as PEM, for clients that should trust it.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        self.issuer.pem()
    }

    /// Issues a certificate to a client, whose subject is `CN=` and its name.
    #[must_use]
    pub fn issue_to_client(&self, name: &str) -> Identity {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = parameters(&[name], Validity::Now);
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.signed_by(&key, &self.issuer).expect("an authority signs");
        Identity { certificate: certificate.pem(), chain: self.chain_pem.clone(), key: key.serialize_pem() }
    }

    /// Issues a certificate for host names or addresses.
    #[must_use]
    pub fn issue(&self, names: &[&str], validity: Validity) -> Identity {
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = parameters(names, validity).signed_by(&key, &self.issuer).expect("an authority signs");
        Identity { certificate: certificate.pem(), chain: self.chain_pem.clone(), key: key.serialize_pem() }
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// A server's certificate and key, as PEM.
#[derive(Clone, Debug)]
pub struct Identity {
    certificate: String,
    chain: String,
    key: String,
}

impl Identity {
    /// Creates a self-signed certificate.
    #[must_use]
    pub fn self_signed(names: &[&str]) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = parameters(names, Validity::Now).self_signed(&key).expect("a certificate signs itself");
        Self { certificate: certificate.pem(), chain: String::new(), key: key.serialize_pem() }
    }

    /// Creates a self-signed CA certificate, as `openssl req -x509` does.
    #[must_use]
    pub fn self_signed_authority(names: &[&str]) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = parameters(names, Validity::Now);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate signs itself");
        Self { certificate: certificate.pem(), chain: String::new(), key: key.serialize_pem() }
    }

    /// Returns the certificate.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate
    }

    /// Returns its key.
    #[must_use]
    pub fn key_pem(&self) -> &str {
        &self.key
    }

    /// Returns the certificates of its issuers, without the root.
    #[must_use]
    pub fn chain_pem(&self) -> &str {
        &self.chain
    }

    pub(super) fn server_config(&self) -> Arc<ServerConfig> {
        self.server_config_for(&[])
    }

    /// Returns the configuration of a server with these protocols (ALPN).
    pub(crate) fn server_config_for(&self, protocols: &[&[u8]]) -> Arc<ServerConfig> {
        let mut config = self.config(WebPkiClientVerifier::no_client_auth());
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Arc::new(config)
    }

    /// Returns the configuration of a server that requires a client certificate from an authority.
    pub(super) fn server_config_requiring_clients_of(&self, authority: &Authority) -> Arc<ServerConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(certificate(&authority.certificate_pem())).expect("an authority's certificate is a root");
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider()).build();
        Arc::new(self.config(verifier.expect("there is a root")))
    }

    /// Returns the configuration of a server that requests a client certificate, accepts any or none, and counts them.
    pub(crate) fn server_config_asking_clients(&self, seen: &ClientCertificates) -> Arc<ServerConfig> {
        Arc::new(self.config(Arc::new(seen.clone())))
    }

    fn config(&self, verifier: Arc<dyn ClientCertVerifier>) -> ServerConfig {
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).expect("rcgen writes PEM");
        let chain = self.certificate.clone() + &self.chain;
        let chain = CertificateDer::pem_slice_iter(chain.as_bytes()).collect::<Result<_, _>>();
        ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .expect("ring knows the default versions")
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain.expect("rcgen writes PEM"), key)
            .expect("certificate and key belong together")
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("rcgen writes PEM")
}

/// The number of client certificates that a server received.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientCertificates(Arc<AtomicUsize>);

impl ClientCertificates {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl ClientCertVerifier for ClientCertificates {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

fn authority_parameters(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    set_validity(&mut params, Validity::Now);
    params
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
