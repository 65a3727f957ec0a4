//! TLS: whom to trust, which client certificate to show, and what is reported of a handshake, also of one that fails.
//!
//! With a configuration of our own, reqwest's certificate settings don't count; they are all here. It uses the same configuration
//! for an `https:` proxy and for the server behind it, so the parts below ask the attempt whose handshake they are in: the proxy is
//! always verified and never sees the client certificate.

use std::{
    sync::{Arc, OnceLock},
    thread,
};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, NamedGroup, SignatureScheme,
    client::{
        ClientSessionStore, ResolvesClientCert, Resumption, Tls12ClientSessionValue, Tls12Resumption,
        Tls13ClientSessionValue, WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
    sign::CertifiedKey,
};
use rustls_platform_verifier::Verifier;

use super::{
    attempt::{Attempt, Peer},
    certificates,
    trust::Trust,
};

/// The system's roots of a configuration.
#[derive(Clone, Debug)]
pub(super) struct SystemRoots(Arc<ObservingVerifier>);

impl SystemRoots {
    /// Waits until they have been read. A handshake would wait, too, and with it everything else on the network's thread.
    pub(super) async fn read(&self) {
        if self.0.system.get().is_none() {
            let verifier = Arc::clone(&self.0);
            // A panic of the thread is the handshake's to report.
            let _ = tokio::task::spawn_blocking(move || drop(Arc::clone(verifier.system()))).await;
        }
    }
}

/// Returns the TLS configuration for a trust, and the system's roots, which are read on a separate thread: it takes some milliseconds.
///
/// # Errors
/// The cryptography isn't available.
pub(super) fn configuration(trust: &Trust) -> Result<(ClientConfig, SystemRoots), rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Arc::new(ObservingVerifier {
        system: OnceLock::new(),
        for_proxy: OnceLock::new(),
        roots: trust.roots().to_vec(),
        target_roots: trust.target_roots().to_vec(),
        skips_target: trust.is_unverified(),
        provider: Arc::clone(&provider),
    });
    let reading = Arc::clone(&verifier);
    let roots = SystemRoots(Arc::clone(&verifier));
    // Without a thread, the first request reads them.
    let _ = thread::Builder::new().name("roots".into()).spawn(move || reading.system().supported_verify_schemes());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match trust.identity() {
        Some(identity) => builder.with_client_cert_resolver(Arc::new(ForTheTarget(Arc::clone(identity)))),
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // Every CONNECT proves the certificate again: a resumed session would vouch for one that has expired since.
    config.resumption = Resumption::store(Arc::new(HandshakeObserver)).tls12_resumption(Tls12Resumption::Disabled);
    Ok((config, roots))
}

/// Returns the system's verifier with more roots; if the system has no roots at all, only the given ones count.
fn verifier(roots: &[CertificateDer<'static>], provider: &Arc<CryptoProvider>) -> Arc<dyn ServerCertVerifier> {
    match Verifier::new_with_extra_roots(roots.iter().cloned(), Arc::clone(provider)) {
        Ok(verifier) => Arc::new(verifier),
        Err(_) => own_roots(roots, provider).unwrap_or_else(|| Arc::new(TrustNothing)),
    }
}

fn own_roots(roots: &[CertificateDer<'static>], provider: &Arc<CryptoProvider>) -> Option<Arc<dyn ServerCertVerifier>> {
    let mut store = rustls::RootCertStore::empty();
    store.add_parsable_certificates(roots.iter().cloned());
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider));
    builder.build().ok().map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
}

/// Whose handshake is under way; without an attempt, the one that is trusted least.
fn peer() -> Peer {
    Attempt::current().map_or(Peer::Proxy, |attempt| attempt.handshake_with())
}

/// Shows the client certificate to the target only.
#[derive(Debug)]
struct ForTheTarget(Arc<CertifiedKey>);

