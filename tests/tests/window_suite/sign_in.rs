//! Users who sign in from the window, at a certified authorization server, with a real browser.

use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use keyfob_tests::authorization_server::AuthorizationServer;
use keyfob_tests::browser::{Browser, Task};
use keyfob_tests::form_encoding;
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};
use serde_json::{Value, json};

use crate::steps::{begin, edit, save, tab};

pub(crate) const SECRET: &str = "canary-secret-of-the-client";
pub(crate) const PKCE: &str = "Authorization Code (With PKCE)";
/// The life of a token, in seconds: long enough to be seen, and short enough to be waited for.
const LIFE_S: u32 = 4;

fn server() -> AuthorizationServer {
    server_with(json!({}))
}

/// A server with a client for every grant.
pub(crate) fn server_with(mut settings: Value) -> AuthorizationServer {
    let device = "urn:ietf:params:oauth:grant-type:device_code";
    let client = json!({
        "client_id": "window", "client_secret": SECRET, "token_endpoint_auth_method": "client_secret_basic",
        "application_type": "native", "redirect_uris": ["http://127.0.0.1/callback"], "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token", device], "scope": "openid profile offline_access read",
    });
    settings["token_lifetime_s"] = json!(LIFE_S);
    AuthorizationServer::start_for(&[client], &settings)
}

pub(crate) async fn open(home: &Home, browser: &Browser) -> Window {
    Window::open_with(home, &[("PATH", &browser.path())]).await
}

/// Fills in a new form for a grant type.
pub(crate) async fn fill(window: &Window, server: &AuthorizationServer, grant: &str) {
    begin(window, "OAuth 2").await;
    window.fill("Name", "CRM").await;
    window.choose("Grant Type", grant).await;
    tab(window, "Staging").await;
    if grant == "Device Authorization" {
        window.fill("Device Authorization URL", &server.url("/device/auth")).await;
    } else {
        window.fill("Authorization URL", &server.url("/auth")).await;
    }
    window.fill("Token URL", &server.token_url()).await;
    window.fill("Client ID", "window").await;
    window.fill("Client Secret", SECRET).await;
    for scope in ["openid", "profile", "read"] {
        window.type_into("Scopes", &format!("{scope},")).await;
    }
}

/// Returns a parameter of the address that was opened.
pub(crate) fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').expect("a query").1;
    form_encoding::pairs(query).into_iter().find(|(own, _)| own == name).map(|(_, value)| value).unwrap_or_default()
}

/// The host and port of the Redirect URL.
pub(crate) fn listener(address: &str) -> String {
    let redirect = parameter(address, "redirect_uri");
    redirect.trim_start_matches("http://").split('/').next().expect("a host").to_owned()
}

