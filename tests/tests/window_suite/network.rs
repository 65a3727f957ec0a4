//! Network defaults and network settings of an environment: nothing goes through another proxy before the user has agreed in a dialog of the system, then everything does.

use keyfob_tests::hostile::{Authority, HostileServer, Identity, Validity, token};
use keyfob_tests::proxy::{Policy, Protocol, ProxyRequest, ProxyServer};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{LEADS, begin, connect, connect_and_fail, edit, fill, open_list, plain, save, tab};

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

async fn open_network(window: &Window) {
    if window.maybe("combobox", "Proxy").await.is_none() {
        window.click("button", "~^Advanced").await;
        window.press("Network").await;
    }
    window.element("combobox", "Proxy").await;
}

/// A certificate that is wrong in every way, in turn.
fn bad_identities() -> [Identity; 3] {
    let authority = Authority::new();
    [
        Identity::self_signed(&["127.0.0.1"]),
        authority.issue(&["127.0.0.1"], Validity::Past),
        authority.issue(&["other.example"], Validity::Now),
    ]
}

#[test]
fn a_server_that_is_not_verified_is_said_in_the_form_and_in_the_list_and_a_stored_secret_goes_there_after_a_yes_only() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        for (number, identity) in bad_identities().into_iter().enumerate() {
            let server = HostileServer::start_tls(&identity, token("a token"));
            let name = format!("Server {number}");
            begin(&window, "OAuth 2").await;
            window.fill("Name", &name).await;
            tab(&window, "Staging").await;
            fill(&window, plain(&server.url("/token"))).await;
            connect_and_fail(&window, "certificate").await;
            assert!(server.received().is_empty(), "{name}: something was sent");
            save(&window).await;

            edit(&window, &name).await;
            open_network(&window).await;
            window.click("checkbox", "Skip certificate verification").await;
            window.shows("The server’s certificate isn’t verified").await;
            window.press("CONNECT").await;
            window.answer_dialog(false).await;
            window.shows("was saved before these network settings").await;
            assert!(server.received().is_empty(), "{name}: something was sent");
            window.press("CONNECT").await;
            window.answer_dialog(true).await;
            window.element("button", "CONNECTED").await;
            window.shows("The server’s certificate wasn’t verified").await;
            window.press("SAVE").await;
            window.answer_dialog(true).await;
            window.shows("Nothing to save").await;
            open_list(&window).await;
            window.shows("Certificate not verified: Staging").await;
            let list = String::from_utf8_lossy(&home.keyfob(&["list"]).stdout).into_owned();
            assert!(list.lines().any(|line| line.contains(&name) && line.contains("not verified")), "{list}");

            // Verifying again needs no question, and nothing is sent any more.
            edit(&window, &name).await;
            window.press("Verify it").await;
            window.gone("button", "Verify it").await;
            let before = server.received().len();
            connect_and_fail(&window, "certificate").await;
            assert_eq!(server.received().len(), before, "{name}: something was sent");
            save(&window).await;
        }
        window.quit().await;
    });
}

#[test]
fn an_environment_s_own_proxy_is_used_for_it_alone_and_its_password_stays_hidden() {
    tell(async {
        let server = HostileServer::start(token("a token"));
        let proxy = ProxyServer::start(Protocol::Http, Policy::ConnectTo(server.address()));
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window).await;
        edit(&window, "Billing").await;
        open_network(&window).await;
        window.choose("Proxy", "This address").await;
        window.fill("Proxy address", &format!("http://127.0.0.1:{}", proxy.port())).await;
        window.fill("User name for the proxy", "scout").await;
        window.fill("Password for the proxy", PASSWORD).await;
        window.press("SAVE").await;
        window.answer_dialog(false).await;
        window.shows("was saved before these network settings").await;
        assert_eq!(window.value("textbox", "User name for the proxy").await, "scout", "what was typed stays");
        window.press("SAVE").await;
        window.answer_dialog(true).await;
        window.shows("Nothing to save").await;
        assert_eq!(proxy.connections(), 0);
        window.quit().await;

        let window = Window::open(&home).await;
        edit(&window, "Billing").await;
        connect(&window).await;
        let expected = ProxyRequest { target: TOKEN_URL.into(), credentials: Some(format!("scout:{PASSWORD}")) };
        assert_eq!(proxy.requests(), [expected]);
        assert!(!window.everything().await.contains("canary"));
        // The other environment doesn't use it.
        tab(&window, "Production").await;
        fill(&window, plain(TOKEN_URL)).await;
        window.click("checkbox", "~unencrypted").await;
        connect_and_fail(&window, "The host name wasn’t found").await;
        assert_eq!(proxy.requests().len(), 1);
        window.quit().await;
    });
}
