//! Keys and certificates in the real window, against a certified authorization server (npm `oidc-provider`): a private key is in the page
//! only as long as it is being pasted, and then nowhere in the clear.

use keyfob_core::keys::{GeneratedKind, PrivateKey};
use keyfob_tests::authorization_server::AuthorizationServer;
use keyfob_tests::hostile::{Authority, Validity};
use keyfob_tests::leak_search::{find_below, find_in};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};
use serde_json::{Value, json};

use crate::steps::{DIALOG, begin, connect, connect_and_fail, edit, save, tab};

/// The Base64 of a key, as it is in its PEM.
fn canary(key: &PrivateKey) -> String {
    let pem = json!(key.to_secret().reveal());
    let text = pem.as_str().expect("a text").to_owned();
    text.lines().nth(1).expect("PEM has lines").to_owned()
}

fn pem(key: &PrivateKey) -> String {
    json!(key.to_secret().reveal()).as_str().expect("a text").to_owned()
}

fn jwks(key: &PrivateKey, key_id: &str) -> Value {
    let mut jwk = key.public_jwk();
    jwk.insert("kid".to_owned(), key_id.into());
    json!({ "keys": [jwk] })
}

/// Brings a key as text.
async fn paste(window: &Window, text: &str) {
    window.press("Paste…").await;
    window.element(DIALOG, "Paste a key or certificate").await;
    window.put("PEM or JWK", text).await;
    window.press("Read").await;
    window.gone(DIALOG, "Paste a key or certificate").await;
}

#[test]
fn a_client_proves_itself_with_a_private_key_that_is_never_in_the_page() {
    tell(async {
        let key = PrivateKey::generate(GeneratedKind::P256).expect("a key");
        let other = PrivateKey::generate(GeneratedKind::P384).expect("a key");
        let client = json!({
            "client_id": "billing", "token_endpoint_auth_method": "private_key_jwt", "scope": "read", "jwks": jwks(&key, "one"),
        });
        let server = AuthorizationServer::start_for(&[client], &json!({}));
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        window.fill("Name", "Billing").await;
        tab(&window, "Staging").await;
        window.fill("Token URL", &server.token_url()).await;
        window.fill("Client ID", "billing").await;
        window.choose("Client Authentication", "JWT signed with a private key").await;
        assert!(window.maybe("textbox", "Client Secret").await.is_none());
        paste(&window, &pem(&other)).await;
        window.shows("ECDSA P-384").await;
        let told = connect_and_fail(&window, "invalid_client").await;
        assert!(told.contains("public half of this private key"), "{told}");
        paste(&window, &pem(&key)).await;
        window.shows("ECDSA P-256").await;
        window.fill("Key ID (kid)", "one").await;
        connect(&window).await;
        save(&window).await;
        for key in [&key, &other] {
            let everything = window.everything().await;
            assert_eq!(find_in("the page", everything.as_bytes(), &[&canary(key)]), Vec::<String>::new());
        }
        window.quit().await;

        let (finds, files) = find_below(home.all(), &[&canary(&key), &canary(&other)]);
        assert_eq!(finds, Vec::<String>::new());
        assert!(files > 0);
        let window = Window::open(&home).await;
        edit(&window, "Billing").await;
        // The stored key signs for the issuer, too.
        window.fill("Audience of the signed JWT", &server.url("")).await;
        connect(&window).await;
        // What is shown of a stored key is public.
        window.shows("ECDSA P-256").await;
        window.press("Public key…").await;
        window.shows("\"kid\": \"one\"").await;
        let everything = window.everything().await;
        assert_eq!(find_in("the page", everything.as_bytes(), &[&canary(&key)]), Vec::<String>::new());
    });
}

