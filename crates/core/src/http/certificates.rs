//! Describes the certificates that a server showed.

use rustls::{
    CertificateError,
    pki_types::{CertificateDer, UnixTime},
};
use serde::Serialize;
use ts_rs::TS;
use x509_parser::{
    extensions::GeneralName,
    prelude::{FromDer, X509Certificate},
};

use crate::{clean, keys::certificate_fingerprint};

/// The most certificates of a chain that are described.
const CERTIFICATES: usize = 10;
/// The most names of a certificate that are described.
const NAMES: usize = 50;
/// The longest text of a certificate that is shown, in characters.
const TEXT_CHARACTERS: usize = 500;

/// The TLS connection to a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TlsSeen {
    /// The protocol version, `TLS 1.3` or `TLS 1.2`; empty if it is unknown.
    pub version: String,
    /// The certificates as the server sent them, its own first.
    pub certificates: Vec<CertificateSeen>,
}

/// A certificate, described.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CertificateSeen {
    /// The subject's distinguished name; empty if the certificate can't be read.
    pub subject: String,
    /// The issuer's distinguished name.
    pub issuer: String,
    /// The host names and addresses that it is valid for.
    pub names: Vec<String>,
    /// Valid from, in milliseconds since 1970 (UTC).
    pub not_before_ms: i64,
    /// Valid until, in milliseconds since 1970 (UTC).
    pub not_after_ms: i64,
    /// Its SHA-256 fingerprint, in lower-case hex.
    pub sha256: String,
}

/// Describes what was seen of a handshake.
pub(super) fn see(version: &str, chain: &[CertificateDer<'_>]) -> TlsSeen {
    TlsSeen { version: version.to_owned(), certificates: chain.iter().take(CERTIFICATES).map(describe).collect() }
}

/// Describes a certificate. One that can't be read still has its fingerprint.
#[must_use]
pub fn describe(certificate: &CertificateDer<'_>) -> CertificateSeen {
    let sha256 = certificate_fingerprint(certificate);
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

/// Checks whether a certificate is valid at a moment.
pub(super) fn verify_validity(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), CertificateError> {
    let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| CertificateError::BadEncoding)?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let validity = parsed.validity();
    if now < validity.not_before.timestamp() {
        Err(CertificateError::NotValidYet)
    } else if now > validity.not_after.timestamp() {
        Err(CertificateError::Expired)
    } else {
        Ok(())
    }
}

/// Whether a certificate names itself as its issuer.
#[must_use]
pub fn is_self_signed(seen: &CertificateSeen) -> bool {
    !seen.subject.is_empty() && seen.subject == seen.issuer
}

fn name_text(name: &GeneralName<'_>) -> String {
    let text = match name {
        GeneralName::DNSName(text) | GeneralName::RFC822Name(text) | GeneralName::URI(text) => (*text).to_owned(),
        GeneralName::IPAddress(bytes) => address_text(bytes),
        GeneralName::DirectoryName(name) => name.to_string(),
        other => other.to_string(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_described_by_its_names_dates_and_fingerprint() {
        let names = vec!["a.example".into(), "127.0.0.1".into(), "::1".into()];
        let certificate = rcgen::generate_simple_self_signed(names).unwrap().cert;
        let seen = describe(certificate.der());
        assert_eq!(seen.names, ["a.example", "127.0.0.1", "::1"]);
        assert_eq!(seen.subject, "CN=rcgen self signed cert");
        assert_eq!(seen.sha256.len(), 64);
        assert!(seen.not_after_ms > seen.not_before_ms);
        assert!(is_self_signed(&seen));
    }

    #[test]
    fn a_certificate_that_cannot_be_read_still_has_its_fingerprint() {
        let seen = describe(&CertificateDer::from(b"abc".to_vec()));
        assert_eq!(seen.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(!is_self_signed(&seen));
    }

    #[test]
    fn text_in_a_certificate_cannot_act_on_the_screen() {
        let mut parameters = rcgen::CertificateParams::new(vec!["a.example".into()]).unwrap();
        parameters.distinguished_name.push(rcgen::DnType::CommonName, "a\u{202e}txt\u{1b}[31m");
        let key = rcgen::KeyPair::generate().unwrap();
        let seen = describe(parameters.self_signed(&key).unwrap().der());
        assert!(!seen.subject.contains(['\u{202e}', '\u{1b}']), "{}", seen.subject);
    }
}
