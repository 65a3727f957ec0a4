//! No redirect is followed: not a byte reaches a second address.

use keyfob_tests::connect::connect;
use keyfob_tests::hostile::{Authority, HostileServer, Validity, answer, token};
use serde_json::json;

use crate::support::{TOKEN, assert_fails, configuration, with};

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];
const METHODS: [&str; 2] = ["client_secret_basic", "client_secret_post"];

#[test]
fn a_redirect_to_another_origin_carries_nothing_there() {
    let authority = Authority::new();
    let identity = authority.issue(&["127.0.0.1", "localhost"], Validity::Now);
    for status in STATUSES {
        for method in METHODS {
            let plain = HostileServer::start(token(TOKEN));
            let secure = HostileServer::start_tls(&identity, token(TOKEN));
            for (second, target) in [
                (&plain, plain.url("/token")),
                (&plain, plain.url_as("localhost", "/token")),
                (&plain, format!("//127.0.0.1:{}/token", plain.port())),
                (&secure, secure.url("/token")),
            ] {
                let first = HostileServer::start(answer(status, &[("Location", &target)], ""));
                let run = connect(&with(configuration(&first.url("/token")), json!({ "client_auth": method })));
                let case = format!("{status} with {method} to {target}");
                assert_fails(&case, &run, "http.redirect_refused");
                assert_eq!(run.http_status(), Some(u64::from(status)), "{case}");
                assert!(run.says(&target), "{case}: the target is not named: {run:#?}");
                assert_eq!((second.connections(), second.received().len()), (0, 0), "{case}");
                assert_eq!(first.requests().len(), 1, "{case}");
            }
        }
    }
}

#[test]
fn a_redirect_within_the_same_origin_is_not_followed_either() {
    for status in STATUSES {
        for method in METHODS {
            for target in ["/elsewhere", "elsewhere", "?again", ""] {
                let server = HostileServer::start(answer(status, &[("Location", target)], ""));
                let run = connect(&with(configuration(&server.url("/token")), json!({ "client_auth": method })));
                let case = format!("{status} with {method} to `{target}`");
                assert_fails(&case, &run, "http.redirect_refused");
                assert_eq!(server.connections(), 1, "{case}");
            }
        }
    }
}

#[test]
fn a_redirect_from_https_to_http_carries_nothing_in_clear() {
    let authority = Authority::new();
    let identity = authority.issue(&["127.0.0.1"], Validity::Now);
    let ca = crate::tls::CaFile::new(&authority);
    for status in STATUSES {
        let second = HostileServer::start(token(TOKEN));
        let first = HostileServer::start_tls(&identity, answer(status, &[("Location", &second.url("/token"))], ""));
        let run = ca.connect(&configuration(&first.url("/token")));
        assert_fails(&status.to_string(), &run, "http.redirect_refused");
        assert_eq!(second.connections(), 0, "{status}");
    }
}

#[test]
fn a_redirect_that_a_body_calls_a_token_is_none() {
    let body = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer"}}"#);
    let server = HostileServer::start(answer(302, &[("Location", "/next")], body));
    assert_fails("302 with a token", &connect(&configuration(&server.url("/"))), "http.redirect_refused");
}

#[test]
fn a_redirect_without_a_target_is_told_apart() {
    for status in STATUSES {
        let server = HostileServer::start(answer(status, &[], ""));
        let run = connect(&configuration(&server.url("/")));
        assert_fails(&status.to_string(), &run, "http.redirect_refused|http.http_status");
        assert_eq!(server.connections(), 1, "{status}");
    }
}
