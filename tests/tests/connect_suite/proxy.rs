//! What goes through a proxy, and what it does, is told as such.

use std::net::TcpListener;

use keyfob_tests::connect::connect;
use keyfob_tests::hostile::{HostileServer, answer, token};
use serde_json::json;

use crate::support::{TOKEN, assert_connects, assert_fails, configuration, with};

const SECURE: &str = "https://server.example/token";
const PLAIN: &str = "http://127.0.0.1:9/token";

#[test]
fn a_proxy_that_refuses_its_user_is_told_alike_for_both_schemes_and_its_password_is_not_printed() {
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
        assert_eq!(proxy.request().all("proxy-authorization"), ["Basic dXNlcjpodW50ZXIyK2h1bnRlcjI="]);
        for secret in ["hunter2", "dXNlcjpodW50ZXIyK2h1bnRlcjI"] {
            assert!(!run.says(secret), "`{secret}` was printed: {run:#?}");
        }
    }
}

#[test]
fn a_proxy_that_cannot_be_reached_is_blamed_itself() {
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
fn no_secret_goes_in_clear_to_a_proxy_elsewhere_until_it_is_accepted() {
    for proxy in ["http://keyfob-tests.invalid:3128", "http://192.0.2.1:3128", "https://keyfob-tests.invalid"] {
        let run = connect(&with(configuration(PLAIN), json!({ "proxy": proxy })));
        assert_fails(proxy, &run, "input.cleartext_refused");
        assert!(run.says("`proxy`"), "{run:#?}");
    }
    let accepted = json!({ "proxy": "http://keyfob-tests.invalid:3128", "accept_cleartext": true });
    assert_fails("accepted", &connect(&with(configuration(PLAIN), accepted)), "network.dns");
    let tunnel = json!({ "proxy": "http://user:word@keyfob-tests.invalid:3128" });
    assert_fails("a tunnel", &connect(&with(configuration(SECURE), tunnel)), "network.dns");
    let server = HostileServer::start(token(TOKEN));
    let near = json!({ "proxy": format!("http://127.0.0.1:{}", server.port()) });
    assert_connects("near", &connect(&with(configuration(PLAIN), near)));
}
