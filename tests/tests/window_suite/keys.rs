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
