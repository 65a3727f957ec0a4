//! Every method of client authentication against a certified authorization server (npm `oidc-provider`).

use std::path::PathBuf;

use keyfob_core::keys::{GeneratedKind, PrivateKey, SigningAlgorithm, certificate_thumbprint, read_certificates};
use keyfob_core::secret::Secret;
use keyfob_tests::authorization_server::AuthorizationServer;
use keyfob_tests::connect::{Run, connect};
use keyfob_tests::hostile::{Authority, Identity, Validity};
use serde_json::{Value, json};

use crate::support::{PATIENT_MS, assert_connects, assert_fails, with};

const SECRET: &str = "canary secret of more than sixty-four characters, as HS512 demands it";

/// The key files that the core's tests have, made by OpenSSL.
fn test_data(name: &str) -> PathBuf {
    keyfob_tests::built::repository("crates/core/src/keys/testdata").join(name)
}

fn key(name: &str) -> PrivateKey {
    let file = std::fs::read(test_data(name)).expect("the test data is there");
    PrivateKey::read(&file, None).expect("the key can be read").key
}

/// A client that the server knows by a public key.
fn client(id: &str, key: &PrivateKey, key_id: &str) -> Value {
    let mut jwk = key.public_jwk();
    jwk.insert("kid".to_owned(), key_id.into());
    json!({
        "client_id": id,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": "read",
        "jwks": { "keys": [jwk] },
    })
}

fn configuration(token_url: &str, id: &str, method: &str) -> Value {
    json!({
        "token_url": token_url,
        "client_id": id,
        "client_auth": method,
        "scopes": ["read"],
        "timeout_ms": PATIENT_MS,
    })
}

fn pem(key: &PrivateKey) -> Value {
    json!(key.to_secret().reveal())
}

fn assert_invalid_client(case: &str, run: &Run) {
    assert_fails(case, run, "oauth.invalid_client");
    assert_eq!(run.http_status(), Some(401), "{case}");
}

