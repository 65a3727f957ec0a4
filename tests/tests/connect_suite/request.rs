//! The request goes out exactly as RFC 6749 asks, to the letter.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyfob_tests::connect::connect;
use keyfob_tests::form_encoding;
use keyfob_tests::hostile::{HostileServer, Request, token};
use serde_json::{Value, json};

use crate::support::{CLIENT_ID, SECRET, TOKEN, assert_connects, assert_fails, configuration, with};

const ENCODED_ID: &str = "id%3A%20%25%20%2B%20%26%20%3D%20%2F%20%C3%A9";
const ENCODED_SECRET: &str = "canary%20secret%3A%20%25%20%2B%20%26%20%3D%20%2F%20%C3%A9%207f3a";

/// Connects and gives the one request that was sent.
fn sent(members: Value) -> Request {
    let server = HostileServer::start(token(TOKEN));
    let run = connect(&with(configuration(&server.url("/token")), members));
    assert_connects("a plain request", &run);
    server.request()
}

#[test]
fn basic_credentials_are_form_encoded_first_and_a_space_is_percent_20() {
    let expected = format!("Basic {}", STANDARD.encode(format!("{ENCODED_ID}:{ENCODED_SECRET}")));
    assert_eq!(sent(json!({})).header("authorization"), Some(expected.as_str()));
}

#[test]
fn raw_basic_credentials_are_sent_as_they_are() {
    let request = sent(json!({ "basic_encoding": "raw" }));
    assert_eq!(request.basic(), Some(format!("{CLIENT_ID}:{SECRET}")));
}

#[test]
fn credentials_in_the_body_are_form_encoded_and_a_space_is_percent_20() {
    let request = sent(json!({ "client_auth": "client_secret_post" }));
    for pair in [format!("client_id={ENCODED_ID}"), format!("client_secret={ENCODED_SECRET}")] {
        assert!(request.body.split('&').any(|found| found == pair), "`{pair}` is missing in `{}`", request.body);
    }
    assert!(!request.body.contains('+'), "a space must be `%20`: `{}`", request.body);
}

#[test]
fn every_printable_character_of_an_id_and_a_secret_arrives() {
    let id: String = (' '..='~').collect();
    let secret: String = (' '..='~').rev().chain("é€𝕏".chars()).collect();
    let members = |method: &str| json!({ "client_id": id, "client_secret": secret, "client_auth": method });
    let header = sent(members("client_secret_basic")).basic().expect("a Basic header");
    let (sent_id, sent_secret) = header.split_once(':').expect("a colon");
    assert_eq!((form_encoding::decode(sent_id), form_encoding::decode(sent_secret)), (id.clone(), secret.clone()));
    let body = sent(members("client_secret_post"));
    assert_eq!(body.parameter("client_id"), Some(id));
    assert_eq!(body.parameter("client_secret"), Some(secret));
}

#[test]
fn exactly_one_client_authentication_is_used() {
    let basic = sent(json!({ "client_auth": "client_secret_basic" }));
    assert_eq!(basic.all("authorization").len(), 1);
    assert_eq!((basic.parameter("client_id"), basic.parameter("client_secret")), (None, None));
    let post = sent(json!({ "client_auth": "client_secret_post" }));
    assert!(post.all("authorization").is_empty(), "{post:#?}");
    for name in ["client_id", "client_secret"] {
        assert_eq!(post.form().iter().filter(|(found, _)| found == name).count(), 1, "{post:#?}");
    }
}

