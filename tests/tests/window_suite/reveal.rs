//! A stored secret is in the page only while the eye is open.

use std::time::Duration;

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{edit, generous_server, open_list, register, tab};

const SECRET: &str = "plain-secret";
const SHOW: &str = "Show Client Secret";

async fn open_eye(window: &Window) {
    window.click("button", SHOW).await;
    window.wait("the secret", async || window.value("textbox", "Client Secret").await == SECRET).await;
}

async fn assert_closed(window: &Window, why: &str) {
    window.wait(why, async || !window.everything().await.contains(SECRET)).await;
}

#[test]
fn the_eye_closes_when_the_window_loses_focus_the_tab_or_the_screen_is_left() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Eye", &server.url("/token")).await;
        edit(&window, "Eye").await;
        open_eye(&window).await;
        window.script("window.dispatchEvent(new Event('blur'));", vec![]).await;
        assert_closed(&window, "the secret to go when the window loses focus").await;
        open_eye(&window).await;
        tab(&window, "Production").await;
        assert_closed(&window, "the secret to go when the tab is left").await;
        tab(&window, "Staging").await;
        assert_closed(&window, "the secret to stay away").await;
        open_eye(&window).await;
        open_list(&window).await;
        assert_closed(&window, "the secret to go when the screen is left").await;
    });
}

#[test]
fn the_eye_closes_by_itself_after_30_seconds_and_not_before() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Eye", &server.url("/token")).await;
        edit(&window, "Eye").await;
        open_eye(&window).await;
        tokio::time::sleep(Duration::from_secs(25)).await;
        assert_eq!(window.value("textbox", "Client Secret").await, SECRET, "30 seconds are not over");
        assert_closed(&window, "the secret to go after 30 seconds").await;
    });
}

#[test]
fn a_hidden_secret_shows_the_same_number_of_dots_whatever_its_length() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        let mut shown = Vec::new();
        for (name, secret) in [("Short", "x".to_owned()), ("Long", "y".repeat(300))] {
            crate::steps::begin(&window, "OAuth 2").await;
            window.fill("Name", name).await;
            tab(&window, "Staging").await;
            let token_url = server.url("/token");
            crate::steps::fill(
                &window,
                crate::steps::Fields { client_secret: &secret, ..crate::steps::plain(&token_url) },
            )
            .await;
            crate::steps::save(&window).await;
            edit(&window, name).await;
            let script = "const [f] = arguments; return [f.value.length, f.placeholder?.length ?? 0];";
            let field = window.element("textbox", "Client Secret").await;
            shown.push(window.script(script, vec![serde_json::json!(field)]).await);
        }
        assert_eq!(shown[0], shown[1]);
        assert_ne!(shown[0], serde_json::json!([0, 0]), "dots are shown");
    });
}

#[test]
fn typing_into_a_stored_secret_replaces_it_whole() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Eye", &server.url("/token")).await;
        edit(&window, "Eye").await;
        window.type_into("Client Secret", "new").await;
        crate::steps::save(&window).await;
        edit(&window, "Eye").await;
        window.click("button", SHOW).await;
        window.wait("the new secret", async || window.value("textbox", "Client Secret").await == "new").await;
    });
}
