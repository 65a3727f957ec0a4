//! Metadata that lies, and servers that misbehave: nothing but GETs is sent, and no secret to anyone.

use std::time::Duration;

use keyfob_tests::connect::connect;
use keyfob_tests::hostile::{
    Behaviour, HostileServer, Step, answer, gzip_bomb, gzipped, json, send, status_line, token,
};
use serde_json::{Value, json};

use crate::discovery::{assert_anonymous, from, origin, serving};
use crate::support::{TOKEN, assert_connects, assert_fails, with};

/// What a hostile server answers at its well-known addresses, and what comes of it.
type Case = (&'static str, Behaviour, &'static str);

fn endless(coding: &str) -> Behaviour {
    let head = format!("{}Content-Type: application/json\r\n{coding}\r\n{{\"issuer\":\"", status_line(200));
    vec![Step::Send(head.into_bytes()), Step::Repeat { bytes: vec![b'x'; 65_536], times: 1 << 20 }]
}

fn answers() -> Vec<Case> {
    let html = &[("Content-Type", "text/html")][..];
    let zipped = &[("Content-Encoding", "gzip"), ("Content-Type", "application/json")][..];
    let drip = Step::Drip { bytes: vec![b' '; 10_000], pause: Duration::from_millis(100) };
    let head = format!("{}Content-Length: 10000\r\n\r\n", status_line(200)).into_bytes();
    vec![
        ("HTML", answer(200, html, "<!DOCTYPE html><title>Sign in</title>"), "discovery.no_metadata"),
        ("an error page", answer(500, html, "<h1>Oops"), "discovery.no_metadata"),
        ("no permission", answer(401, &[("WWW-Authenticate", "Bearer")], ""), "discovery.no_metadata"),
        ("a redirect", answer(302, &[("Location", "/elsewhere")], ""), "discovery.no_metadata"),
        ("no JSON", json(200, "issuer=x"), "discovery.bad_metadata"),
        ("an array", json(200, "[]"), "discovery.bad_metadata"),
        ("a number as issuer", json(200, r#"{"issuer":5}"#), "discovery.bad_metadata"),
        ("an issuer twice", json(200, r#"{"issuer":"https://a.example","issuer":"x"}"#), "discovery.bad_metadata"),
        ("endless", endless(""), "discovery.bad_metadata"),
        ("endless chunks", endless("Transfer-Encoding: chunked\r\n"), "discovery.no_metadata"),
        ("a bomb", answer(200, zipped, gzip_bomb(64)), "discovery.bad_metadata"),
        ("damaged gzip", answer(200, zipped, &gzipped(b"{}")[..12]), "discovery.no_metadata"),
        ("no HTTP", send("220 mail.example ESMTP\r\n"), "discovery.no_metadata"),
        ("silence", vec![Step::Silence], "network.timeout"),
        ("drip", vec![Step::Send(head), drip], "network.timeout"),
        ("a reset", vec![Step::Reset], "network.connection_closed|network.connect"),
    ]
}

#[test]
fn an_answer_without_metadata_gets_no_credentials() {
    for (case, behaviour, expected) in answers() {
        let server = HostileServer::start(behaviour);
        let run = connect(&with(from(&server.url("")), json!({ "timeout_ms": 1_500 })));
        assert_fails(case, &run, expected);
        assert!(run.elapsed < Duration::from_secs(6), "{case}: {:?}", run.elapsed);
        assert!(run.peak_memory_bytes < 128 << 20, "{case}: {} MiB", run.peak_memory_bytes >> 20);
        let requests = server.requests();
        assert!(!requests.is_empty() && requests.len() <= 2, "{case}: {requests:?}");
        assert_anonymous(&requests);
    }
}

/// What a document says about its own server, and what comes of it.
type Lie = (&'static str, fn(&str) -> Value, &'static str, &'static str);

const LIES: [Lie; 12] = [
    (
        "another server",
        |own| json!({ "issuer": "https://evil.example", "token_endpoint": own }),
        "issuer_mismatch",
        "evil",
    ),
    (
        "another host",
        |own| json!({ "issuer": own.replace("127.0.0.1", "localhost"), "token_endpoint": own }),
        "issuer_mismatch",
        "another server",
    ),
    ("a path more", |own| json!({ "issuer": format!("{own}/x"), "token_endpoint": own }), "issuer_mismatch", "/x"),
    ("another case", |own| json!({ "issuer": own.to_uppercase(), "token_endpoint": own }), "issuer_mismatch", "HTTP"),
    (
        "every tenant",
        |own| json!({ "issuer": format!("{own}/{{tenantid}}"), "token_endpoint": own }),
        "issuer_mismatch",
        "every tenant",
    ),
    ("no endpoint", |own| json!({ "issuer": own }), "no_token_endpoint", "no token endpoint"),
    (
        "a file",
        |own| json!({ "issuer": own, "token_endpoint": "file:///etc/passwd" }),
        "no_token_endpoint",
        "neither https nor http",
    ),
    (
        "a script",
        |own| json!({ "issuer": own, "token_endpoint": "javascript:alert(1)" }),
        "no_token_endpoint",
        "neither https nor http",
    ),
    (
        "a user",
        |own| json!({ "issuer": own, "token_endpoint": own.replace("//", "//user:x@") }),
        "no_token_endpoint",
        "credentials",
    ),
    (
        "a fragment",
        |own| json!({ "issuer": own, "token_endpoint": format!("{own}/token#x") }),
        "no_token_endpoint",
        "fragment",
    ),
    ("a list", |own| json!({ "issuer": own, "token_endpoint": [own] }), "bad_metadata", "`token_endpoint`"),
    (
        "control characters",
        |own| json!({ "issuer": format!("{own}/\u{1b}[2J\u{202e}x"), "token_endpoint": own }),
        "issuer_mismatch",
        "⟨U+001B⟩",
    ),
];

#[test]
fn a_document_that_lies_gets_no_credentials() {
    for (case, document, code, says) in LIES {
        let server = HostileServer::answering(move |request| serving(request, document));
        let run = connect(&from(&server.url("")));
        assert_fails(case, &run, &format!("discovery.{code}"));
        assert!(run.says(says), "{case}: {run:#?}");
        assert!(server.requests().iter().all(|request| request.method == "GET"), "{case}");
        assert_anonymous(&server.requests());
    }
}

#[test]
fn a_redirect_is_named_and_not_followed() {
    let second = HostileServer::answering(|request| serving(request, |origin| json!({ "issuer": origin })));
    let target = second.url("/.well-known/oauth-authorization-server");
    for status in [301, 302, 303, 307, 308] {
        let first = HostileServer::start(answer(status, &[("Location", &format!("{target}?session=x"))], ""));
        let run = connect(&from(&first.url("")));
        assert_fails(&status.to_string(), &run, "discovery.no_metadata");
        assert!(run.says(&format!("a redirect to {target} (status {status})")), "{run:#?}");
    }
    assert_eq!(second.connections(), 0);
}

#[test]
fn the_size_limit_is_256_kib_also_after_decompression() {
    let limit = 256 * 1024;
    for (more, is_zipped) in [(0, false), (1, false), (0, true), (1, true)] {
        let server = HostileServer::answering(move |request| {
            if request.target == "/token" {
                return token(TOKEN);
            }
            let own = origin(request);
            let around = json!({ "issuer": own, "token_endpoint": format!("{own}/token"), "x": "" }).to_string();
            let padding = "x".repeat(limit + more - around.len());
            let body = around.replace(r#""x":"""#, &format!(r#""x":"{padding}""#));
            let zipped = [("Content-Encoding", "gzip"), ("Content-Type", "application/json")];
            if is_zipped { answer(200, &zipped, gzipped(body.as_bytes())) } else { json(200, body) }
        });
        let run = connect(&from(&server.url("")));
        if more == 0 {
            assert_connects("just the limit", &run);
        } else {
            assert_fails("a byte more", &run, "discovery.bad_metadata");
            assert!(run.says("larger than 256 KiB"), "{run:#?}");
        }
    }
}

#[test]
fn what_an_api_says_about_its_servers_does_not_count_for_an_issuer() {
    let evil = HostileServer::answering(|request| {
        serving(request, |origin| json!({ "issuer": origin, "token_endpoint": format!("{origin}/token") }))
    });
    let servers = json!([evil.url("")]);
    let api = HostileServer::answering(move |request| {
        let own = origin(request);
        let pointer = format!("Bearer resource_metadata=\"{own}/.well-known/oauth-protected-resource\"");
        match request.target.as_str() {
            "/.well-known/oauth-protected-resource" => {
                json(200, json!({ "resource": own, "authorization_servers": servers }).to_string())
            }
            _ => answer(401, &[("WWW-Authenticate", &pointer)], ""),
        }
    });
    assert_fails("an API", &connect(&from(&api.url(""))), "discovery.no_metadata");
    assert_eq!(evil.connections(), 0);
    let document = api.url("/.well-known/oauth-protected-resource");
    assert_fails("its metadata", &connect(&from(&document)), "input.invalid_input");
}
