//! SAVE is locked while an environment is half filled in, and says which and what it waits for.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{begin, edit, fill, generous_server, plain, register, save, tab};

async fn locked(window: &Window) {
    window.wait("SAVE's lock", async || !window.is_enabled("button", "SAVE").await).await;
}

async fn unlocked(window: &Window) {
    window.wait("SAVE", async || window.is_enabled("button", "SAVE").await).await;
}

#[test]
fn save_waits_for_the_second_environment_once_it_is_begun_and_names_its_fields() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        locked(&window).await;
        window.fill("Name", "Lock").await;
        locked(&window).await;
        tab(&window, "Staging").await;
        let token_url = server.url("/token");
        fill(&window, plain(&token_url)).await;
        unlocked(&window).await;
        tab(&window, "Production").await;
        window.fill("Token URL", &token_url).await;
        locked(&window).await;
        for named in ["Production", "Client ID", "Client Secret"] {
            window.shows(named).await;
        }
        window.fill("Client ID", "id").await;
        locked(&window).await;
        window
            .wait("only the secret to be named", async || {
                let text = window.text().await;
                text.contains("Production is missing") && !text.contains("half filled in: Client ID")
            })
            .await;
        window.fill("Client Secret", "production-secret").await;
        unlocked(&window).await;
        save(&window).await;
        edit(&window, "Lock").await;
        tab(&window, "Production").await;
        assert_eq!(window.value("textbox", "Client ID").await, "id", "both were saved at once");
    });
}

#[test]
fn clearing_a_begun_environment_unlocks_save() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        window.fill("Name", "Clear").await;
        tab(&window, "Staging").await;
        let token_url = server.url("/token");
        fill(&window, plain(&token_url)).await;
        tab(&window, "Production").await;
        window.fill("Client ID", "begun").await;
        locked(&window).await;
        window.click("button", "Clear this environment").await;
        unlocked(&window).await;
        assert_eq!(window.value("textbox", "Client ID").await, "");
        save(&window).await;
    });
}

#[test]
fn clearing_a_saved_environment_asks_first() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Clear", &server.url("/token")).await;
        edit(&window, "Clear").await;
        window.click("button", "Clear this environment").await;
        window.element(crate::steps::DIALOG, "~").await;
        window.click("button", "Cancel").await;
        assert_eq!(window.value("textbox", "Client ID").await, "plain-id");
    });
}

#[test]
fn save_does_not_wait_for_connected() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Never connected", "https://keyfob-tests.invalid/token").await;
        crate::steps::open_list(&window).await;
        window.element("row", "~Never connected").await;
    });
}

#[test]
fn connect_waits_for_every_required_field() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        tab(&window, "Staging").await;
        for (label, text) in [("Token URL", server.url("/")), ("Client ID", "id".into()), ("Client Secret", "s".into())]
        {
            assert!(!window.is_enabled("button", "CONNECT").await, "CONNECT before {label}");
            window.fill(label, &text).await;
        }
        window.wait("CONNECT", async || window.is_enabled("button", "CONNECT").await).await;
    });
}
