//! What another program changes in the database: the window tells it, uses nothing of it, and restores or accepts it as the user says.

use keyfob_core::torture::forge;
use keyfob_tests::hostile::{HostileServer, token};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{DIALOG, connect, edit, register, save};

const TITLE: &str = "changed outside Keyfob";

/// Writes another path into the Token URL, on the same server.
fn change_path(home: &Home, server: &HostileServer, path: &str) {
    let url = server.url(path);
    let sql = format!("UPDATE environment SET settings = json_set(settings, '$.token_url', '{url}');");
    forge(&home.data(), &sql).unwrap();
}

#[test]
fn a_changed_token_url_is_told_when_the_form_is_opened_and_restored() {
    tell(async {
        let server = HostileServer::start(token("a"));
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing", &server.url("/token")).await;
        window.quit().await;
        change_path(&home, &server, "/planted");

        let window = Window::open(&home).await;
        edit(&window, "Billing").await;
        window.shows(TITLE).await;
        window.press("CONNECT").await;
        window.shows(TITLE).await;
        assert_eq!(server.connections(), 0, "nothing was sent");
        window.press("Compare…").await;
        window.element(DIALOG, &format!("~{TITLE}")).await;
        let shown = window.text().await;
        assert!(shown.contains(&server.url("/token")) && shown.contains(&server.url("/planted")), "{shown}");
        window.press("Restore what Keyfob saved").await;
        window.gone(DIALOG, "~").await;
        assert_eq!(window.value("textbox", "Token URL").await, server.url("/token"));
        connect(&window).await;
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn a_form_that_is_open_while_it_is_changed_sends_and_saves_nothing_of_it() {
    tell(async {
        let server = HostileServer::start(token("a"));
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing", &server.url("/token")).await;
        edit(&window, "Billing").await;
        change_path(&home, &server, "/planted");
        window.shows(TITLE).await;
        window.press("CONNECT").await;
        window.fill("Client ID", "typed meanwhile").await;
        window.press("SAVE").await;
        window.shows(TITLE).await;
        assert_eq!(server.connections(), 0);
        assert_eq!(window.value("textbox", "Client ID").await, "typed meanwhile", "what was typed stays");

        window.press("Compare…").await;
        window.press("Accept what is stored now").await;
        window.gone(DIALOG, "~").await;
        assert_eq!(window.value("textbox", "Token URL").await, server.url("/planted"));
        connect(&window).await;
        window.fill("Description", "accepted").await;
        save(&window).await;
        window.quit().await;
        assert!(home.keyfob(&["verify"]).status.success());
    });
}
