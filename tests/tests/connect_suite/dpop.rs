//! Tokens that are bound to a key (DPoP, RFC 9449), against a certified authorization server (npm `oidc-provider`).

use keyfob_core::keys::{GeneratedKind, PrivateKey};
use keyfob_tests::authorization_server::AuthorizationServer;
use keyfob_tests::connect::connect;
use keyfob_tests::hostile::{HostileServer, answer, token};
use serde_json::{Value, json};

use crate::support::{PATIENT_MS, assert_connects, assert_fails, configuration, with};

const SECRET: &str = "canary secret of a client that binds its tokens";

fn client() -> Value {
    json!({
        "client_id": "bound",
        "client_secret": SECRET,
        "token_endpoint_auth_method": "client_secret_basic",
        "scope": "read",
        "dpop_bound_access_tokens": true,
    })
}

fn of(server: &AuthorizationServer) -> Value {
    json!({
        "token_url": server.token_url(),
        "client_id": "bound",
        "client_secret": SECRET,
        "scopes": ["read"],
        "timeout_ms": PATIENT_MS,
    })
}

fn key(kind: GeneratedKind) -> Value {
    json!(PrivateKey::generate(kind).expect("a key").to_secret().reveal())
}

#[test]
fn a_token_is_bound_to_a_key_of_each_kind_or_to_a_generated_one() {
    let server = AuthorizationServer::start_for(&[client()], &json!({}));
    assert_fails("without a proof", &connect(&of(&server)), "oauth.invalid_grant");
    for kind in [GeneratedKind::P256, GeneratedKind::P384, GeneratedKind::P521, GeneratedKind::Ed25519] {
        let run = connect(&with(of(&server), json!({ "dpop": true, "dpop_key": key(kind) })));
        assert_connects("bound", &run);
        assert_eq!(run.verdict["token_type"], "DPoP");
        assert!(!run.says("PRIVATE KEY"), "{run:#?}");
    }
    let run = connect(&with(of(&server), json!({ "dpop": true })));
    assert_connects("with a key that is generated", &run);
}

#[test]
fn a_nonce_that_the_server_demands_is_sent() {
    let server = AuthorizationServer::start_for(&[client()], &json!({ "dpop_nonce": true }));
    assert_connects("with a nonce", &connect(&with(of(&server), json!({ "dpop": true }))));
}

#[test]
fn a_server_that_demands_nonces_without_end_is_asked_twice() {
    let headers = [("Content-Type", "application/json"), ("DPoP-Nonce", "again")];
    let server = HostileServer::start(answer(400, &headers, r#"{"error":"use_dpop_nonce"}"#));
    let run = connect(&with(configuration(&server.url("/token")), json!({ "dpop": true })));
    assert_fails("a nonce again and again", &run, "oauth.use_dpop_nonce");
    assert_eq!(server.requests().len(), 2);
    // A nonce is answered only by a client that was asked to bind its tokens.
    let run = connect(&configuration(&server.url("/token")));
    assert_fails("without a key", &run, "oauth.use_dpop_nonce");
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_token_that_is_not_bound_is_told_from_one_that_is() {
    let server = HostileServer::start(token("T"));
    let run = connect(&with(configuration(&server.url("/token")), json!({ "dpop": true })));
    assert_connects("bearer", &run);
    assert_eq!(run.verdict["token_type"], "Bearer");
    let sent = server.request();
    assert!(sent.header("dpop").is_some_and(|proof| proof.starts_with("eyJ")), "{sent:?}");
}
