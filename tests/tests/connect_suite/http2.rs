//! HTTP/2: the same request, the same verdict.

use keyfob_tests::connect::Run;
use keyfob_tests::form_encoding;
use keyfob_tests::hostile::{Authority, HostileServer, Identity, Validity, json as json_answer};
use keyfob_tests::http2::{Http2Behaviour, Http2Server};
use serde_json::{Value, json};

use crate::support::{TOKEN, assert_connects, assert_fails, configuration, with};
use crate::tls::CaFile;

fn start() -> (CaFile, Identity) {
    let authority = Authority::new();
    (CaFile::new(&authority), authority.issue(&["127.0.0.1"], Validity::Now))
}

#[test]
fn the_verdict_is_the_same_as_with_http_1() {
    let (ca, identity) = start();
    for (status, body) in [
        (200, format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":3600,"scope":"read"}}"#)),
        (200, format!(r#"{{"accessToken":"{TOKEN}"}}"#)),
        (401, r#"{"error":"invalid_client","error_description":"The server says so."}"#.to_owned()),
        (405, String::new()),
        (503, "down".to_owned()),
    ] {
        let new = Http2Server::start(&identity, Http2Behaviour::Answer(status, body.clone()));
        let old = HostileServer::start_tls(&identity, json_answer(status, &body));
        let verdict = |run: Run| {
            let mut verdict = run.verdict;
            verdict.as_object_mut().expect("a verdict").remove("elapsed_ms");
            verdict
        };
        let expected = verdict(ca.connect(&configuration(&old.url("/token"))));
        assert!(expected["connected"].is_boolean(), "{expected}");
        assert_eq!(verdict(ca.connect(&configuration(&new.url("/token")))), expected, "{status} {body}");
        assert_eq!(new.requests().len(), 1, "{status} {body}");
    }
}

#[test]
fn the_request_is_the_same_as_with_http_1() {
    let (ca, identity) = start();
    let body = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer"}}"#);
    let server = Http2Server::start(&identity, Http2Behaviour::Answer(200, body));
    let members = json!({ "extra_query": { "a": "1" }, "extra_headers": { "X-Tenant": "north" } });
    assert_connects("HTTP/2", &ca.connect(&with(configuration(&server.url("/token?own=%20")), members)));
    let requests = server.requests();
    let request = &requests[0];
    assert_eq!(request.target, "/token?own=%20&a=1");
    assert_eq!(request.authority, server.address().to_string());
    assert!(request.header("host").is_none_or(|host| host == request.authority), "{request:?}");
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
    assert_eq!(request.header("x-tenant"), Some("north"));
    assert!(request.header("authorization").is_some_and(|value| value.starts_with("Basic ")));
    let scope = ("scope".to_owned(), "read write".to_owned());
    assert_eq!(
        form_encoding::pairs(&request.body),
        [("grant_type".to_owned(), "client_credentials".to_owned()), scope]
    );
}

#[test]
fn a_request_that_is_refused_or_reset_is_not_sent_a_second_time() {
    let (ca, identity) = start();
    for behaviour in [Http2Behaviour::RefuseStream, Http2Behaviour::Reset, Http2Behaviour::GoAway] {
        let server = Http2Server::start(&identity, behaviour.clone());
        let run = ca.connect(&configuration(&server.url("/token")));
        assert_fails(&format!("{behaviour:?}"), &run, "network.connection_closed|http.bad_response");
        assert_eq!(server.requests().len(), 1, "{behaviour:?}");
    }
}

#[test]
fn limits_apply_as_with_http_1() {
    let (ca, identity) = start();
    let large = format!(r#"{{"access_token":"{TOKEN}","padding":"{}"}}"#, "x".repeat(1 << 20));
    let server = Http2Server::start(&identity, Http2Behaviour::Answer(200, large));
    let configuration: Value = configuration(&server.url("/token"));
    assert_fails("too large", &ca.connect(&configuration), "http.too_large");
}
