//! *Fill from issuer* in the real window: what a certified authorization server (npm `oidc-provider`) publishes is filled in as the user chooses.

use keyfob_tests::authorization_server::{AuthorizationServer, Client};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{DIALOG, begin, connect, tab};

const CLIENT: Client =
    Client { id: "found", secret: "canary of a client", method: "client_secret_post", scope: "read" };

#[test]
fn a_token_url_is_found_by_its_issuer_and_connects() {
    tell(async {
        let server = AuthorizationServer::start(&[CLIENT]);
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        tab(&window, "Staging").await;
        window.press("Fill from issuer…").await;
        window.element(DIALOG, "Fill from issuer").await;
        window.fill("Issuer, API address or metadata URL", &server.url("/elsewhere")).await;
        window.press("Look up").await;
        window.shows("No metadata was found at this address.").await;
        window.fill("Issuer, API address or metadata URL", &server.url("")).await;
        window.press("Look up").await;
        window.shows(&format!("Found: {}", server.url(""))).await;
        window.choose("Client Authentication on offer", "Send client credentials in body").await;
        window.click("checkbox", "read").await;
        window.press("Fill in").await;
        window.gone(DIALOG, "Fill from issuer").await;
        assert_eq!(window.value("textbox", "Token URL").await, server.token_url());
        window.fill("Client ID", CLIENT.id).await;
        window.fill("Client Secret", CLIENT.secret).await;
        connect(&window).await;
    });
}
