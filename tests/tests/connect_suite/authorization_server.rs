//! A certified authorization server (npm `oidc-provider`) agrees.

use keyfob_tests::authorization_server::{AuthorizationServer, Client, TOKEN_LIFETIME_S};
use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{Authority, Validity};
use serde_json::{Value, json};

use crate::support::{PATIENT_MS, assert_connects, assert_fails, with};
use crate::tls::CaFile;

const BASIC: Client = Client {
    id: "basic id: % + & = /",
    secret: "basic canary: % + & = / x",
    method: "client_secret_basic",
    scope: "read write",
};
const POST: Client = Client {
    id: "post id: % + & = /",
    secret: "post canary: % + & = / x",
    method: "client_secret_post",
    scope: "read",
};

fn of(client: &Client, token_url: &str) -> Value {
    json!({
        "token_url": token_url,
        "client_id": client.id,
        "client_secret": client.secret,
        "client_auth": client.method,
        "scopes": ["read"],
        "timeout_ms": PATIENT_MS,
    })
}

/// Checks what is true of every verdict of this server.
fn assert_keeps_quiet(run: &Run) {
    assert!(!run.says("canary"), "the secret was printed: {run:#?}");
}

#[test]
fn credentials_with_special_characters_connect_both_ways() {
    let server = AuthorizationServer::start(&[BASIC, POST]);
    for client in [BASIC, POST] {
        let run = connect(&of(&client, &server.token_url()));
        assert_connects(client.method, &run);
        assert_keeps_quiet(&run);
        assert_eq!(run.verdict["token_type"], "Bearer");
        assert_eq!(run.verdict["expires_in"], TOKEN_LIFETIME_S);
        assert_eq!(run.verdict["scopes"], json!(["read"]));
        assert_eq!(run.verdict["missing_scopes"], json!([]));
    }
}

#[test]
fn wrong_credentials_are_told_in_the_servers_words() {
    let server = AuthorizationServer::start(&[BASIC, POST]);
    for (case, client, members) in [
        ("wrong secret by Basic", BASIC, json!({ "client_secret": "wrong" })),
        ("wrong secret in the body", POST, json!({ "client_secret": "wrong" })),
        ("unknown client by Basic", BASIC, json!({ "client_id": "unknown" })),
        ("unknown client in the body", POST, json!({ "client_id": "unknown" })),
        ("raw where the server decodes", BASIC, json!({ "basic_encoding": "raw" })),
    ] {
        let run = connect(&with(of(&client, &server.token_url()), members));
        if case.starts_with("raw") {
            assert!(!run.connected(), "{case}: {run:#?}");
            assert!(run.failure().starts_with("oauth."), "{case}: {run:#?}");
        } else {
            assert_fails(case, &run, "oauth.invalid_client");
            assert_eq!(run.http_status(), Some(401), "{case}");
            assert!(run.says("client authentication failed"), "{case}: the server's words are missing: {run:#?}");
        }
        assert_keeps_quiet(&run);
    }
}

#[test]
fn a_scope_that_the_client_may_not_have_is_refused_with_the_servers_code() {
    let server = AuthorizationServer::start(&[BASIC]);
    let run = connect(&with(of(&BASIC, &server.token_url()), json!({ "scopes": ["read", "admin"] })));
    assert_fails("scope", &run, "oauth.invalid_scope");
    assert_eq!(run.http_status(), Some(400));
}

#[test]
fn a_scope_that_the_server_leaves_out_without_a_word_is_marked_as_missing() {
    let server = AuthorizationServer::start(&[BASIC]);
    let run = connect(&with(of(&BASIC, &server.token_url()), json!({ "scopes": ["read", "unheard-of"] })));
    assert_connects("unknown scope", &run);
    assert_eq!(run.verdict["scopes"], json!(["read"]));
    assert_eq!(run.verdict["missing_scopes"], json!(["unheard-of"]));
}

#[test]
fn another_path_of_the_server_is_no_token_endpoint() {
    let server = AuthorizationServer::start(&[BASIC]);
    for path in ["/nothing", "/token/nothing", "/"] {
        let run = connect(&of(&BASIC, &server.url(path)));
        assert_fails(path, &run, "http.http_status");
        assert_eq!(run.http_status(), Some(404), "{path}");
    }
}

#[test]
fn the_server_over_tls_connects_where_its_authority_is_trusted() {
    let authority = Authority::new();
    let server = AuthorizationServer::start_tls(&[BASIC], &authority.issue(&["127.0.0.1"], Validity::Now));
    let configuration = of(&BASIC, &server.token_url());
    assert_connects("trusted", &CaFile::new(&authority).connect(&configuration));
    assert_fails("not trusted", &connect(&configuration), "tls.certificate_untrusted");
}
