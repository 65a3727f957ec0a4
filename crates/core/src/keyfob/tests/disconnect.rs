//! *Disconnect*: a token is revoked where its server offers that, and forgotten in any case.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use super::{
    tokens::{connect, run},
    *,
};
use crate::connect::Revocation;

/// A server that issues tokens, and answers everything else by its path. `ORIGIN` in an answer is replaced by its own.
fn server(answer: fn(&str) -> (u16, &'static str)) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let requests: Arc<Mutex<Vec<String>>> = Arc::default();
    let (own, seen) = (origin.clone(), Arc::clone(&requests));
    thread::spawn(move || {
        for connection in listener.incoming() {
            let (mut connection, mut request, mut bytes) = (connection.unwrap(), String::new(), [0; 4096]);
            while !is_whole(&request) {
                match connection.read(&mut bytes) {
                    Ok(count) if count > 0 => request += str::from_utf8(&bytes[..count]).unwrap(),
                    _ => break,
                }
            }
            let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
            let (status, body) = match path.as_str() {
                "/x/token" => (200, r#"{"access_token":"canary token","token_type":"Bearer","expires_in":600}"#),
                path => answer(path),
            };
            let body = body.replace("ORIGIN", &own);
            seen.lock().unwrap().push(request);
            let head = format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n");
            let _ = write!(connection, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    (origin, requests)
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head
        .to_ascii_lowercase()
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.split("\r\n").next().and_then(|length| length.parse::<usize>().ok()));
    body.len() >= length.unwrap_or_default()
}

/// Connects to a server and disconnects. Returns what came of it, and the requests after the first one.
fn disconnected(answer: fn(&str) -> (u16, &'static str)) -> (Revocation, Vec<String>) {
    let (home, (origin, requests)) = (Home::new(), server(answer));
    let keyfob = home.open();
    let mut asked = draft("a", "canary-secret");
    staging(&mut asked).token_url = format!("{origin}/x/token");
    let saved = keyfob.save(&asked, &[]).unwrap();
    let id = saved.draft.id.unwrap();
    connect(&keyfob, &saved.draft);
    let revocation = run(keyfob.disconnect(id, STAGING)).unwrap();
    assert_eq!(keyfob.token_status(id).unwrap().staging, None, "forgotten in any case");
    assert!(matches!(run(keyfob.disconnect(id, STAGING)), Err(Error::NotFound)));
    let requests = requests.lock().unwrap()[1..].to_vec();
    (revocation, requests)
}

const METADATA: &str = r#"{"token_endpoint":"ORIGIN/x/token","revocation_endpoint":"ORIGIN/revoke"}"#;

#[test]
fn a_token_is_revoked_at_the_endpoint_that_the_metadata_names_with_the_clients_credentials() {
    let (revocation, requests) = disconnected(|path| match path {
        "/x/.well-known/openid-configuration" => (200, METADATA),
        "/revoke" => (200, ""),
        _ => (404, "{}"),
    });
    assert_eq!(revocation, Revocation::Revoked);
    let (last, before) = requests.split_last().unwrap();
    assert!(last.starts_with("POST /revoke ") && last.contains("Authorization: Basic "), "{last}");
    assert!(last.ends_with("\r\n\r\ntoken=canary%20token&token_type_hint=access_token"), "{last}");
    assert!(
        before.iter().all(|request| request.starts_with("GET ") && !request.contains("Authorization")),
        "{before:?}"
    );
    assert_eq!(before.len(), 4);
}

#[test]
fn without_an_endpoint_on_the_same_origin_nothing_secret_is_sent() {
    for (answer, expected) in [
        ((|_| (404, "{}")) as fn(&str) -> (u16, &'static str), Revocation::NoMetadata),
        (|_| (200, r#"{"token_endpoint":"ORIGIN/x/token"}"#), Revocation::NotOffered),
        (
            |_| (200, r#"{"token_endpoint":"ORIGIN/x/token","revocation_endpoint":"https://b.example/revoke"}"#),
            Revocation::OtherOrigin { origin: "https://b.example".to_owned() },
        ),
    ] {
        let (revocation, requests) = disconnected(answer);
        assert_eq!(revocation, expected);
        assert!(requests.iter().all(|request| request.starts_with("GET ")), "{requests:?}");
        assert!(!requests.concat().contains("canary"), "{requests:?}");
    }
}

#[test]
fn a_server_that_refuses_is_quoted_only_by_codes_that_are_known() {
    let (revocation, _) = disconnected(|path| match path {
        "/revoke" => (400, r#"{"error":"unsupported_token_type"}"#),
        _ => (200, METADATA),
    });
    assert_eq!(revocation, Revocation::Refused { status: 400, code: Some("unsupported_token_type".to_owned()) });
    let (revocation, _) = disconnected(|path| match path {
        "/revoke" => (503, r#"{"error":"canary token"}"#),
        _ => (200, METADATA),
    });
    assert_eq!(revocation, Revocation::Refused { status: 503, code: None });
}
