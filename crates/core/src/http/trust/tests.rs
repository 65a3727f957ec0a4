//! Which certificates and keys fit together.

use std::collections::HashSet;

use proptest::prelude::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use x509_parser::prelude::{FromDer, X509Certificate};

use super::*;
use crate::keys::{
    GeneratedKind,
    tests::{decode, samples},
};

/// A client certificate with its key, its issuer and the issuer's issuer, all in PEM.
struct Chain {
    own: String,
    key: String,
    issuer: String,
    root: String,
}

fn parameters(name: &str, is_ca: IsCa) -> CertificateParams {
    let mut parameters = CertificateParams::new(vec![format!("{name}.example")]).unwrap();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = is_ca;
    parameters
}

fn chain() -> Chain {
    let ca = || IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(parameters("root", ca()), KeyPair::generate().unwrap()).unwrap();
    let issuer = CertifiedIssuer::signed_by(parameters("issuer", ca()), KeyPair::generate().unwrap(), &root).unwrap();
    let key = KeyPair::generate().unwrap();
    let own = parameters("own", IsCa::NoCa).signed_by(&key, &issuer).unwrap();
    Chain { own: own.pem(), key: key.serialize_pem(), issuer: issuer.pem(), root: root.pem() }
}

fn identity(certificates: &str, keys: &str) -> Result<String, TrustError> {
    let trust = Trust::default().with_identity(certificates.as_bytes(), keys.as_bytes())?;
    let identity = trust.identity().unwrap();
    let subject = |der: &CertificateDer<'_>| {
        let (_, certificate) = X509Certificate::from_der(der).unwrap();
        certificate.subject().iter_common_name().next().unwrap().as_str().unwrap().to_owned()
    };
    Ok(identity.cert.iter().map(subject).collect::<Vec<_>>().join(" "))
}

#[test]
fn a_chain_in_any_order_is_put_right() {
    let Chain { own, key, issuer, root } = chain();
    let other = chain().own;
    for (certificates, order) in [
        (own.clone(), "own"),
        (format!("{own}{issuer}"), "own issuer"),
        (format!("{own}{issuer}{root}"), "own issuer root"),
        (format!("{root}{issuer}{own}"), "own issuer root"),
        (format!("{issuer}{own}"), "own issuer"),
        (format!("{root}{own}{issuer}"), "own issuer root"),
        (format!("{issuer}{own}{issuer}{own}{root}"), "own issuer root"),
        (format!("{other}{root}{own}"), "own own root"),
        (format!("{root}{own}"), "own root"),
    ] {
        assert_eq!(identity(&certificates, &key).as_deref(), Ok(order));
    }
}

#[test]
fn key_and_certificate_must_belong_together() {
    let Chain { own, key, issuer, root } = chain();
    let other = chain().key;
    assert_eq!(identity(&format!("{own}{issuer}"), &other), Err(TrustError::KeyMismatch));
    assert_eq!(identity(&format!("{issuer}{root}"), &key), Err(TrustError::KeyMismatch));
    assert_eq!(identity(&own, &format!("{other}{key}")).as_deref(), Ok("own"));
    assert_eq!(identity(&own, &format!("{key}{other}")).as_deref(), Ok("own"));
    assert_eq!(identity(&own, &format!("{other}{other}")), Err(TrustError::KeyMismatch));
    let both = format!("{key}{own}");
    assert_eq!(identity(&both, &both).as_deref(), Ok("own"));
}

#[test]
fn a_certificate_of_version_1_is_matched_with_its_key_in_every_form() {
    use samples::{CA, CLIENT, ED25519, PKCS7, PKCS8, SEC1, SEC1_WITH_PARAMETERS};
    for key in [SEC1, SEC1_WITH_PARAMETERS, PKCS8] {
        assert_eq!(identity(CLIENT, key).as_deref(), Ok("synthetic client"));
        assert_eq!(identity(PKCS7, key).as_deref(), Ok("synthetic client Synthetic CA"));
        assert_eq!(identity(CA, key), Err(TrustError::KeyMismatch));
    }
    assert_eq!(identity(CLIENT, ED25519), Err(TrustError::KeyMismatch));
}