/// Sends a GET to the listener, and returns its answer.
pub(crate) fn get(host: &str, target: &str) -> String {
    use std::io::{Read, Write};
    let Ok(mut connection) = TcpStream::connect(host) else { return String::new() };
    write!(connection, "GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("the listener reads");
    let mut answer = String::new();
    let _ = connection.read_to_string(&mut answer);
    answer
}

/// Opens the address for another device with the code that the window shows. Returns the text of the last page.
pub(crate) async fn visit_with_code(window: &Window, server: &AuthorizationServer, task: Task) -> String {
    window.shows(&server.url("/device")).await;
    let text = window.text().await;
    let is_code = |word: &&str| {
        word.len() == 9 && word.as_bytes()[4] == b'-' && word.chars().all(|c| c == '-' || c.is_ascii_uppercase())
    };
    let code = text.split_whitespace().find(is_code).unwrap_or_else(|| panic!("no code: {text}")).to_owned();
    let address = format!("{}?user_code={code}", server.url("/device"));
    tokio::task::spawn_blocking(move || Browser::visit(&address, task)).await.expect("a page").1
}

#[test]
fn a_user_signs_in_with_each_grant_and_the_token_is_renewed_without_asking() {
    tell(async {
        let server = server();
        for grant in [PKCE, "Authorization Code"] {
            let (home, browser) = (Home::new(), Browser::new(Task::Agree));
            let window = open(&home, &browser).await;
            fill(&window, &server, grant).await;
            window.press("CONNECT").await;
            // Chromium takes a while to start.
            window.wait_for(Duration::from_mins(1), "the last page", async || browser.has_finished()).await;
            window.element("button", "CONNECTED").await;
            let (url, text) = browser.last_page();
            assert!(url.ends_with("/callback/result") && text.contains("You’re signed in"), "{url} {text}");
            let address = browser.opened();
            assert_eq!(parameter(&address, "code_challenge_method") == "S256", grant == PKCE);
            assert!(!address.contains("canary"), "{address}");
            // A second click finds nothing.
            assert_eq!(get(&listener(&address), "/callback?code=x"), "");
            window.shows("User ana").await;
            save(&window).await;
            window.press("Copy token").await;
            window.shows("Token copied").await;
            let first = window.clipboard("UTF8_STRING").expect("a token");
            tokio::time::sleep(Duration::from_secs(u64::from(LIFE_S) + 1)).await;
            window.press("Copy token").await;
            window
                .wait("another token", async || window.clipboard("UTF8_STRING").is_some_and(|token| token != first))
                .await;
            assert!(!window.everything().await.contains(&first), "the page has the token");
            window.quit().await;

            // It is kept: the shell has a token too, and asks nobody.
            let output = home.keyfob(&["token", "CRM", "--refresh"]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    });
}

#[test]
fn a_user_signs_in_on_another_device() {
    tell(async {
        let server = server();
        let (home, browser) = (Home::new(), Browser::new(Task::Nothing));
        let window = open(&home, &browser).await;
        fill(&window, &server, "Device Authorization").await;
        window.press("CONNECT").await;
        let visited = visit_with_code(&window, &server, Task::Device).await;
        assert!(visited.contains("success"), "{visited}");
        window.element("button", "CONNECTED").await;
        window.shows("User ana").await;
        assert!(!browser.has_opened(), "no browser was opened");
        window.quit().await;
    });
}

#[test]
fn a_sign_in_that_comes_to_nothing_says_why_and_loses_nothing() {
    tell(async {
        let server = server();
        let (home, browser) = (Home::new(), Browser::new(Task::Refuse));
        let window = open(&home, &browser).await;
        fill(&window, &server, PKCE).await;
        // Denied.
        window.press("CONNECT").await;
        window.wait_for(Duration::from_mins(1), "the last page", async || browser.has_finished()).await;
        window.shows("The sign-in was denied").await;
        // Cancelled: the listener is gone.
        browser.will(Task::Nothing);
        window.press("CONNECT").await;
        window.shows("Keyfob opened your browser").await;
        let host = listener(&browser.opened());
        // A forged answer changes nothing, and is told.
        let answer = get(&host, "/callback?code=canary-forged&state=forged");
        assert!(answer.contains(" 400 ") && !answer.contains("forged"), "{answer}");
        window.shows("Keyfob ignored a response to a different request").await;
        assert!(!window.everything().await.contains("canary-forged"));
        window.press("Cancel connecting").await;
        window.element("button", "CONNECT").await;
        window.wait("a closed listener", async || TcpStream::connect(&host).is_err()).await;
        // Another server answers.
        window.press("CONNECT").await;
        window.shows("Keyfob opened your browser").await;
        let address = browser.opened_after(&host);
        let (host, state) = (listener(&address), parameter(&address, "state"));
        let answer = get(&host, &format!("/callback?code=canary-code&state={state}&iss=https%3A%2F%2Fevil.example"));
        assert!(answer.contains(" 303 "), "{answer}");
        window.shows("The response isn’t from the expected server").await;
        // No browser.
        browser.breaks();
        window.press("CONNECT").await;
        window.shows("No browser could be opened").await;
        window.press("Cancel connecting").await;
        window.element("button", "CONNECT").await;
        // Nothing typed is lost.
        assert_eq!(window.value("textbox", "Client ID").await, "window");
        save(&window).await;
        edit(&window, "CRM").await;
        window.shows("Sign-in needed").await;
        window.quit().await;
    });
}

#[test]
fn a_port_that_is_in_use_is_named() {
    tell(async {
        let server = server();
        let (home, browser) = (Home::new(), Browser::new(Task::Nothing));
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("an address").port().to_string();
        let window = open(&home, &browser).await;
        fill(&window, &server, PKCE).await;
        window.click("button", "~^Advanced").await;
        window.fill("Redirect port", &port).await;
        window.press("CONNECT").await;
        window.shows(&format!("Port {port} is in use")).await;
        assert!(!browser.has_opened());
        window.quit().await;
    });
}
