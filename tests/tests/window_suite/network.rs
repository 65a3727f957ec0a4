//! Network defaults: nothing goes through another proxy before the user has agreed in a dialog of the system, then everything does.

use keyfob_tests::hostile::{HostileServer, token};
use keyfob_tests::proxy::{Policy, Protocol, ProxyRequest, ProxyServer};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{LEADS, begin, connect, edit, fill, plain, save, tab};

const PASSWORD: &str = "canary of the proxy";
const TOKEN_URL: &str = "http://login.example/token";

/// Registers an authorization with a server that only the proxy can find.
async fn register(window: &Window) {
    begin(window, "OAuth 2").await;
    window.fill("Name", "Billing").await;
    tab(window, "Staging").await;
    fill(window, plain(TOKEN_URL)).await;
    window.click("checkbox", "~unencrypted").await;
    save(window).await;
}

async fn open_settings(window: &Window) {
    window.click(LEADS, "Settings").await;
    window.element("combobox", "Proxy").await;
}

#[test]
fn a_proxy_is_used_once_the_user_has_agreed_and_its_password_stays_hidden() {
    tell(async {
        let server = HostileServer::start(token("a token"));
        let proxy = ProxyServer::start(Protocol::Http, Policy::ConnectTo(server.address()));
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window).await;
        open_settings(&window).await;
        window.choose("Proxy", "This address").await;
        window.fill("Address", "ftp://proxy.example").await;
        window.press("Save").await;
        window
            .wait("the address to be refused", async || {
                window.attribute("textbox", "Address", "aria-invalid").await.as_deref() == Some("true")
            })
            .await;
        window.fill("Address", &format!("http://127.0.0.1:{}", proxy.port())).await;
        window.fill("User name", "scout").await;
        window.fill("Password", PASSWORD).await;
        window.press("Save").await;
        window.answer_dialog(false).await;
        assert_eq!(window.value("textbox", "User name").await, "scout", "what was typed stays");
        window.press("Save").await;
        window.answer_dialog(true).await;
        window.shows("Network defaults saved").await;
        assert_eq!(proxy.connections(), 0);

        edit(&window, "Billing").await;
        connect(&window).await;
        let expected = ProxyRequest { target: TOKEN_URL.into(), credentials: Some(format!("scout:{PASSWORD}")) };
        assert_eq!(proxy.requests(), [expected]);
        assert!(!window.everything().await.contains("canary"));
        window.quit().await;

        let window = Window::open(&home).await;
        open_settings(&window).await;
        assert_eq!(window.value("textbox", "User name").await, "scout");
        assert!(!window.everything().await.contains("canary"));
        window.choose("Proxy", "No proxy").await;
        window.press("Save").await;
        window.shows("Network defaults saved").await;
        edit(&window, "Billing").await;
        window.press("CONNECTED").await;
        window.shows("The host name wasn’t found").await;
        assert_eq!(proxy.requests().len(), 1, "the proxy isn't used any more");
        window.quit().await;
    });
}
