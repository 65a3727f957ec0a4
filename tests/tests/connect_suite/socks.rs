//! SOCKS 5 proxies.

use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{Authority, HostileServer, Identity, Step, Validity, token};
use keyfob_tests::proxy::{Policy, Protocol, ProxyServer};
use serde_json::{Value, json};

use crate::support::{TOKEN, assert_connects, assert_fails, configuration, with};
use crate::tls::CaFile;

const URL: &str = "https://server.keyfob-tests.invalid/token";
const HOST: &str = "server.keyfob-tests.invalid";

fn through(proxy: &ProxyServer, scheme: &str, user: &str, configuration: Value) -> Value {
    with(configuration, json!({ "proxy": format!("{scheme}://{user}127.0.0.1:{}", proxy.port()) }))
}

/// Checks a failure that the proxy is to blame for.
fn assert_blames_the_proxy(case: &str, run: &Run) {
    for member in ["message", "hint"] {
        assert!(run.verdict["error"][member].as_str().is_some_and(|text| text.contains("proxy")), "{case}: {run:#?}");
    }
}

#[test]
fn a_server_is_reached_with_and_without_user_and_password() {
    let authority = Authority::new();
    let ca = CaFile::new(&authority);
    let server = HostileServer::start_tls(&authority.issue(&[HOST], Validity::Now), token(TOKEN));
    let to_server = Policy::ConnectTo(server.address());
    for (protocol, user, credentials) in [
        (Protocol::Socks5, "", None),
        (Protocol::Socks5WithUser("us@er", "pa:ss wörd"), "us%40er:pa%3Ass%20w%C3%B6rd@", Some("us@er:pa:ss wörd")),
    ] {
        let proxy = ProxyServer::start(protocol, to_server);
        assert_connects(user, &ca.connect(&through(&proxy, "socks5h", user, configuration(URL))));
        let requests = proxy.requests();
        assert_eq!((proxy.connections(), requests.len()), (1, 1));
        assert_eq!(requests[0].target, format!("{HOST}:443"), "the proxy looks the name up");
        assert_eq!(requests[0].credentials.as_deref(), credentials);
    }
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn names_are_looked_up_here_for_socks5_and_by_the_proxy_for_socks5h() {
    let server = HostileServer::start(token(TOKEN));
    let proxy = ProxyServer::start(Protocol::Socks5, Policy::ConnectTo(server.address()));
    for (scheme, url, expected) in [
        ("socks5", server.url_as("localhost", "/"), "[::1]"),
        ("socks5h", server.url_as("localhost", "/"), "localhost"),
        ("socks5", server.url("/"), "127.0.0.1"),
        ("socks5h", server.url("/"), "127.0.0.1"),
        ("socks5", server.url_as("[::1]", "/"), "[::1]"),
        ("socks5h", server.url_as("[::1]", "/"), "[::1]"),
    ] {
        let before = proxy.requests().len();
        let run = connect(&through(&proxy, scheme, "", configuration(&url)));
        assert_connects(&format!("{scheme} {url}"), &run);
        assert_eq!(proxy.requests()[before].target, format!("{expected}:{}", server.port()), "{scheme} {url}");
    }
}

#[test]
fn an_ipv6_address_is_refused_over_tls_before_anything_is_sent() {
    for (scheme, protocol) in [("http", Protocol::Http), ("socks5", Protocol::Socks5), ("socks5h", Protocol::Socks5)] {
        let proxy = ProxyServer::start(protocol, Policy::Refuse(1));
        let run = connect(&through(&proxy, scheme, "", configuration("https://[::1]:8443/token")));
        assert_fails(scheme, &run, "input.invalid_input");
        assert!(run.says("The Token URL has an IPv6 address"), "{run:#?}");
        assert_eq!(proxy.connections(), 0, "{scheme}");
    }
}

#[test]
fn a_server_whose_name_is_unknown_here_is_named_instead_of_the_proxy() {
    let proxy = ProxyServer::start(Protocol::Socks5, Policy::Refuse(1));
    let run = connect(&through(&proxy, "socks5", "", configuration(URL)));
    assert_fails("socks5", &run, "network.dns");
    assert!(!run.says("proxy"), "{run:#?}");
    assert_eq!(proxy.requests().len(), 0);
}

#[test]
fn a_proxy_that_refuses_is_named() {
    for reply in [1, 2, 4, 5, 8] {
        let proxy = ProxyServer::start(Protocol::Socks5, Policy::Refuse(reply));
        let run = connect(&through(&proxy, "socks5h", "", configuration(URL)));
        assert_fails(&reply.to_string(), &run, "network.connect");
        assert_blames_the_proxy(&reply.to_string(), &run);
        assert_eq!(proxy.connections(), 1, "reply {reply}");
    }
    for user in ["", "user:wrong-w0rd@"] {
        let proxy = ProxyServer::start(Protocol::Socks5WithUser("user", "right"), Policy::Refuse(1));
        let run = connect(&through(&proxy, "socks5h", user, configuration(URL)));
        assert_fails(user, &run, "network.connect");
        assert_blames_the_proxy(user, &run);
        assert!(!run.says("w0rd"), "{run:#?}");
    }
}

#[test]
fn what_is_not_a_socks_proxy_is_named_and_no_hang() {
    for (case, behaviour) in [
        ("HTTP", vec![Step::Send(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())]),
        ("nothing", vec![]),
        ("reset", vec![Step::Reset]),
    ] {
        let server = HostileServer::start_rude(behaviour);
        let address = format!("socks5h://127.0.0.1:{}", server.port());
        let run = connect(&with(configuration(URL), json!({ "proxy": address, "timeout_ms": 2_000 })));
        assert_fails(case, &run, "network.connect|network.connection_closed");
        assert_blames_the_proxy(case, &run);
    }
    let server = HostileServer::start_rude(vec![Step::Silence]);
    let address = format!("socks5h://127.0.0.1:{}", server.port());
    let run = connect(&with(configuration(URL), json!({ "proxy": address, "timeout_ms": 1_000 })));
    assert_fails("silence", &run, "network.timeout");
    assert!(run.elapsed.as_millis() < 2_000, "{run:#?}");
}

#[test]
fn a_bad_certificate_behind_the_proxy_is_the_servers() {
    let server = HostileServer::start_tls(&Identity::self_signed(&[HOST]), token(TOKEN));
    let proxy = ProxyServer::start(Protocol::Socks5, Policy::ConnectTo(server.address()));
    let run = connect(&through(&proxy, "socks5h", "", configuration(URL)));
    assert_fails("self-signed", &run, "tls.certificate_untrusted");
    assert!(run.says("The server's certificate isn't trusted") && !run.says("proxy"), "{run:#?}");
    assert!(server.received().is_empty());
}