impl ResolvesClientCert for ForTheTarget {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        (peer() == Peer::Target).then(|| Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// A session store that stores nothing. rustls asks it once at the start of every handshake, which is how we know when that is.
#[derive(Debug)]
struct HandshakeObserver;

impl ClientSessionStore for HandshakeObserver {
    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        if let Some(attempt) = Attempt::current() {
            attempt.handshake_begins();
        }
        None
    }

    fn set_kx_hint(&self, _: ServerName<'static>, _: NamedGroup) {}

    fn set_tls12_session(&self, _: ServerName<'static>, _: Tls12ClientSessionValue) {}

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        None
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {}

    fn insert_tls13_ticket(&self, _: ServerName<'static>, _: Tls13ClientSessionValue) {}

    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        None
    }
}

/// Verifies a server as the system does, and reports the certificates it presents.
#[derive(Debug)]
struct ObservingVerifier {
    /// The system's verifier, once its roots have been read.
    system: OnceLock<Arc<dyn ServerCertVerifier>>,
    /// The same for a proxy that not all roots vouch for.
    for_proxy: OnceLock<Arc<dyn ServerCertVerifier>>,
    roots: Vec<CertificateDer<'static>>,
    target_roots: Vec<CertificateDer<'static>>,
    skips_target: bool,
    provider: Arc<CryptoProvider>,
}

impl ObservingVerifier {
    /// Returns the system's verifier. Waits until its roots have been read.
    fn system(&self) -> &Arc<dyn ServerCertVerifier> {
        self.system.get_or_init(|| verifier(&[self.roots.as_slice(), &self.target_roots].concat(), &self.provider))
    }

    /// Returns the verifier of whose handshake is under way.
    fn of_peer(&self) -> &Arc<dyn ServerCertVerifier> {
        if self.target_roots.is_empty() || peer() == Peer::Target {
            return self.system();
        }
        self.for_proxy.get_or_init(|| verifier(&self.roots, &self.provider))
    }

    /// Whether the user named a certificate as trusted for whose handshake is under way.
    fn is_named(&self, certificate: &CertificateDer<'_>) -> bool {
        let target_roots = if peer() == Peer::Target { self.target_roots.as_slice() } else { &[] };
        self.roots.iter().chain(target_roots).any(|root| root == certificate)
    }

    fn skips(&self) -> bool {
        self.skips_target && peer() == Peer::Target
    }

    /// Judges a certificate that the user named as trusted but that the usual rules reject, such as a self-signed one. Its validity
    /// and its host names count as always.
    fn judge_named(
        &self,
        error: rustls::Error,
        end_entity: &CertificateDer<'_>,
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let is_revoked = matches!(error, rustls::Error::InvalidCertificate(CertificateError::Revoked));
        if is_revoked || !self.is_named(end_entity) {
            return Err(error);
        }
        certificates::verify_validity(end_entity, now)?;
        verify_server_name(&ParsedCertificate::try_from(end_entity)?, name)?;
        Ok(ServerCertVerified::assertion())
    }
}

impl ServerCertVerifier for ObservingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if let Some(attempt) = Attempt::current()
            && attempt.handshake_with() == Peer::Target
        {
            let chain = std::iter::once(end_entity).chain(intermediates).map(|one| one.clone().into_owned());
            attempt.seen().certificates = chain.collect();
        }
        if self.skips() {
            return Ok(ServerCertVerified::assertion());
        }
        self.of_peer()
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .or_else(|error| self.judge_named(error, end_entity, server_name, now))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        note_version("TLS 1.2");
        if self.skips() {
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
        note_version("TLS 1.3");
        if self.skips() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn note_version(version: &'static str) {
    if let Some(attempt) = Attempt::current()
        && attempt.handshake_with() == Peer::Target
    {
        attempt.seen().tls_version = Some(version);
    }
}

/// Used where there are no roots at all: rejects every certificate.
#[derive(Debug)]
struct TrustNothing;

impl ServerCertVerifier for TrustNothing {
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
