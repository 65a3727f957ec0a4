//! What is asked of a server about a kept token: *Disconnect*, *Introspect* and *Verify signature*.

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
use crate::{
    authorization::AuthorizationId,
    connect::{EndpointProblem, Introspection, Revocation, SignatureCheck, SigningKey},
    oauth::JwtMember,
};

/// Status and body of the answer to a path.
type Answer = fn(&str) -> (u16, &'static str);

/// A server that issues a token, and answers everything else by its path. `ORIGIN` and `TOKEN` in an answer are replaced.
fn server(token: &'static str, answer: Answer) -> (String, Arc<Mutex<Vec<String>>>) {
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
                "/x/token" => (200, r#"{"access_token":"TOKEN","token_type":"Bearer","expires_in":600}"#),
                path => answer(path),
            };
            if status == 0 {
                continue;
            }
            let body = body.replace("ORIGIN", &own).replace("TOKEN", token);
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

/// A user who has connected to a server.
struct Connected {
    _home: Home,
    keyfob: Keyfob,
    id: AuthorizationId,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Connected {
    fn to(token: &'static str, answer: Answer) -> Self {
        let (home, (origin, requests)) = (Home::new(), server(token, answer));
        let keyfob = home.open();
        let mut asked = draft("a", SECRET);
        staging(&mut asked).token_url = format!("{origin}/x/token");
        let saved = keyfob.save(&asked, &[]).unwrap();
        connect(&keyfob, &saved.draft);
        requests.lock().unwrap().clear();
        Self { _home: home, keyfob, id: saved.draft.id.unwrap(), requests }
    }

    fn inspection(&self) -> TokenInspection {
        self.keyfob.inspect_token(self.id, STAGING, crate::keyfob::InspectedToken::Access).unwrap()
    }

    fn introspection(&self) -> Introspection {
        run(self.keyfob.introspect_token(self.id, STAGING, self.inspection().mark)).unwrap()
    }

    fn signature(&self) -> SignatureCheck {
        run(self.keyfob.verify_token(self.id, STAGING, self.inspection().mark)).unwrap()
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// Connects to a server and disconnects. Returns what came of it, and the requests after the first one.
fn disconnected(answer: Answer) -> (Revocation, Vec<String>) {
    let user = Connected::to(TOKEN, answer);
    let (keyfob, id) = (&user.keyfob, user.id);
    let revocation = run(keyfob.disconnect(id, STAGING)).unwrap();
    assert_eq!(keyfob.token_status(id).unwrap().of.staging, None, "forgotten in any case");
    assert!(matches!(run(keyfob.disconnect(id, STAGING)), Err(Error::NotFound)));
    (revocation, user.requests())
}

const TOKEN: &str = "canary token";
const SECRET: &str = "canary-secret";
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
        ((|_| (404, "{}")) as Answer, EndpointProblem::NoMetadata),
        (|_| (200, r#"{"token_endpoint":"ORIGIN/x/token"}"#), EndpointProblem::NotOffered),
        (
            |_| (200, r#"{"token_endpoint":"ORIGIN/x/token","revocation_endpoint":"https://b.example/revoke"}"#),
            EndpointProblem::OtherOrigin { origin: "https://b.example".to_owned() },
        ),
    ] {
        let (revocation, requests) = disconnected(answer);
        assert_eq!(revocation, Revocation::NotRevoked { why: expected });
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
    let why = EndpointProblem::Refused { status: 400, code: Some("unsupported_token_type".to_owned()) };
    assert_eq!(revocation, Revocation::NotRevoked { why });
    let (revocation, _) = disconnected(|path| match path {
        "/revoke" => (503, r#"{"error":"canary token"}"#),
        _ => (200, METADATA),
    });
    let why = EndpointProblem::Unavailable { status: 503 };
    assert_eq!(revocation, Revocation::NotRevoked { why });
}

const INTROSPECTION: &str = r#"{"token_endpoint":"ORIGIN/x/token","introspection_endpoint":"ORIGIN/introspect"}"#;

#[test]
fn the_server_is_asked_whether_a_token_is_valid_and_its_answer_is_shown_without_secrets() {
    let user = Connected::to(TOKEN, |path| match path {
        "/introspect" => (
            200,
            r#"{"active":true,"exp":1800000000,"sub":"x\u202e","echo":"TOKEN canary-secret","access_token":"canary.new","a":"x eyJhbGciOiJub25lIn0.canary.y"}"#,
        ),
        _ => (200, INTROSPECTION),
    });
    let Introspection::Active { members } = user.introspection() else { panic!() };
    let member = |name: &str, value: &str, at_ms| JwtMember { name: name.to_owned(), value: value.to_owned(), at_ms };
    assert_eq!(members[0], member("exp", "1800000000", Some(1_800_000_000_000)));
    assert_eq!(members[1].name, "sub");
    assert!(!members[1].value.contains('\u{202e}'), "{members:?}");
    assert_eq!(members[2].name, "echo");
    assert!(members.iter().all(|member| !member.value.contains("canary")), "{members:?}");
    let requests = user.requests();
    let last = requests.last().unwrap();
    assert!(last.starts_with("POST /introspect ") && last.contains("Authorization: Basic "), "{last}");
    assert!(last.ends_with("\r\n\r\ntoken=canary%20token&token_type_hint=access_token"), "{last}");
}

#[test]
fn a_token_that_is_not_valid_and_an_answer_that_says_nothing_differ() {
    for (answer, expected) in [
        (
            (|path| if path == "/introspect" { (200, r#"{"active":false}"#) } else { (200, INTROSPECTION) }) as Answer,
            None,
        ),
        (
            |path| if path == "/introspect" { (200, r#"{"active":"true"}"#) } else { (200, INTROSPECTION) },
            Some(EndpointProblem::Unreadable),
        ),
        (
            |path| if path == "/introspect" { (200, "<html>") } else { (200, INTROSPECTION) },
            Some(EndpointProblem::Unreadable),
        ),
        (
            |path| if path == "/introspect" { (401, r#"{"error":"invalid_client"}"#) } else { (200, INTROSPECTION) },
            Some(EndpointProblem::Refused { status: 401, code: Some("invalid_client".to_owned()) }),
        ),
        (|_| (200, METADATA), Some(EndpointProblem::NotOffered)),
        (
            |path| if path == "/introspect" { (302, "") } else { (200, INTROSPECTION) },
            Some(EndpointProblem::Redirected { status: 302 }),
        ),
        (
            |path| if path == "/introspect" { (429, "") } else { (200, INTROSPECTION) },
            Some(EndpointProblem::Unavailable { status: 429 }),
        ),
        (|_| (404, ""), Some(EndpointProblem::NoMetadata)),
        (|_| (200, "<html>"), Some(EndpointProblem::NoMetadata)),
        (|_| (503, INTROSPECTION), Some(EndpointProblem::Unavailable { status: 503 })),
        (
            |_| (200, r#"{"token_endpoint":"ORIGIN/x/token","introspection_endpoint":"https://b.example/introspect"}"#),
            Some(EndpointProblem::OtherOrigin { origin: "https://b.example".to_owned() }),
        ),
    ] {
        let introspection = Connected::to(TOKEN, answer).introspection();
        let expected = expected.map_or(Introspection::Inactive, |why| Introspection::NotAnswered { why });
        assert_eq!(introspection, expected);
    }
}

const KEYS: &str = r#"{"token_endpoint":"ORIGIN/x/token","jwks_uri":"ORIGIN/keys"}"#;
/// The example of RFC 7515, appendix A.3, with its key.
const JWT: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const KEY: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

#[test]
fn the_key_that_signed_a_token_is_named_and_nothing_secret_is_sent_to_find_it() {
    let user = Connected::to(JWT, |path| if path == "/keys" { (200, KEY) } else { (200, KEYS) });
    let SignatureCheck::Valid { key, keys_url } = user.signature() else { panic!() };
    assert!(keys_url.ends_with("/keys"), "{keys_url}");
    let SigningKey { id, kind, thumbprint } = key;
    assert_eq!((id.as_deref(), kind.as_str(), thumbprint.len()), (Some("1"), "P-256", 43));
    let requests = user.requests();
    assert!(requests.iter().all(|request| request.starts_with("GET ") && !request.contains("Authorization")));
    assert!(!requests.concat().contains("canary") && !requests.concat().contains(JWT), "{requests:?}");
}

#[test]
fn a_signature_that_cannot_be_verified_says_why() {
    let other = |path: &str| {
        let other = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}"#;
        if path == "/keys" { (200, other) } else { (200, KEYS) }
    };
    let check = Connected::to(JWT, other).signature();
    assert!(matches!(&check, SignatureCheck::Invalid { tried, .. } if tried.len() == 1), "{check:?}");
    let check =
        Connected::to(JWT, |path| if path == "/keys" { (200, r#"{"keys":[]}"#) } else { (200, KEYS) }).signature();
    assert!(matches!(&check, SignatureCheck::NoKey { key_id: None, .. }), "{check:?}");
    for (answer, why) in [
        ((|_| (200, METADATA)) as Answer, EndpointProblem::NotOffered),
        // The first address of the metadata isn't answered.
        (
            |path| if path.contains("oauth-authorization-server") { (0, "") } else { (200, METADATA) },
            EndpointProblem::NotOffered,
        ),
        (
            |_| (200, r#"{"token_endpoint":"ORIGIN/x/token","jwks_uri":"http://b.example/keys"}"#),
            EndpointProblem::UnencryptedKeys { origin: "http://b.example".to_owned() },
        ),
        (|path| if path == "/keys" { (200, "[]") } else { (200, KEYS) }, EndpointProblem::Unreadable),
        (|path| if path == "/keys" { (500, "") } else { (200, KEYS) }, EndpointProblem::Unavailable { status: 500 }),
        (
            |_| (200, r#"{"token_endpoint":"ORIGIN/x/token","jwks_uri":"https://127.0.0.1:9/keys"}"#),
            EndpointProblem::Unreachable,
        ),
    ] {
        let check = Connected::to(JWT, answer).signature();
        let SignatureCheck::NoKeys { why: found, keys_url } = &check else { panic!("{check:?}") };
        assert_eq!(found, &why, "{check:?}");
        let is_from_metadata = matches!(why, EndpointProblem::NotOffered | EndpointProblem::UnencryptedKeys { .. });
        assert_eq!(keys_url.is_some(), !is_from_metadata, "{check:?}");
    }
    let user = Connected::to(TOKEN, |_| (404, ""));
    assert_eq!(user.signature(), SignatureCheck::Opaque);
    assert!(user.requests().is_empty(), "an opaque token needs no request");
}

#[test]
fn what_is_asked_is_about_the_token_that_was_inspected_or_refused() {
    let user = Connected::to(JWT, |path| if path == "/keys" { (200, KEY) } else { (200, KEYS) });
    let of_another = Connected::to(JWT, |_| (404, "")).inspection().mark;
    let (keyfob, id) = (&user.keyfob, user.id);
    assert!(matches!(run(keyfob.verify_token(id, STAGING, of_another.clone())), Err(Error::TokenReplaced)));
    assert!(matches!(run(keyfob.introspect_token(id, STAGING, of_another.clone())), Err(Error::TokenReplaced)));
    assert!(matches!(keyfob.reveal_token(id, STAGING, &of_another), Err(Error::TokenReplaced)));
    assert!(user.requests().is_empty());
    let mark = user.inspection().mark;
    assert!(keyfob.reveal_token(id, STAGING, &mark).is_ok());
    keyfob.forget_token(id, STAGING).unwrap();
    assert!(matches!(keyfob.reveal_token(id, STAGING, &mark), Err(Error::TokenReplaced)));
}
