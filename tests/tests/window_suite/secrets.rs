//! The canary hunt: planted secrets and tokens are nowhere but in the open eye.

use keyfob_tests::hostile::{HostileServer, token};
use keyfob_tests::leak_search::{core_dump_limits, find_below, find_in, find_in_processes};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{Fields, begin, connect, edit, fill, open_list, plain, save, tab};

const STAGING: &str = "canary-staging: 5d1e7";
const PRODUCTION: &str = "canary-production: 8c3b0";
const VALUE: &str = "canary-value: 1f94a";
const TOKEN: &str = "canary-token-77e02";
const CANARIES: [&str; 4] = [STAGING, PRODUCTION, VALUE, TOKEN];

fn assert_nothing(finds: &[String]) {
    assert!(finds.is_empty(), "{} finds:\n{}", finds.len(), finds.join("\n"));
}

/// Saves two connected environments and an API key, all with canaries.
async fn plant(window: &Window, server: &HostileServer) {
    let token_url = server.url("/token");
    begin(window, "OAuth 2").await;
    window.fill("Name", "Canary").await;
    for (environment, secret, in_body) in [("Staging", STAGING, false), ("Production", PRODUCTION, true)] {
        tab(window, environment).await;
        fill(window, Fields { client_secret: secret, in_body, ..plain(&token_url) }).await;
        connect(window).await;
    }
    save(window).await;
    begin(window, "API Key").await;
    window.fill("Name", "Canary key").await;
    tab(window, "Staging").await;
    window.fill("Key", "X-Key").await;
    window.fill("Value", VALUE).await;
    save(window).await;
}

/// Everything written to disk, and every process's command line and environment.
fn hunt(home: &Home, window: Option<&Window>) {
    let (mut finds, files) = find_below(home.all(), &CANARIES);
    assert!(files > 0, "there are files to search");
    if let Some(window) = window {
        let (more, processes) = find_in_processes(window.process_group(), &CANARIES);
        assert!(processes >= 2, "the program and its page run");
        finds.extend(more);
        let limits = core_dump_limits(window.process_group());
        assert!(limits.len() >= 2 && limits.iter().all(|limit| limit.starts_with("0 0")), "no core dumps: {limits:?}");
    }
    assert_nothing(&finds);
}

/// Opens every screen that knows of a secret and hunts in the page and in what the core told it.
async fn hunt_in_the_page(window: &Window) {
    open_list(window).await;
    edit(window, "Canary key").await;
    edit(window, "Canary").await;
    for environment in ["Staging", "Production"] {
        tab(window, environment).await;
        window.element("button", "CONNECTED").await;
        assert_nothing(&find_in("the page", window.everything().await.as_bytes(), &CANARIES));
    }
    let heard = window.heard().await;
    assert!(
        heard.iter().any(|line| line.contains("read") && line.contains("stored")),
        "the core told of a stored secret"
    );
    assert_nothing(&find_in("the core's answers", heard.join("\n").as_bytes(), &CANARIES));
}

#[test]
fn no_secret_or_token_is_in_page_answers_files_or_processes_before_the_eye_is_pressed() {
    tell(async {
        let server = HostileServer::start(token(TOKEN));
        let home = Home::new();
        let window = Window::open(&home).await;
        window.listen().await;
        plant(&window, &server).await;
        let told = window.heard().await.join("\n");
        assert_nothing(&find_in("the core's answers while saving", told.as_bytes(), &CANARIES));
        hunt(&home, Some(&window));
        window.quit().await;
        hunt(&home, None);

        let window = Window::open(&home).await;
        window.listen().await;
        hunt_in_the_page(&window).await;
        window.click("button", "Show Client Secret").await;
        window.wait("the secret", async || window.value("textbox", "Client Secret").await == PRODUCTION).await;
        assert!(window.heard().await.join("\n").contains(PRODUCTION), "the hunt hears what the core tells");
        window.click("button", "Hide Client Secret").await;
        let hidden = async || find_in("the page", window.everything().await.as_bytes(), &CANARIES).is_empty();
        window.wait("the page to forget", hidden).await;
        hunt(&home, Some(&window));
    });
}

#[test]
fn the_show_exchange_view_and_the_error_panel_hold_no_secret() {
    tell(async {
        let echo = |request: &keyfob_tests::hostile::Request| {
            let said = format!("{} {STAGING}", request.header("authorization").unwrap_or_default());
            let body = serde_json::json!({ "error": "invalid_client", "error_description": said });
            keyfob_tests::hostile::json(401, body.to_string())
        };
        let server = HostileServer::answering(echo);
        let home = Home::new();
        let window = Window::open(&home).await;
        window.listen().await;
        begin(&window, "OAuth 2").await;
        tab(&window, "Staging").await;
        let token_url = server.url("/token");
        fill(&window, Fields { client_secret: STAGING, ..plain(&token_url) }).await;
        crate::steps::connect_and_fail(&window, "invalid_client").await;
        window.click("button", "Show request and response").await;
        let text = window.text().await;
        assert!(text.contains("POST"), "the exchange is shown: {text}");
        assert_nothing(&find_in("what is shown", text.as_bytes(), &CANARIES));
        assert_nothing(&find_in("the core's answers", window.heard().await.join("\n").as_bytes(), &CANARIES));
    });
}
