//! What cannot be sent is refused before anything is sent, and says which field.

use keyfob_tests::connect::{connect, connect_with};
use keyfob_tests::hostile::{HostileServer, token};
use serde_json::{Value, json};

use crate::support::{TOKEN, assert_connects, assert_fails, configuration, with};

#[test]
fn an_unknown_member_is_an_error_that_names_it() {
    let server = HostileServer::start(token(TOKEN));
    let run = connect(&with(configuration(&server.url("/")), json!({ "token_uri": "x" })));
    assert_fails("unknown member", &run, "input.invalid_input");
    assert!(run.verdict["error"]["message"].as_str().is_some_and(|text| text.contains("token_uri")), "{run:#?}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_wrong_field_is_named_and_nothing_is_sent() {
    let server = HostileServer::start(token(TOKEN));
    let long = "x".repeat(251);
    let many: Vec<String> = (0..501).map(|number| format!("s{number}")).collect();
    for (field, value) in [
        ("token_url", json!("")),
        ("token_url", json!("not a url")),
        ("token_url", json!("ftp://a.example/")),
        ("token_url", json!("https://a.example/#fragment")),
        ("token_url", json!("https://user:password@a.example/")),
        ("token_url", json!("https://a.example/a b")),
        ("token_url", json!(5)),
        ("client_id", json!("")),
        ("client_id", json!("a\nb")),
        ("client_secret", json!("")),
        ("client_secret", json!("a\u{0}b")),
        ("scopes", json!(["a b"])),
        ("scopes", json!(["a\"b"])),
        ("scopes", json!(["é"])),
        ("scopes", json!([""])),
        ("scopes", json!(["read", "read"])),
        ("scopes", json!([long])),
        ("scopes", json!(many)),
        ("scopes", json!("read")),
        ("client_auth", json!("client_secret_magic")),
        ("basic_encoding", json!("rot13")),
        ("resource", json!(["not absolute"])),
        ("resource", json!(["https://a.example/#x"])),
        ("extra_headers", json!({ "Authorization": "Basic eDp5" })),
        ("extra_headers", json!({ "Bad Name": "x" })),
        ("extra_body", json!({ "client_secret": "x" })),
        ("extra_query", json!({ "": "x" })),
        ("timeout_ms", json!(-1)),
    ] {
        let run = connect(&with(configuration(&server.url("/")), json!({ field: value })));
        let case = format!("{field} = {value:.60}");
        assert_fails(&case, &run, "input.invalid_input");
        let message = run.verdict["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(field), "{case}: the field is not named: {message}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_member_that_is_given_twice_is_named_and_nothing_is_sent() {
    let server = HostileServer::start(token(TOKEN));
    let whole = configuration(&server.url("/")).to_string();
    for (more, name) in
        [(r#""client_id":"other""#, "client_id"), (r#""extra_body":{"tenant":"a","tenant":"b"}"#, "tenant")]
    {
        let text = whole.replacen('{', &format!("{{{more},"), 1);
        let run = connect_with(&text, &[]);
        assert_fails(name, &run, "input.invalid_input");
        assert!(run.says(&format!("`{name}` is given twice")), "{run:#?}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_wrong_extra_parameter_is_called_by_its_name() {
    let extras = json!({ "extra_headers": { "X-Good": "1", "X-Bad": "a\nb" } });
    let run = connect(&with(configuration("https://127.0.0.1:9/"), extras));
    assert_fails("a header", &run, "input.invalid_input");
    assert!(run.says("`X-Bad` in `extra_headers`"), "{run:#?}");
}

#[test]
fn a_missing_field_is_named() {
    let server = HostileServer::start(token(TOKEN));
    for field in ["token_url", "client_id", "client_secret"] {
        let mut configuration = configuration(&server.url("/"));
        configuration.as_object_mut().expect("an object").remove(field);
        let run = connect(&configuration);
        assert_fails(field, &run, "input.invalid_input");
        assert!(run.says(field), "{field}: {run:#?}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn every_limit_of_scopes_lets_the_last_allowed_one_pass() {
    let server = HostileServer::start(token(TOKEN));
    let many: Vec<String> = (0..500).map(|number| format!("{number:0>250}")).collect();
    assert_connects("500 scopes of 250", &connect(&with(configuration(&server.url("/")), json!({ "scopes": many }))));
    assert_eq!(server.request().parameter("scope"), Some(many.join(" ")));
}

#[test]
fn text_that_is_no_json_object_is_an_error() {
    for text in ["", "{", "[]", "null", "\"text\"", "{\"token_url\":", "{} {}", "\u{0}"] {
        let run = connect_with(text, &[]);
        assert_fails(&format!("{text:?}"), &run, "input.invalid_input");
    }
}

#[test]
fn a_bad_input_is_not_printed_back_with_its_secret() {
    let text = r#"{"token_url":"http://127.0.0.1:1/","client_id":"a","client_secret":["canary secret 7f3a"]}"#;
    assert_fails("secret of another type", &connect_with(text, &[]), "input.invalid_input");
    let text = r#"{"client_secret":"canary secret 7f3a" "#;
    assert_fails("half of it", &connect_with(text, &[]), "input.invalid_input");
}

#[test]
fn cleartext_is_refused_beyond_loopback_until_it_is_accepted() {
    for url in ["http://keyfob-tests.invalid/token", "http://0.0.0.0/token", "http://192.0.2.1/token"] {
        assert_fails(url, &connect(&configuration(url)), "input.cleartext_refused");
    }
    let accepted = with(configuration("http://keyfob-tests.invalid/token"), json!({ "accept_cleartext": true }));
    assert_fails("accepted", &connect(&accepted), "network.dns");
    let server = HostileServer::start(token(TOKEN));
    assert_connects("loopback", &connect(&configuration(&server.url_as("localhost", "/"))));
}

#[test]
fn the_verdict_is_one_json_object_on_standard_output() {
    let server = HostileServer::start(token(TOKEN));
    let run = connect(&configuration(&server.url("/")));
    assert_connects("plain", &run);
    let members: Vec<_> = run.verdict.as_object().expect("an object").keys().cloned().collect();
    for member in ["connected", "token_type", "expires_in", "scopes", "missing_scopes", "elapsed_ms"] {
        assert!(members.iter().any(|found| found == member), "`{member}` is missing in {members:?}");
    }
    assert!(run.verdict["elapsed_ms"].is_number());
    let failed = connect(&with(configuration(&server.url("/")), json!({ "client_id": "" })));
    let members = failed.verdict["error"].as_object().expect("an object");
    for member in ["stage", "code", "http_status", "message", "hint"] {
        assert!(members.contains_key(member), "`{member}` is missing in {members:?}");
    }
    assert_eq!(failed.verdict["error"]["http_status"], Value::Null);
}