#[test]
fn the_request_is_a_form_post_that_asks_for_json() {
    let server = HostileServer::start(token(TOKEN));
    assert_connects("a plain request", &connect(&configuration(&server.url("/token"))));
    let request = server.request();
    assert_eq!(request.method, "POST");
    assert_eq!(request.header("accept"), Some("application/json"));
    let content_type = request.header("content-type").expect("a content type");
    assert_eq!(content_type.split(';').next(), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
    assert_eq!(request.header("host"), Some(format!("127.0.0.1:{}", server.port()).as_str()));
    assert!(request.all("transfer-encoding").is_empty());
    assert_eq!(request.parameter("grant_type").as_deref(), Some("client_credentials"));
}

#[test]
fn the_target_is_sent_exactly_as_it_was_typed() {
    for target in [
        "/",
        "/token",
        "/token/",
        "//token",
        "/a//b/",
        "/a%2Fb%3Fc",
        "/~user/$&'()*,;=:@!",
        "/token?",
        "/token?tenant=1&x=%20+&y",
        "/token?a=1&a=2&",
        "/token?next=http://b.example/?q",
        "/token?path=/a/../b/./c",
        "/TOKEN;v=1",
    ] {
        assert_eq!(sent_target(target), target);
    }
}

#[test]
fn only_dot_segments_in_the_path_and_quotes_in_the_query_are_rewritten() {
    for (typed, expected) in
        [("/a/../b/./c", "/b/c"), ("/%2e%2e/%2E%2E/token", "/token"), ("/a/..", "/"), ("/a'b?c='d'", "/a'b?c=%27d%27")]
    {
        assert_eq!(sent_target(typed), expected, "{typed}");
    }
}

/// The target that a server receives for an address with this path and query.
fn sent_target(target: &str) -> String {
    let server = HostileServer::start(token(TOKEN));
    assert_connects(target, &connect(&configuration(&server.url(target))));
    server.request().target
}

#[test]
fn an_address_without_a_path_asks_for_the_root() {
    for (address, target) in [("", "/"), ("?tenant=1", "/?tenant=1")] {
        let server = HostileServer::start(token(TOKEN));
        assert_connects(address, &connect(&configuration(&server.url(address))));
        assert_eq!(server.request().target, target);
    }
}

#[test]
fn scopes_are_joined_by_one_space_in_their_order() {
    let request = sent(json!({ "scopes": ["write", "read", "api://x/.default", "a+b&c=d"] }));
    assert_eq!(request.parameter("scope").as_deref(), Some("write read api://x/.default a+b&c=d"));
    assert!(request.body.contains("scope=write%20read%20"), "{}", request.body);
}

#[test]
fn empty_parameters_are_left_out() {
    let request = sent(json!({ "scopes": [] }));
    assert_eq!(request.form(), [("grant_type".to_owned(), "client_credentials".to_owned())]);
}

#[test]
fn audience_and_every_resource_are_sent() {
    let request =
        sent(json!({ "audience": "https://api.example/ä", "resource": ["urn:a", "https://b.example/?x=1&y"] }));
    assert_eq!(request.parameter("audience").as_deref(), Some("https://api.example/ä"));
    let resources: Vec<_> = request.form().into_iter().filter(|(name, _)| name == "resource").map(|(_, v)| v).collect();
    assert_eq!(resources, ["urn:a", "https://b.example/?x=1&y"]);
}

#[test]
fn extra_parameters_go_where_they_belong() {
    let server = HostileServer::start(token(TOKEN));
    let members = json!({
        "extra_body": { "tenant": "a b&c" },
        "extra_headers": { "X-Tenant": "north" },
        "extra_query": { "version": "1 2+3" },
    });
    assert_connects("extras", &connect(&with(configuration(&server.url("/token?own=%20+")), members)));
    let request = server.request();
    assert_eq!(request.parameter("tenant").as_deref(), Some("a b&c"));
    assert_eq!(request.header("x-tenant"), Some("north"));
    let query = request.target.strip_prefix("/token?own=%20+&").expect("the address's own query is kept to the letter");
    assert_eq!(form_encoding::pairs(query), [("version".to_owned(), "1 2+3".to_owned())]);
}

#[test]
fn a_header_cannot_be_split_by_an_extra_value() {
    let server = HostileServer::start(token(TOKEN));
    for value in ["a\r\nX-Evil: 1", "a\nb", "a\0b"] {
        let run = connect(&with(configuration(&server.url("/")), json!({ "extra_headers": { "X-A": value } })));
        assert_fails(value, &run, "input.invalid_input");
    }
    assert_eq!(server.connections(), 0);
}