#[test]
fn an_error_says_which_file_it_is_about() {
    use samples::{CLIENT, ENCRYPTED, PKCS8};
    let pkcs12 = decode(samples::PKCS12);
    let attempt = |certificate: &[u8], key: &[u8]| Trust::default().with_identity(certificate, key).unwrap_err();
    for (certificate, key, error, is_about_key) in [
        (pkcs12.as_slice(), pkcs12.as_slice(), CertificateFileError::Pkcs12.into(), false),
        (CLIENT.as_bytes(), pkcs12.as_slice(), KeyFileError::PassphraseNeeded.into(), true),
        (CLIENT.as_bytes(), ENCRYPTED.as_bytes(), KeyFileError::PassphraseNeeded.into(), true),
        (PKCS8.as_bytes(), CLIENT.as_bytes(), CertificateFileError::PrivateKey.into(), false),
        (b"", PKCS8.as_bytes(), CertificateFileError::Empty.into(), false),
        (CLIENT.as_bytes(), b"", KeyFileError::Empty.into(), true),
    ] {
        let found: TrustError = attempt(certificate, key);
        assert_eq!((found, found.is_about_key()), (error, is_about_key));
    }
}

#[test]
fn a_key_that_tls_cannot_use_is_named() {
    // PKCS#8 of an X25519 key, which can't sign (RFC 8410, section 7).
    let x25519 = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n\
                  -----END PRIVATE KEY-----\n";
    assert_eq!(identity(&chain().own, x25519), Err(KeyFileError::Unsupported("X25519").into()));
    let p521 = PrivateKey::generate(GeneratedKind::P521).unwrap().to_secret();
    assert_eq!(identity(&chain().own, p521.expose()), Err(TrustError::KeyNotForTls));
}

#[test]
fn every_root_is_added_once() {
    let Chain { own, issuer, root, .. } = chain();
    let trust = Trust::default().with_roots(format!("{root}{issuer}{root}").as_bytes()).unwrap();
    let trust = trust.with_roots(format!("{own}{issuer}").as_bytes()).unwrap();
    assert_eq!(trust.roots().len(), 3);
    for sample in [samples::CA, samples::CA_TRUSTED, samples::CLIENT, samples::PKCS7] {
        assert!(Trust::default().with_roots(sample.as_bytes()).is_ok());
    }
    let error = Trust::default().with_roots(b"nothing").unwrap_err();
    assert_eq!(error, CertificateFileError::NoCertificate);
}

#[test]
fn a_certificate_that_cannot_verify_servers_is_named_by_its_number() {
    // The certificate of a CA, changed to version 2 of X.509.
    let [ca] = read_certificates(samples::CA.as_bytes()).unwrap().try_into().unwrap();
    let mut version2 = ca.to_vec();
    let version = version2.windows(5).position(|bytes| bytes == [0xa0, 3, 2, 1, 2]).unwrap();
    version2[version + 4] = 1;
    let error = Trust::default().with_roots(&[ca.to_vec(), version2].concat()).unwrap_err();
    assert_eq!(error, CertificateFileError::Unusable { number: 2 });
}

#[test]
fn trust_is_equal_if_it_has_the_same_contents() {
    let (one, other) = (chain(), chain());
    let with_roots = |root: &str| Trust::default().with_roots(root.as_bytes()).unwrap();
    let with_identity =
        |chain: &Chain| Trust::default().with_identity(chain.own.as_bytes(), chain.key.as_bytes()).unwrap();
    let all = || {
        [
            Trust::default(),
            Trust::default().without_verification(),
            with_roots(&one.root),
            with_roots(&other.root),
            with_roots(&one.root).without_verification(),
            with_identity(&one),
            with_identity(&other),
            with_roots(&one.own),
        ]
    };
    for (index, left) in all().iter().enumerate() {
        for (other_index, right) in all().iter().enumerate() {
            assert_eq!(left == right, index == other_index, "{index} {other_index}");
        }
    }
    let distinct: HashSet<_> = all().into_iter().chain(all()).collect();
    assert_eq!(distinct.len(), 8);
    assert_eq!(format!("{:?}", with_roots(&one.root)), "Trust { roots: 1, identity: false, is_unverified: false }");
}

proptest! {
    #[test]
    fn no_bytes_make_trust_panic(
        one in prop::collection::vec(any::<u8>(), 0..100),
        at in any::<prop::sample::Index>(),
    ) {
        let mut certificate = samples::CLIENT.as_bytes().to_vec();
        let at = at.index(certificate.len());
        certificate[at] = one.first().copied().unwrap_or_default();
        let _ = Trust::default().with_roots(&certificate);
        let _ = Trust::default().with_identity(&certificate, samples::PKCS8.as_bytes());
        let _ = Trust::default().with_identity(&one, &one);
    }
}
