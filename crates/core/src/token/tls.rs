//! TLS: whom to trust, and what was seen of the other side, also where the handshake failed.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::{
        Resumption, WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
    sign::SingleCertAndKey,
};
use rustls_platform_verifier::Verifier;
use url::Host;

use super::{Trust, trouble::Trouble};

/// Makes a configuration; reads the system's roots, which takes some milliseconds.
pub(super) fn configuration(trust: &Trust) -> Result<Configuration, Trouble> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Option<Arc<dyn ServerCertVerifier>> = match trust {
        Trust { unverified: true, .. } => None,
        // Where the system has no roots at all, only those given count.
        _ => Some(match Verifier::new_with_extra_roots(trust.roots.clone(), Arc::clone(&provider)) {
            Ok(verifier) => Arc::new(verifier),
            Err(_) => own_roots(trust, &provider).unwrap_or_else(|| Arc::new(TrustNobody)),
        }),
    };
    let watch = Watch { verifier, roots: trust.roots.clone(), seen: Mutex::default(), provider: Arc::clone(&provider) };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Trouble::of(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(watch.again()));
    let mut config = match &trust.identity {
        Some(identity) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(identity)))),
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Every CONNECT proves the server anew: a resumed session would vouch for a certificate that has expired since.
    config.resumption = Resumption::disabled();
    Ok(Configuration { config, watch })
}

fn own_roots(trust: &Trust, provider: &Arc<CryptoProvider>) -> Option<Arc<dyn ServerCertVerifier>> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(trust.roots.iter().cloned());
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
    builder.build().ok().map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
}

/// A configuration that connections are made with.
pub(super) struct Configuration {
    config: ClientConfig,
    watch: Watch,
}

impl Configuration {
    /// The configuration for one connection, and the eye that sees the certificates it is shown.
    pub(super) fn for_connection(&self) -> (Arc<ClientConfig>, Arc<Watch>) {
        let watch = Arc::new(self.watch.again());
        let mut config = self.config.clone();
        config.dangerous().set_certificate_verifier(Arc::clone(&watch) as Arc<dyn ServerCertVerifier>);
        (Arc::new(config), watch)
    }
}

/// The name that a certificate must be for.
pub(super) fn server_name(host: &Host<&str>) -> Result<ServerName<'static>, Trouble> {
    match *host {
        Host::Ipv4(address) => Ok(ServerName::IpAddress(std::net::IpAddr::V4(address).into())),
        Host::Ipv6(address) => Ok(ServerName::IpAddress(std::net::IpAddr::V6(address).into())),
        Host::Domain(name) => ServerName::try_from(name.strip_suffix('.').unwrap_or(name).to_owned())
            .map_err(|_| Trouble::new(super::Stage::Tls, "tls_failed", "No certificate can be for this host name.")),
    }
}

/// Verifies a server as the system does, and remembers what it showed.
#[derive(Debug)]
pub(super) struct Watch {
    verifier: Option<Arc<dyn ServerCertVerifier>>,
    roots: Vec<CertificateDer<'static>>,
    seen: Mutex<Vec<CertificateDer<'static>>>,
    provider: Arc<CryptoProvider>,
}

impl Watch {
    fn again(&self) -> Self {
        Self {
            verifier: self.verifier.clone(),
            roots: self.roots.clone(),
            seen: Mutex::default(),
            provider: Arc::clone(&self.provider),
        }
    }

    /// The chain that the server showed, its own certificate first.
    pub(super) fn seen(&self) -> Vec<CertificateDer<'static>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Judges a certificate that the person named as trusted but that the usual rules refuse, such as one that signed itself.
    ///
    /// Its dates count as always; so does its name.
    fn judge_named(
        &self,
        error: rustls::Error,
        end_entity: &CertificateDer<'_>,
        name: &ServerName<'_>,
    ) -> Result<ServerCertVerified, rustls::Error> {
        use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
        let out_of_dates = matches!(
            error,
            rustls::Error::InvalidCertificate(
                Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. }
            )
        );
        if out_of_dates || !self.roots.iter().any(|root| root == end_entity) {
            return Err(error);
        }
        verify_server_name(&ParsedCertificate::try_from(end_entity)?, name)?;
        Ok(ServerCertVerified::assertion())
    }
}

impl ServerCertVerifier for Watch {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let chain = std::iter::once(end_entity).chain(intermediates).map(|one| one.clone().into_owned()).collect();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = chain;
        let Some(verifier) = &self.verifier else { return Ok(ServerCertVerified::assertion()) };
        verifier
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .or_else(|error| self.judge_named(error, end_entity, server_name))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if self.verifier.is_none() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if self.verifier.is_none() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Stands in where there are no roots at all.
#[derive(Debug)]
struct TrustNobody;

impl ServerCertVerifier for TrustNobody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(CertificateError::BadSignature.into())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(CertificateError::BadSignature.into())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        Vec::new()
    }
}
