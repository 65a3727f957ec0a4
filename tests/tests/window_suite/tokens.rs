//! The token of saved settings: copied by the program, and not through the page.

use std::{fs, path::Path, process::Command};

use keyfob_tests::authorization_server::{AuthorizationServer, Client};
use keyfob_tests::built;
use keyfob_tests::hostile::{Authority, HostileServer, Validity, token};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{Fields, begin, connect, edit, fill, plain, register, save, tab};

const TOKEN: &str = "canary-of-the-token";
const TEXT: &str = "UTF8_STRING";

async fn copied(window: &Window, text: &str) {
    window.wait(text, async || window.clipboard(TEXT).is_some_and(|copied| copied.starts_with(text))).await;
    assert_eq!(window.clipboard("x-kde-passwordManagerHint").as_deref(), Some("secret"));
}

#[test]
fn a_token_is_copied_without_reaching_the_page_and_leaves_the_clipboard_by_itself() {
    tell(async {
        let server = HostileServer::start(token(TOKEN));
        let home = Home::new();
        let window = Window::open_with(&home, &[("KEYFOB_CLIPBOARD_MS", "3000")]).await;
        register(&window, "Billing", &server.url("/token")).await;
        connect(&window).await;
        window.shows("left").await;
        window.press("Copy token").await;
        copied(&window, TOKEN).await;
        window.shows("Token copied").await;
        window.click("button", "More ways to copy").await;
        window.click("menuitem", "Copy as header").await;
        copied(&window, &format!("Authorization: Bearer {TOKEN}")).await;
        window.click("button", "More ways to copy").await;
        window.click("menuitem", "Copy as curl").await;
        copied(&window, "curl --config - ").await;
        assert!(!window.everything().await.contains(TOKEN), "the page has the token");
        // CONNECT's token was used: none was requested to copy it.
        assert_eq!(server.connections(), 1);
        window.wait("an empty clipboard", async || window.clipboard(TEXT).is_none()).await;

        edit(&window, "Billing").await;
        window.click("button", "More token actions").await;
        window.click("menuitem", "Forget token").await;
        window.shows("No token kept").await;
        window.press("Copy token").await;
        copied(&window, TOKEN).await;
        assert_eq!(server.connections(), 2);

        window.click("button", "Inspect").await;
        window.shows("What the server said").await;
        window.shows("isn’t a JSON Web Token").await;
        assert!(!window.everything().await.contains(TOKEN), "the page has the token before the eye is pressed");
        window.click("button", "Show token").await;
        window.wait("the token", async || window.everything().await.contains(TOKEN)).await;
        window.press("Close").await;
        window.wait("the token to go", async || !window.everything().await.contains(TOKEN)).await;

        // The server answers every request with a token: it has no metadata.
        window.click("button", "More token actions").await;
        window.click("menuitem", "Disconnect").await;
        window.shows("Token forgotten, but not revoked").await;
        window.shows("No token kept").await;
        window.quit().await;
    });
}

#[test]
fn a_certified_server_is_asked_about_an_inspected_token_and_disconnected_from() {
    tell(async {
        const JWT: Client =
            Client { id: "jwt-RS256", secret: "jwt canary", method: "client_secret_basic", scope: "read" };
        const OPAQUE: Client = Client { id: "opaque", secret: "opaque canary", ..JWT };
        let server = AuthorizationServer::start(&[JWT, OPAQUE]);
        let home = Home::new();
        let window = Window::open(&home).await;
        let token_url = server.token_url();
        for client in [JWT, OPAQUE] {
            let fields = Fields { client_id: client.id, client_secret: client.secret, ..plain(&token_url) };
            begin(&window, "OAuth 2").await;
            window.fill("Name", client.id).await;
            tab(&window, "Staging").await;
            fill(&window, fields).await;
            save(&window).await;
            connect(&window).await;
            window.click("button", "Inspect").await;
            if client.id == JWT.id {
                window.press("Verify signature").await;
                window.shows("The signature is valid.").await;
                window.shows("key of RS256").await;
            } else {
                window.press("Introspect").await;
                window.shows("The token is valid").await;
                assert!(window.maybe("button", "Verify signature").await.is_none());
            }
            assert!(!window.everything().await.contains("canary"));
            window.press("Close").await;
        }
        window.click("button", "More token actions").await;
        window.click("menuitem", "Disconnect").await;
        window.shows("Token revoked at the server and forgotten.").await;
        window.quit().await;
    });
}

#[test]
fn a_ca_that_is_installed_after_a_failure_is_trusted_without_a_restart() {
    tell(async {
        let authority = Authority::new();
        let identity = authority.issue(&["localhost", "127.0.0.1"], Validity::Now);
        let server = HostileServer::start_tls(&identity, token(TOKEN));
        let home = Home::new();
        let (roots, ca) = (home.all().join("roots.pem"), home.all().join("ca.pem"));
        fs::write(&roots, Authority::new().certificate_pem()).expect("a file");
        fs::write(&ca, authority.certificate_pem()).expect("a file");
        let trusted = |file: &Path| [("SSL_CERT_FILE", file.display().to_string()), ("SSL_CERT_DIR", String::new())];
        let environment = trusted(&roots);
        let window =
            Window::open_with(&home, &environment.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
        register(&window, "Billing", &server.url("/token")).await;
        // The shell trusts the server, and keeps its token.
        let output = Command::new(built::find("keyfob"))
            .args(["connect", "Billing"])
            .envs(home.environment())
            .envs(trusted(&ca))
            .output()
            .expect("the shell");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

        edit(&window, "Billing").await;
        window.press("Inspect").await;
        window.press("Introspect").await;
        window.shows("The server’s certificate was rejected").await;
        fs::copy(&ca, &roots).expect("a file");
        window.press("Introspect").await;
        window.shows("The server publishes no metadata").await;
    });
}
