//! Keys and certificates from files: added, used for a real token, changed, and never shown.

use keyfob_core::keys::PrivateKey;
use keyfob_tests::authorization_server::AuthorizationServer;
use keyfob_tests::built::repository;
use keyfob_tests::hostile::{Authority, Validity};
use keyfob_tests::leak_search::find_below;
use serde_json::{Value, json};

use crate::{Person, add::assert_refused};

fn test_data(name: &str) -> String {
    repository("crates/core/src/keys/testdata").join(name).display().to_string()
}

fn client(id: &str, file: &str) -> Value {
    let key = PrivateKey::read(&std::fs::read(test_data(file)).unwrap(), None).unwrap().key;
    let mut jwk = key.public_jwk();
    jwk.insert("kid".to_owned(), "one".into());
    let keys = json!({ "keys": [jwk] });
    json!({ "client_id": id, "token_endpoint_auth_method": "private_key_jwt", "scope": "read", "jwks": keys })
}

#[test]
fn a_client_is_added_with_its_private_key_and_gets_tokens() {
    let server = AuthorizationServer::start_for(&[client("billing", "p256.pkcs8.pem")], &json!({}));
    let person = Person::new("https://login.example/token");
    let token_url = server.token_url();
    let passphrase = person.file("key-passphrase", "synthetic\n");
    let start = ["add", "oauth2", "Orders", "--token-url", &token_url, "--client-id", "billing"];
    let method = ["--client-auth", "private_key_jwt", "--key-id", "one"];
    let encrypted = test_data("p256.pbes2.pem");
    let with = |more: &[&str]| person.with_passphrase(&[&start[..], &method, more].concat());
    assert_refused(&with(&["--key-file", &encrypted]), 4, &["`--key-file`", "`--key-passphrase-file FILE`"]);
    assert_refused(&with(&["--key-file", &passphrase]), 4, &["`--key-file`", "no private key"]);
    assert_refused(&with(&[]), 4, &["`--key-file`"]);
    let certificate = test_data("p384.certificate.pem");
    let other = ["--key-file", &encrypted, "--key-passphrase-file", &passphrase, "--key-cert-file", &certificate];
    assert_refused(&with(&other), 4, &["`--key-cert-file`", "another private key"]);
    let said = with(&["--key-file", &encrypted, "--key-passphrase-file", &passphrase, "--connect"]);
    assert_eq!(said.status, 0, "{}", said.err);

    // Another process opens what was sealed.
    let said = person.with_passphrase(&["connect", "Orders"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(person.with_passphrase(&["token", "Orders"]).status, 0);
    let shown = person.with_passphrase(&["show", "Orders", "--json"]).json();
    let staging = &shown["environments"]["staging"];
    assert_eq!((&staging["private_key"], &staging["key_id"]), (&Value::Null, &json!("one")));
    let revealed = person.shown("Orders")["environments"]["staging"]["private_key"].as_str().unwrap().to_owned();
    assert!(revealed.starts_with("-----BEGIN PRIVATE KEY-----"), "{revealed}");
    let line = revealed.lines().nth(1).unwrap();
    assert_eq!(find_below(&person.home.data(), &[line]).0, Vec::<String>::new());

    // The key of another client is refused by the server, and nothing is saved.
    let other = test_data("p384.pkcs8.pem");
    let said = person.with_passphrase(&["edit", "Orders", "--key-file", &other, "--connect"]);
    assert_eq!(said.status, 5, "{}", said.err);
    assert_eq!(person.with_passphrase(&["connect", "Orders"]).status, 0);
    let said = person.with_passphrase(&["edit", "Orders", "--key-alg", "RS256"]);
    assert_refused(&said, 4, &["`--key-alg`", "can't sign with this algorithm"]);
    let certificate = test_data("rsa2048.certificate.pem");
    let said = person.with_passphrase(&["edit", "Orders", "--key-cert-file", &certificate]);
    assert_refused(&said, 4, &["`--key-cert-file`", "another private key"]);
    let own = test_data("p256.certificate.pem");
    assert_eq!(person.with_passphrase(&["edit", "Orders", "--key-cert-file", &own]).status, 0);
    let shown = person.with_passphrase(&["show", "Orders"]);
    assert!(shown.out.contains("valid until ") && !shown.out.contains("BEGIN"), "{shown:?}");
}

#[test]
fn a_client_certificate_is_added_in_one_file_and_dpop_generates_its_key() {
    let authority = Authority::new();
    let identity = authority.issue(&["127.0.0.1"], Validity::Now);
    let own = authority.issue_to_client("client.example");
    let registered = json!({
        "client_id": "billing", "token_endpoint_auth_method": "tls_client_auth", "scope": "read",
        "tls_client_auth_subject_dn": "CN=client.example", "dpop_bound_access_tokens": true,
    });
    let settings = json!({
        "certificate": identity.certificate_pem(), "key": identity.key_pem(),
        "client_authority": authority.certificate_pem(), "dpop_nonce": true,
    });
    let server = AuthorizationServer::start_for(&[registered], &settings);
    let person = Person::new("https://login.example/token");
    let both = person.file("both.pem", format!("{}{}", own.key_pem(), own.certificate_pem()));
    let ca = person.file("ca.pem", authority.certificate_pem());
    let said = person.with_passphrase(&["network", "set", "--ca-file", &ca]);
    assert_eq!(said.status, 0, "{}", said.err);
    let token_url = server.token_url();
    let said = person.with_passphrase(&[
        "add",
        "oauth2",
        "Orders",
        "--token-url",
        &token_url,
        "--client-id",
        "billing",
        "--client-auth",
        "tls_client_auth",
        "--client-cert-file",
        &both,
        "--dpop",
        "--connect",
    ]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    let header = person.with_passphrase(&["token", "Orders", "--format", "header"]);
    assert!(header.out.starts_with("Authorization: DPoP "), "{header:?}");
    let said = person.with_passphrase(&["edit", "Orders", "--clear", "client-key"]);
    assert_refused(&said, 4, &["`--client-key-file`"]);
}