#[test]
fn each_algorithm_of_each_kind_of_key_is_accepted() {
    let keys = [
        ("rsa2048.pkcs8.pem", vec!["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
        ("p256.pkcs8.pem", vec!["ES256"]),
        ("p384.pkcs8.pem", vec!["ES384"]),
        ("p521.pkcs8.pem", vec!["ES512"]),
        ("ed25519.pkcs8.pem", vec!["EdDSA"]),
    ];
    let clients: Vec<_> = keys.iter().map(|(file, _)| client(file, &key(file), "one")).collect();
    let server = AuthorizationServer::start_for(&clients, &json!({}));
    let mut tried = Vec::new();
    for (file, algorithms) in keys {
        let base = with(
            configuration(&server.token_url(), file, "private_key_jwt"),
            json!({ "key_file": test_data(file), "key_id": "one" }),
        );
        assert_connects(file, &connect(&base));
        for algorithm in algorithms {
            assert_connects(algorithm, &connect(&with(base.clone(), json!({ "key_alg": algorithm }))));
            tried.push(algorithm);
        }
    }
    assert_eq!(tried.len(), SigningAlgorithm::ALL.len(), "every algorithm was tried: {tried:?}");
}

#[test]
fn a_key_is_read_in_each_form_in_which_people_have_it() {
    let key = key("p256.pkcs8.pem");
    let server = AuthorizationServer::start_for(&[client("client", &key, "one")], &json!({}));
    let base = configuration(&server.token_url(), "client", "private_key_jwt");
    for (file, passphrase) in [
        ("p256.pkcs8.pem", None),
        ("p256.traditional.pem", None),
        ("p256.jwk.json", None),
        ("p256.pbes2.pem", Some("synthetic")),
        ("p256.p12", Some("synthetic")),
    ] {
        let members = json!({ "key_file": test_data(file), "key_id": "one", "key_passphrase": passphrase });
        assert_connects(file, &connect(&with(base.clone(), members)));
    }
    assert_connects("as text", &connect(&with(base.clone(), json!({ "private_key": pem(&key), "key_id": "one" }))));
    for (passphrase, says) in [(Value::Null, "`key_passphrase`"), (json!("another"), "passphrase")] {
        let members = json!({ "key_file": test_data("p256.pbes2.pem"), "key_passphrase": passphrase });
        let run = connect(&with(base.clone(), members));
        assert_fails(says, &run, "input.invalid_input");
        assert!(run.says(says), "{run:#?}");
    }
}

#[test]
fn another_key_another_name_and_another_audience_are_refused_in_the_servers_words() {
    let key = PrivateKey::generate(GeneratedKind::P256).expect("a key");
    let other = PrivateKey::generate(GeneratedKind::P256).expect("a key");
    let server = AuthorizationServer::start_for(&[client("client", &key, "one")], &json!({}));
    let base = with(
        configuration(&server.token_url(), "client", "private_key_jwt"),
        json!({ "private_key": pem(&key), "key_id": "one" }),
    );
    assert_connects("the client's own", &connect(&base));
    assert_connects("by its role", &connect(&with(base.clone(), json!({ "assertion_audience": "token_endpoint" }))));
    let by_issuer = json!({ "issuer": server.url(""), "token_url": null, "assertion_audience": "issuer" });
    assert_connects("the issuer that is given", &connect(&with(base.clone(), by_issuer)));
    assert_connects(
        "the issuer as audience",
        &connect(&with(base.clone(), json!({ "assertion_audience": server.url("") }))),
    );
    for (case, members) in [
        ("another key", json!({ "private_key": pem(&other) })),
        ("another kid", json!({ "key_id": "two" })),
        ("another audience", json!({ "assertion_audience": "https://other.example" })),
        ("another client", json!({ "client_id": "other" })),
    ] {
        let run = connect(&with(base.clone(), members));
        assert_invalid_client(case, &run);
        assert!(!run.says("PRIVATE KEY") && !run.says("eyJ"), "{case}: {run:#?}");
    }
    let unfit = connect(&with(base, json!({ "key_alg": "RS256" })));
    assert_fails("an algorithm of another key", &unfit, "input.invalid_input");
    assert!(unfit.says("`key_alg`"), "{unfit:#?}");
}

#[test]
fn a_clock_that_differs_is_tolerated_up_to_a_minute() {
    let key = PrivateKey::generate(GeneratedKind::Ed25519).expect("a key");
    let clients = [client("client", &key, "one")];
    for (offset, connects) in [(-30, true), (30, true), (50, true), (600, false)] {
        let server = AuthorizationServer::start_for(&clients, &json!({ "clock_offset_s": offset }));
        let run = connect(&with(
            configuration(&server.token_url(), "client", "private_key_jwt"),
            json!({ "private_key": pem(&key), "key_id": "one" }),
        ));
        let case = format!("a server {offset} s ahead");
        if connects {
            assert_connects(&case, &run);
        } else {
            assert_invalid_client(&case, &run);
            assert!(run.says("clock"), "the hint names the clock: {run:#?}");
        }
    }
}

#[test]
fn every_request_has_an_assertion_of_its_own() {
    let key = PrivateKey::generate(GeneratedKind::P256).expect("a key");
    let server = AuthorizationServer::start_for(&[client("client", &key, "one")], &json!({}));
    let base = with(
        configuration(&server.token_url(), "client", "private_key_jwt"),
        json!({ "private_key": pem(&key), "key_id": "one" }),
    );
    // The server refuses an assertion that it has seen.
    for _ in 0..3 {
        assert_connects("again", &connect(&base));
    }
}

#[test]
fn a_secret_signs_with_each_algorithm_and_is_never_sent() {
    let algorithms = ["HS256", "HS384", "HS512"];
    let client = |algorithm: &str| {
        json!({
            "client_id": algorithm,
            "client_secret": SECRET,
            "token_endpoint_auth_method": "client_secret_jwt",
            "token_endpoint_auth_signing_alg": algorithm,
            "scope": "read",
        })
    };
    let server = AuthorizationServer::start_for(&algorithms.map(client), &json!({}));
    for algorithm in algorithms {
        let base = with(
            configuration(&server.token_url(), algorithm, "client_secret_jwt"),
            json!({ "client_secret": SECRET, "key_alg": algorithm }),
        );
        assert_connects(algorithm, &connect(&base));
        let run =
            connect(&with(base, json!({ "client_secret": "canary secret of another client, long enough to sign" })));
        assert_invalid_client(algorithm, &run);
    }
    // HS256 unless another one is chosen.
    let base =
        with(configuration(&server.token_url(), "HS256", "client_secret_jwt"), json!({ "client_secret": SECRET }));
    assert_connects("by default", &connect(&base));
}

#[test]
fn a_public_client_names_itself_and_needs_no_secret() {
    let public = json!({ "client_id": "public", "token_endpoint_auth_method": "none", "scope": "read" });
    let server = AuthorizationServer::start_for(&[public], &json!({}));
    let base = configuration(&server.token_url(), "public", "none");
    let run = connect(&with(base.clone(), json!({ "client_secret": null })));
    // RFC 6749, section 4.4: only confidential clients may use this grant, so a server may refuse one that it has recognized.
    assert!(run.connected() || run.failure() == "oauth.unauthorized_client", "{run:#?}");
    assert_invalid_client("unknown", &connect(&with(base, json!({ "client_id": "unknown" }))));
}

/// A server over TLS that knows clients by their certificates.
struct Certificates {
    folder: tempfile::TempDir,
    server: AuthorizationServer,
}

impl Certificates {
    /// Starts it. `own` is the certificate of the client `ca`, `self_signed` that of the client `self`.
    fn start(authority: &Authority, own: &Identity, self_signed: &Identity) -> Self {
        let server = authority.issue(&["127.0.0.1"], Validity::Now);
        let subject = "CN=client.example";
        let certificate = read_certificates(self_signed.certificate_pem().as_bytes()).expect("a certificate");
        let key = PrivateKey::from_secret(&Secret::new(self_signed.key_pem().to_owned())).expect("a key");
        let mut jwk = key.public_jwk();
        let block: String = self_signed.certificate_pem().lines().filter(|line| !line.starts_with("-----")).collect();
        jwk.insert("x5c".to_owned(), json!([block]));
        assert!(!certificate_thumbprint(&certificate[0]).is_empty());
        let clients = [
            json!({
                "client_id": "ca", "token_endpoint_auth_method": "tls_client_auth", "scope": "read",
                "tls_client_auth_subject_dn": subject, "tls_client_certificate_bound_access_tokens": true,
            }),
            json!({
                "client_id": "self", "token_endpoint_auth_method": "self_signed_tls_client_auth", "scope": "read",
                "jwks": { "keys": [jwk] },
            }),
        ];
        let settings = json!({
            "certificate": server.certificate_pem(), "key": server.key_pem(),
            "client_authority": authority.certificate_pem(),
        });
        let folder = tempfile::tempdir().expect("a folder for the test");
        let certificates = Self { folder, server: AuthorizationServer::start_for(&clients, &settings) };
        certificates.file("ca.pem", &authority.certificate_pem());
        certificates.identity("ca", own);
        certificates.identity("self", self_signed);
        certificates
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    fn identity(&self, name: &str, identity: &Identity) {
        let chain = format!("{}{}", identity.certificate_pem(), identity.chain_pem());
        self.file(&format!("{name}-client.pem"), &chain);
        self.file(&format!("{name}-client.key"), identity.key_pem());
        self.file(&format!("{name}-both.pem"), &format!("{}{chain}", identity.key_pem()));
    }

    /// A configuration of a client with a certificate.
    fn of(&self, id: &str, method: &str, certificate: &str) -> Value {
        let path = |name: String| self.folder.path().join(name);
        with(
            configuration(&self.server.token_url(), id, method),
            json!({
                "ca_file": path("ca.pem".into()),
                "client_cert_file": path(format!("{certificate}-client.pem")),
                "client_key_file": path(format!("{certificate}-client.key")),
            }),
        )
    }
}

#[test]
fn a_client_is_known_by_its_certificate_from_a_ca_or_by_a_self_signed_one() {
    let authority = Authority::new();
    let own = authority.issue_to_client("client.example");
    let self_signed = Identity::self_signed(&["self.example"]);
    let server = Certificates::start(&authority, &own, &self_signed);
    for (id, method) in [("ca", "tls_client_auth"), ("self", "self_signed_tls_client_auth")] {
        let base = server.of(id, method, id);
        assert_connects(method, &connect(&base));
        // One file with the certificate and its key.
        let both = server.folder.path().join(format!("{id}-both.pem"));
        let members = json!({ "client_cert_file": both, "client_key_file": null });
        assert_connects("both in one file", &connect(&with(base.clone(), members)));
        let other = if id == "ca" { "self" } else { "ca" };
        assert_invalid_client("the certificate of another client", &connect(&server.of(id, method, other)));
        let none = with(base.clone(), json!({ "client_cert_file": null, "client_key_file": null }));
        assert_fails("no certificate", &connect(&none), "input.invalid_input");
        let key = server.folder.path().join(format!("{other}-client.key"));
        let run = connect(&with(base, json!({ "client_key_file": key })));
        assert_fails("the key of another certificate", &run, "input.invalid_input");
        assert!(run.says("client_cert"), "{run:#?}");
    }
}
