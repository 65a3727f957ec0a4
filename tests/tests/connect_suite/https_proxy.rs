//! Proxies that are themselves reached over TLS: what is configured for the server doesn't apply to them.

use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{Authority, HostileServer, Identity, Validity, token};
use keyfob_tests::proxy::{Policy, Protocol, ProxyServer};
use serde_json::{Value, json};

use crate::certificate_files::Files;
use crate::support::{TOKEN, assert_connects, assert_fails, configuration, with};

const URL: &str = "https://server.example/token";

/// Connects through a proxy, with a client certificate for the server.
fn through(proxy: &ProxyServer, files: &Files, members: Value) -> Run {
    let file = |name: &str| files.folder().join(name).to_str().expect("a path is text").to_owned();
    let members = with(
        members,
        json!({
            "proxy": format!("https://user:word@localhost:{}", proxy.port()),
            "client_cert_file": file("client-chain-wrong-order.pem"),
            "client_key_file": file("client.key"),
            "ca_file": file("ca.pem"),
        }),
    );
    connect(&with(configuration(URL), members))
}

#[test]
fn the_proxy_never_sees_the_servers_client_certificate() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let identity = authority.issue(&["server.example"], Validity::Now);
    let server = HostileServer::start_tls_for_clients_of(&authority, &identity, token(TOKEN));
    let protocol = Protocol::Https(authority.issue(&["localhost"], Validity::Now));
    let proxy = ProxyServer::start(protocol, Policy::ConnectTo(server.address()));
    assert_connects("both over TLS", &through(&proxy, &files, json!({})));
    assert_eq!(proxy.client_certificates(), 0, "the proxy was shown the client certificate");
    assert_eq!(proxy.requests().len(), 1);
    assert_eq!(proxy.requests()[0].credentials.as_deref(), Some("user:word"));
    // The server requires a certificate: it wouldn't have answered without one.
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn the_proxy_is_verified_even_if_the_server_is_not() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let server = HostileServer::start_tls(&Identity::self_signed(&["server.example"]), token(TOKEN));
    let to_server = Policy::ConnectTo(server.address());
    for (case, identity, expected) in [
        ("self-signed", Identity::self_signed(&["localhost"]), "tls.certificate_untrusted"),
        ("unknown authority", Authority::new().issue(&["localhost"], Validity::Now), "tls.certificate_untrusted"),
        ("expired", authority.issue(&["localhost"], Validity::Past), "tls.certificate_expired"),
        ("another host", authority.issue(&["other.example"], Validity::Now), "tls.certificate_wrong_host"),
    ] {
        let proxy = ProxyServer::start(Protocol::Https(identity), to_server);
        let run = through(&proxy, &files, json!({ "verify_tls": false }));
        assert_fails(case, &run, expected);
        for member in ["message", "hint"] {
            assert!(run.verdict["error"][member].as_str().is_some_and(|text| text.contains("proxy")), "{run:#?}");
        }
        assert!(proxy.requests().is_empty(), "{case}: the proxy was asked for a tunnel");
    }
    let proxy = ProxyServer::start(Protocol::Https(authority.issue(&["localhost"], Validity::Now)), to_server);
    assert_fails("verified", &through(&proxy, &files, json!({})), "tls.certificate_untrusted");
    assert_eq!(server.requests().len(), 0, "something was sent to a server that isn't trusted");
    assert_connects("not verified", &through(&proxy, &files, json!({ "verify_tls": false })));
    assert_eq!(proxy.client_certificates(), 0);
}

#[test]
fn a_refusal_is_the_proxys() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    for status in [403, 407, 502] {
        let protocol = Protocol::Https(authority.issue(&["localhost"], Validity::Now));
        let proxy = ProxyServer::start(protocol, Policy::Refuse(status));
        let run = through(&proxy, &files, json!({}));
        assert_fails(&status.to_string(), &run, "network.connect");
        for member in ["message", "hint"] {
            assert!(run.verdict["error"][member].as_str().is_some_and(|text| text.contains("proxy")), "{run:#?}");
        }
    }
}