#[test]
fn a_client_is_known_by_its_certificate_and_its_tokens_are_bound_to_a_key() {
    tell(async {
        let authority = Authority::new();
        let server_identity = authority.issue(&["127.0.0.1"], Validity::Now);
        let own = authority.issue_to_client("client.example");
        let client = json!({
            "client_id": "billing", "token_endpoint_auth_method": "tls_client_auth", "scope": "read",
            "tls_client_auth_subject_dn": "CN=client.example", "dpop_bound_access_tokens": true,
        });
        let settings = json!({
            "certificate": server_identity.certificate_pem(), "key": server_identity.key_pem(),
            "client_authority": authority.certificate_pem(), "dpop_nonce": true,
        });
        let server = AuthorizationServer::start_for(&[client], &settings);
        let home = Home::new();
        let roots = home.all().join("roots.pem");
        std::fs::write(&roots, authority.certificate_pem()).expect("a file");
        let roots = roots.display().to_string();
        let window = Window::open_with(&home, &[("SSL_CERT_FILE", &roots), ("SSL_CERT_DIR", "")]).await;
        begin(&window, "OAuth 2").await;
        window.fill("Name", "Billing").await;
        tab(&window, "Staging").await;
        window.fill("Token URL", &server.token_url()).await;
        window.fill("Client ID", "billing").await;
        window.choose("Client Authentication", "Client certificate issued by a CA").await;
        paste(&window, &format!("{}{}", own.key_pem(), own.certificate_pem())).await;
        window.shows("CN=client.example").await;
        window.click("button", "~^Advanced").await;
        window.click("checkbox", "~DPoP").await;
        window.shows("ECDSA P-256").await;
        connect(&window).await;
        assert!(!window.text().await.contains("Bearer"));
        save(&window).await;
        edit(&window, "Billing").await;
        window.shows("CN=client.example").await;
        window.type_into("Scopes", "read,").await;
        connect(&window).await;
    });
}

/// The key files that the core's tests have, made by OpenSSL, and the algorithms of each.
const KEYS: [(&str, &[&str]); 5] = [
    ("rsa2048.pkcs8.pem", &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
    ("p256.pkcs8.pem", &["ES256"]),
    ("p384.pkcs8.pem", &["ES384"]),
    ("p521.pkcs8.pem", &["ES512"]),
    ("ed25519.pkcs8.pem", &["EdDSA"]),
];

fn file(name: &str) -> String {
    let path = keyfob_tests::built::repository("crates/core/src/keys/testdata").join(name);
    std::fs::read_to_string(path).expect("the test data is there")
}

#[test]
fn each_method_and_algorithm_connects_to_a_certified_server() {
    const SECRET: &str = "canary secret of more than sixty-four characters, as HS512 demands it";
    tell(async {
        let of_secret = |method: &str, algorithm: Option<&str>| {
            let mut client = json!({
                "client_id": algorithm.unwrap_or(method), "client_secret": SECRET, "scope": "read",
                "token_endpoint_auth_method": method,
            });
            if let Some(algorithm) = algorithm {
                client["token_endpoint_auth_signing_alg"] = json!(algorithm);
            }
            client
        };
        let mut clients = vec![of_secret("client_secret_basic", None), of_secret("client_secret_post", None)];
        clients.extend(["HS256", "HS384", "HS512"].map(|algorithm| of_secret("client_secret_jwt", Some(algorithm))));
        for (name, _) in KEYS {
            let key = PrivateKey::read(file(name).as_bytes(), None).expect("the key can be read").key;
            clients.push(json!({
                "client_id": name, "token_endpoint_auth_method": "private_key_jwt", "scope": "read", "jwks": jwks(&key, "one"),
            }));
        }
        let server = AuthorizationServer::start_for(&clients, &json!({}));
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        tab(&window, "Staging").await;
        window.fill("Token URL", &server.token_url()).await;
        window.fill("Client Secret", SECRET).await;
        for (id, method) in [
            ("client_secret_basic", "Send as Basic Auth header"),
            ("client_secret_post", "Send client credentials in body"),
        ] {
            window.fill("Client ID", id).await;
            window.choose("Client Authentication", method).await;
            connect(&window).await;
        }
        window.choose("Client Authentication", "JWT signed with the client secret").await;
        for algorithm in ["HS256", "HS384", "HS512"] {
            window.fill("Client ID", algorithm).await;
            window.choose("Algorithm", algorithm).await;
            connect(&window).await;
        }
        window.choose("Client Authentication", "JWT signed with a private key").await;
        for (name, algorithms) in KEYS {
            window.fill("Client ID", name).await;
            paste(&window, &file(name)).await;
            window.fill("Key ID (kid)", "one").await;
            connect(&window).await;
            for algorithm in algorithms.iter().filter(|_| algorithms.len() > 1) {
                window.choose("Algorithm", algorithm).await;
                connect(&window).await;
            }
        }
        window.choose("Client Authentication", "None (public client)").await;
        window.fill("Client ID", "HS256").await;
        connect_and_fail(&window, "invalid_client").await;
        window.quit().await;
    });
}
