//! The system's proxy: environment variables, and when it isn't used.

use keyfob_tests::connect::{Run, connect_with};
use keyfob_tests::hostile::{Authority, HostileServer, Validity, token};
use keyfob_tests::proxy::{Policy, Protocol, ProxyServer};
use serde_json::{Value, json};

use crate::support::{TOKEN, assert_connects, assert_fails, configuration, with};
use crate::tls::CaFile;

/// A host that only a proxy can reach.
const URL: &str = "https://server.keyfob-tests.invalid/token";
const HOST: &str = "server.keyfob-tests.invalid";

/// A proxy, and a server behind it.
struct Network {
    proxy: ProxyServer,
    _server: HostileServer,
    ca: CaFile,
}

impl Network {
    fn new(protocol: Protocol) -> Self {
        let authority = Authority::new();
        let server = HostileServer::start_tls(&authority.issue(&[HOST], Validity::Now), token(TOKEN));
        let proxy = ProxyServer::start(protocol, Policy::ConnectTo(server.address()));
        Self { proxy, _server: server, ca: CaFile::new(&authority) }
    }

    fn address(&self, scheme: &str) -> String {
        format!("{scheme}://user:word@127.0.0.1:{}", self.proxy.port())
    }

    fn connect(&self, members: Value, environment: &[(&str, &str)]) -> Run {
        let members = with(members, json!({ "ca_file": self.ca.path() }));
        connect_with(&with(configuration(URL), members).to_string(), environment)
    }
}

#[test]
fn the_proxy_of_the_environment_is_used_with_its_user_and_password() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        for members in [json!({}), json!({ "proxy": "system" }), json!({ "proxy": null })] {
            let network = Network::new(Protocol::Http);
            let run = network.connect(members, &[(variable, &network.address("http"))]);
            assert_connects(variable, &run);
            let requests = network.proxy.requests();
            assert_eq!(requests.len(), 1, "{variable}");
            assert_eq!(requests[0].target, format!("{HOST}:443"), "{variable}");
            assert_eq!(requests[0].credentials.as_deref(), Some("user:word"), "{variable}");
        }
    }
}

#[test]
fn a_socks_proxy_of_the_environment_is_used() {
    let network = Network::new(Protocol::Socks5WithUser("user", "word"));
    let run = network.connect(json!({}), &[("ALL_PROXY", &network.address("socks5h"))]);
    assert_connects("socks5h", &run);
    assert_eq!(network.proxy.requests()[0].target, format!("{HOST}:443"));
}

#[test]
fn no_proxy_is_respected() {
    for (no_proxy, is_direct) in [
        (HOST, true),
        (".keyfob-tests.invalid", true),
        ("keyfob-tests.invalid", true),
        ("other.example, server.keyfob-tests.invalid", true),
        ("*", true),
        ("other.example", false),
        ("server.example", false),
        ("", false),
    ] {
        for variable in ["NO_PROXY", "no_proxy"] {
            let network = Network::new(Protocol::Http);
            let address = network.address("http");
            let run = network.connect(json!({}), &[("HTTPS_PROXY", &address), (variable, no_proxy)]);
            let case = format!("{variable}={no_proxy}");
            if is_direct {
                assert_fails(&case, &run, "network.dns");
                assert!(!run.says("proxy"), "{case}: {run:#?}");
            } else {
                assert_connects(&case, &run);
            }
            assert_eq!(network.proxy.connections(), usize::from(!is_direct), "{case}");
        }
    }
}

#[test]
fn without_a_proxy_the_environment_does_not_count() {
    let network = Network::new(Protocol::Http);
    let address = network.address("http");
    let run = network.connect(json!({ "proxy": "none" }), &[("HTTPS_PROXY", &address), ("ALL_PROXY", &address)]);
    assert_fails("none", &run, "network.dns");
    assert_eq!(network.proxy.connections(), 0);
}

#[test]
fn a_proxy_that_is_configured_is_used_instead_of_the_environments_and_despite_no_proxy() {
    let (network, other) = (Network::new(Protocol::Http), Network::new(Protocol::Http));
    let members = json!({ "proxy": network.address("http") });
    let environment = [("HTTPS_PROXY", other.address("http")), ("NO_PROXY", "*".to_owned())];
    let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_connects("configured", &network.connect(members, &environment));
    assert_eq!((network.proxy.connections(), other.proxy.connections()), (1, 0));
}

#[test]
fn this_machine_is_never_reached_through_the_systems_proxy() {
    let proxy = ProxyServer::start(Protocol::Http, Policy::Refuse(502));
    let address = format!("http://127.0.0.1:{}", proxy.port());
    let environment =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"].map(|variable| (variable, address.as_str()));
    let server = HostileServer::start(token(TOKEN));
    for host in ["127.0.0.1", "localhost", "LOCALHOST", "127.1.2.3"] {
        let run = connect_with(&configuration(&server.url_as(host, "/token")).to_string(), &environment);
        // The server listens at one address of this machine only.
        if host == "127.1.2.3" {
            assert_fails(host, &run, "network.connect");
        } else {
            assert_connects(host, &run);
        }
    }
    let server = HostileServer::start_on_ipv6(token(TOKEN));
    let run = connect_with(&configuration(&server.url_as("[::1]", "/token")).to_string(), &environment);
    assert_connects("[::1]", &run);
    assert_eq!(proxy.connections(), 0, "the proxy was asked");
}

#[test]
fn the_systems_proxy_gets_no_secret_unencrypted_if_it_is_remote() {
    let plain = with(configuration("http://server.example/token"), json!({ "accept_cleartext": false }));
    let run = connect_with(&plain.to_string(), &[("HTTP_PROXY", "http://192.0.2.1:3128")]);
    assert_fails("cleartext", &run, "input.cleartext_refused");
}

#[test]
fn the_password_of_the_systems_proxy_is_not_printed() {
    let network = Network::new(Protocol::Socks5);
    // Not an HTTP proxy: the failure says what it can about it.
    let address = format!("http://user:pa%24%24-w0rd%2F7f3a@127.0.0.1:{}", network.proxy.port());
    for address in [address.as_str(), "http://user:pa%24%24-w0rd%2F7f3a@keyfob-tests.invalid:3128"] {
        let run = network.connect(json!({}), &[("HTTPS_PROXY", address)]);
        assert_fails(address, &run, "network.connect|network.dns");
        for secret in ["pa$$", "w0rd", "pa%24", "user:", "dXNlcjpwYSQk"] {
            assert!(!run.says(secret), "`{secret}` was printed: {run:#?}");
        }
    }
}
