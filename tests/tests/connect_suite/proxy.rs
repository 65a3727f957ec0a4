//! HTTP proxies: what goes through one, and what is the proxy's own failure.

use std::net::TcpListener;

use keyfob_tests::connect::connect;
use keyfob_tests::hostile::{Authority, HostileServer, Request, Step, Validity, answer, json as json_answer, token};
use keyfob_tests::proxy::{Policy, Protocol, ProxyServer};
use serde_json::json;

use crate::support::{TOKEN, assert_connects, assert_fails, configuration, with};
use crate::tls::CaFile;

const SECURE: &str = "https://server.example/token";
const PLAIN: &str = "http://127.0.0.1:9/token";

#[test]
fn a_proxy_that_rejects_its_user_is_named_for_both_schemes_and_its_password_is_not_printed() {
    for url in [SECURE, PLAIN] {
        let proxy = HostileServer::answering(|request| {
            let sent: Vec<_> = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
            answer(407, &[], format!("<pre>{} hunter2+hunter2</pre>", sent.concat()))
        });
        let address = format!("http://user:hunter2%2Bhunter2@127.0.0.1:{}", proxy.port());
        let run = connect(&with(configuration(url), json!({ "proxy": address })));
        assert_fails(url, &run, "network.connect");
        assert_eq!(run.http_status(), Some(407), "{run:#?}");
        assert!(run.verdict["error"]["message"].as_str().is_some_and(|text| text.contains("proxy")), "{run:#?}");
        assert!(run.verdict["error"]["hint"].as_str().is_some_and(|text| text.contains("proxy")), "{run:#?}");
        for request in proxy.requests() {
            assert_eq!(request.all("proxy-authorization"), ["Basic dXNlcjpodW50ZXIyK2h1bnRlcjI="]);
        }
        assert_eq!(proxy.requests().len(), 1, "a rejected password was sent twice");
        for secret in ["hunter2", "dXNlcjpodW50ZXIyK2h1bnRlcjI"] {
            assert!(!run.says(secret), "`{secret}` was printed: {run:#?}");
        }
    }
}

#[test]
fn a_proxy_that_cannot_be_reached_is_named_instead_of_the_server() {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    for (proxy, expected) in [
        (format!("http://127.0.0.1:{port}"), "network.connect"),
        ("http://keyfob-tests.invalid:3128".to_owned(), "network.dns"),
    ] {
        let run = connect(&with(configuration(SECURE), json!({ "proxy": proxy })));
        assert_fails(&proxy, &run, expected);
        for member in ["message", "hint"] {
            assert!(run.verdict["error"][member].as_str().is_some_and(|text| text.contains("proxy")), "{run:#?}");
        }
    }
}

#[test]
fn no_secret_goes_unencrypted_to_a_remote_proxy_until_the_user_accepts_it() {
    for proxy in ["http://keyfob-tests.invalid:3128", "http://192.0.2.1:3128", "https://keyfob-tests.invalid"] {
        let run = connect(&with(configuration(PLAIN), json!({ "proxy": proxy })));
        assert_fails(proxy, &run, "input.cleartext_refused");
        assert!(run.says("The proxy isn't on this machine"), "{run:#?}");
    }
    let accepted = json!({ "proxy": "http://keyfob-tests.invalid:3128", "accept_cleartext": true });
    assert_fails("accepted", &connect(&with(configuration(PLAIN), accepted)), "network.dns");
    let tunnel = json!({ "proxy": "http://user:word@keyfob-tests.invalid:3128" });
    assert_fails("a tunnel", &connect(&with(configuration(SECURE), tunnel)), "network.dns");
    let server = HostileServer::start(token(TOKEN));
    let near = json!({ "proxy": format!("http://127.0.0.1:{}", server.port()) });
    assert_connects("near", &connect(&with(configuration(PLAIN), near)));
}

#[test]
fn a_tunnel_reaches_the_server_and_the_proxy_learns_only_where_to() {
    let authority = Authority::new();
    let server = HostileServer::start_tls(&authority.issue(&["server.example"], Validity::Now), token(TOKEN));
    let proxy = ProxyServer::start(Protocol::Http, Policy::ConnectTo(server.address()));
    let address = format!("http://user:word@127.0.0.1:{}", proxy.port());
    let run = CaFile::new(&authority).connect(&with(configuration(SECURE), json!({ "proxy": address })));
    assert_connects("a tunnel", &run);
    assert_eq!((proxy.connections(), server.connections()), (1, 1));
    let requests = proxy.requests();
    assert_eq!(requests[0].target, "server.example:443");
    assert_eq!(requests[0].credentials.as_deref(), Some("user:word"));
    let request = server.request();
    assert_eq!((request.header("host"), request.header("proxy-authorization")), (Some("server.example"), None));
}

#[test]
fn a_proxy_that_refuses_a_tunnel_is_named_with_its_status() {
    for status in [302, 400, 403, 404, 407, 500, 502, 503] {
        let proxy = ProxyServer::start(Protocol::Http, Policy::Refuse(status));
        let address = format!("http://127.0.0.1:{}", proxy.port());
        let run = connect(&with(configuration(SECURE), json!({ "proxy": address })));
        let case = status.to_string();
        assert_fails(&case, &run, "network.connect");
        assert_eq!(run.http_status(), Some(status.into()), "{run:#?}");
        let error = &run.verdict["error"];
        assert!(
            error["message"].as_str().is_some_and(|text| text.contains("proxy") && text.contains(&case)),
            "{run:#?}"
        );
        assert!(error["hint"].as_str().is_some_and(|text| text.contains("proxy")), "{run:#?}");
        assert!(proxy.requests().iter().all(|request| request.target == "server.example:443"), "{case}");
    }
}

#[test]
fn the_password_of_a_proxy_is_not_printed_whatever_comes_back() {
    const ADDRESS: &str = "http://user:pa%24%24-w0rd%2F7f3a@127.0.0.1";
    let echo = |request: &Request| {
        let pair = request.header("proxy-authorization").unwrap_or_default().replace("Basic ", "");
        format!("pa$$-w0rd/7f3a pa%24%24-w0rd%2F7f3a {pair} dXNlcjpwYSQkLXcwcmQvN2YzYQ")
    };
    let answers: [fn(String) -> Vec<Step>; 5] = [
        |echo| json_answer(401, json!({ "error": "invalid_client", "error_description": echo }).to_string()),
        |echo| json_answer(400, json!({ "error": echo }).to_string()),
        |echo| answer(407, &[("Proxy-Authenticate", "Basic realm=\"x\"")], echo),
        |echo| answer(502, &[("Content-Type", "text/html")], format!("<title>{echo}</title>")),
        |echo| answer(302, &[("Location", &format!("http://x.example/{}", echo.replace(' ', "/")))], ""),
    ];
    for (number, respond) in answers.into_iter().enumerate() {
        let proxy = HostileServer::answering(move |request| respond(echo(request)));
        let run = connect(&with(configuration(PLAIN), json!({ "proxy": format!("{ADDRESS}:{}", proxy.port()) })));
        assert!(!run.connected(), "{run:#?}");
        assert_eq!(proxy.request().header("proxy-authorization"), Some("Basic dXNlcjpwYSQkLXcwcmQvN2YzYQ=="));
        for secret in ["pa$$", "w0rd", "pa%24", "7f3a", "dXNlcjpwYSQk"] {
            assert!(!run.says(secret), "answer {number}: `{secret}` was printed: {run:#?}");
        }
    }
}
