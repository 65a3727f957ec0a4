//! Certificates and the encryption, in words.

use rustls::{ClientConnection, ProtocolVersion, SupportedCipherSuite, pki_types::CertificateDer};
use x509_parser::{
    extensions::GeneralName,
    prelude::{FromDer, X509Certificate},
};

use super::{CertificateSeen, TlsSeen, clean};

/// The most certificates of a chain that are shown.
const CERTIFICATES: usize = 10;
/// The most names of a certificate that are shown.
const NAMES: usize = 50;
/// The longest text of a certificate that is shown, in characters.
const TEXT_CHARACTERS: usize = 500;

/// What was seen of the encryption: without a session, only what the server showed before it failed.
pub(super) fn see(session: Option<&ClientConnection>, chain: &[CertificateDer<'_>]) -> Option<TlsSeen> {
    if session.is_none() && chain.is_empty() {
        return None;
    }
    let version = match session.and_then(|session| session.protocol_version()) {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "",
    };
    let suite = session.and_then(|session| session.negotiated_cipher_suite());
    let cipher = suite.and_then(|suite| suite.suite().as_str()).unwrap_or_default().replace("TLS13_", "TLS_");
    let certificates = chain.iter().take(CERTIFICATES).map(describe).collect();
    Some(TlsSeen { version: version.to_owned(), cipher, certificates })
}

/// Whether the server's own certificate names itself as its issuer.
pub(super) fn is_self_signed(seen: &TlsSeen) -> bool {
    seen.certificates.first().is_some_and(|own| !own.subject.is_empty() && own.subject == own.issuer)
}

fn describe(certificate: &CertificateDer<'_>) -> CertificateSeen {
    let sha256 = fingerprint(certificate);
    let Ok((_, parsed)) = X509Certificate::from_der(certificate) else {
        return CertificateSeen { sha256, ..CertificateSeen::default() };
    };
    let names = parsed.subject_alternative_name().ok().flatten();
    let names = names.map(|extension| extension.value.general_names.iter().take(NAMES).map(name_text).collect());
    CertificateSeen {
        subject: clean::line(&parsed.subject().to_string(), TEXT_CHARACTERS),
        issuer: clean::line(&parsed.issuer().to_string(), TEXT_CHARACTERS),
        names: names.unwrap_or_default(),
        not_before_ms: parsed.validity().not_before.timestamp().saturating_mul(1_000),
        not_after_ms: parsed.validity().not_after.timestamp().saturating_mul(1_000),
        sha256,
    }
}

fn name_text(name: &GeneralName<'_>) -> String {
    let text = match name {
        GeneralName::DNSName(text) | GeneralName::RFC822Name(text) | GeneralName::URI(text) => (*text).to_owned(),
        GeneralName::IPAddress(bytes) => address_text(bytes),
        other => format!("{other:?}"),
    };
    clean::line(&text, TEXT_CHARACTERS)
}

fn address_text(bytes: &[u8]) -> String {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        std::net::Ipv4Addr::from(v4).to_string()
    } else if let Ok(v6) = <[u8; 16]>::try_from(bytes) {
        std::net::Ipv6Addr::from(v6).to_string()
    } else {
        String::from("?")
    }
}

fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    use std::fmt::Write as _;
    let SupportedCipherSuite::Tls13(suite) = rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256 else {
        return String::new();
    };
    let digest = suite.common.hash_provider.hash(certificate);
    digest.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_described_in_words() {
        let names = vec!["a.example".into(), "127.0.0.1".into()];
        let certificate = rcgen::generate_simple_self_signed(names).unwrap().cert;
        let seen = see(None, &[certificate.der().clone()]).unwrap();
        assert_eq!(seen.certificates[0].names, ["a.example", "127.0.0.1"]);
        assert_eq!(seen.certificates[0].subject, "CN=rcgen self signed cert");
        assert_eq!(seen.certificates[0].sha256.len(), 64);
        assert!(seen.certificates[0].not_after_ms > seen.certificates[0].not_before_ms);
    }

    #[test]
    fn a_certificate_that_cannot_be_read_still_has_its_fingerprint() {
        let seen = see(None, &[CertificateDer::from(b"abc".to_vec())]).unwrap();
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(seen.certificates[0].sha256, abc);
        assert!(see(None, &[]).is_none());
    }
}
