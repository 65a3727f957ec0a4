//! TLS failures have different codes, and nothing is sent before the certificate is verified.

use keyfob_tests::connect::{Run, connect, connect_with};
use keyfob_tests::hostile::{Authority, HostileServer, Identity, Step, Validity, send, token};
use serde_json::{Value, json};

use crate::support::{TOKEN, assert_connects, assert_fails, configuration, with};

/// An authority's certificate as a file, and runs that trust it as they would trust the system's.
pub(crate) struct CaFile(tempfile::NamedTempFile);

impl CaFile {
    pub(crate) fn new(authority: &Authority) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a file for the test");
        std::fs::write(file.path(), authority.certificate_pem()).expect("the file can be written");
        Self(file)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.path().to_str().expect("the path is text")
    }

    pub(crate) fn connect(&self, configuration: &Value) -> Run {
        connect_with(&configuration.to_string(), &[("SSL_CERT_FILE", self.path())])
    }
}

#[test]
fn a_certificate_of_a_trusted_authority_is_taken() {
    let authority = Authority::new();
    let ca = CaFile::new(&authority);
    let server = HostileServer::start_tls(&authority.issue(&["127.0.0.1", "localhost"], Validity::Now), token(TOKEN));
    for host in ["127.0.0.1", "localhost"] {
        assert_connects(host, &ca.connect(&configuration(&server.url_as(host, "/token"))));
    }
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_bad_certificate_is_called_what_it_is_and_gets_no_credentials() {
    let authority = Authority::new();
    let ca = CaFile::new(&authority);
    for (case, identity, expected) in [
        ("self-signed", Identity::self_signed(&["127.0.0.1"]), "certificate_untrusted"),
        ("unknown authority", Authority::new().issue(&["127.0.0.1"], Validity::Now), "certificate_untrusted"),
        ("expired", authority.issue(&["127.0.0.1"], Validity::Past), "certificate_expired"),
        ("not yet valid", authority.issue(&["127.0.0.1"], Validity::Future), "certificate_expired"),
        ("another name", authority.issue(&["other.example"], Validity::Now), "certificate_wrong_host"),
        ("another address", authority.issue(&["127.0.0.2"], Validity::Now), "certificate_wrong_host"),
    ] {
        let server = HostileServer::start_tls(&identity, token(TOKEN));
        let run = ca.connect(&configuration(&server.url("/token")));
        assert_fails(case, &run, &format!("tls.{expected}"));
        assert!(server.received().is_empty(), "{case}: something was sent");
    }
}

#[test]
fn a_certificate_that_signed_itself_is_told_as_such_and_taken_where_it_is_named() {
    for identity in [Identity::self_signed(&["127.0.0.1"]), Identity::self_signed_authority(&["127.0.0.1"])] {
        let server = HostileServer::start_tls(&identity, token(TOKEN));
        let run = connect(&configuration(&server.url("/token")));
        assert_fails("unknown", &run, "tls.certificate_untrusted");
        assert!(run.says("self-signed"), "{run:#?}");
        let named = named(identity.certificate_pem());
        let run = connect(&with(configuration(&server.url("/token")), json!({ "ca_file": named.path() })));
        assert_connects("named", &run);
    }
}

#[test]
fn a_file_with_a_certificate_that_is_none_is_refused() {
    let good = Authority::new().certificate_pem();
    let broken = "-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    for text in [broken.to_owned(), good + broken] {
        let named = named(&text);
        let run = connect(&with(configuration("https://127.0.0.1:9/"), json!({ "ca_file": named.path() })));
        assert_fails("broken", &run, "input.invalid_input");
        assert!(run.says("`ca_file`"), "{run:#?}");
    }
}

fn named(pem: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file for the test");
    std::fs::write(file.path(), pem).expect("the file can be written");
    file
}

#[test]
fn what_is_no_tls_is_called_so() {
    for (case, behaviour) in [
        ("garbage", send([0x42; 512])),
        ("plain HTTP", send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")),
        ("an alert", send([21, 3, 3, 0, 2, 2, 40])),
        ("a huge record", send([22, 3, 3, 0xff, 0xff])),
    ] {
        let server = HostileServer::start_rude(behaviour);
        let url = server.url("/token").replace("http:", "https:");
        assert_fails(case, &connect(&configuration(&url)), "tls.tls_failed");
    }
}

#[test]
fn an_end_in_the_middle_of_the_handshake_is_no_hang() {
    // A reset may be there before the connection is.
    for (case, behaviour, more) in [("end", vec![], ""), ("reset", vec![Step::Reset], "|network.connect")] {
        let server = HostileServer::start_rude(behaviour);
        let url = server.url("/token").replace("http:", "https:");
        let run = connect(&configuration(&url));
        assert_fails(case, &run, &format!("tls.tls_failed|network.connection_closed{more}"));
    }
}

#[test]
fn plain_http_to_a_tls_server_is_a_bad_answer() {
    let authority = Authority::new();
    let server = HostileServer::start_tls(&authority.issue(&["127.0.0.1"], Validity::Now), token(TOKEN));
    let url = server.url("/token").replace("https:", "http:");
    assert_fails("http to https", &connect(&configuration(&url)), "http.bad_response|network.connection_closed");
}
