//! Nothing typed is lost without a question.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{DIALOG, LEADS, begin, generous_server, register};

const STAY: &str = "Keep editing";
const LEAVE: &str = "Leave";

async fn half_filled(window: &Window) {
    begin(window, "OAuth 2").await;
    window.fill("Name", "Half").await;
}

#[test]
fn cancel_menu_and_escape_ask_first_and_a_no_keeps_everything() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        half_filled(&window).await;
        for way in ["CANCEL", "menu", "Escape"] {
            match way {
                "CANCEL" => window.click("button", "CANCEL").await,
                "menu" => window.click(LEADS, "Home").await,
                _ => window.type_into("Name", "\u{e00c}").await,
            }
            window.wait(&format!("{way} to ask"), async || window.maybe(DIALOG, "~").await.is_some()).await;
            window.click("button", STAY).await;
            window.gone(DIALOG, "~").await;
            assert_eq!(window.value("textbox", "Name").await, "Half", "{way}");
        }
        window.click("button", "CANCEL").await;
        window.click("button", LEAVE).await;
        window.element("button", "+ AUTHORIZATIONS").await;
        assert!(!window.text().await.contains("Half"), "nothing was saved");
    });
}

#[test]
fn leaving_without_changes_asks_nothing() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        window.click("button", "CANCEL").await;
        window.element("button", "+ AUTHORIZATIONS").await;
        begin(&window, "OAuth 2").await;
        window.fill("Name", "typed").await;
        window.clear("Name").await;
        window.click("button", "CANCEL").await;
        window.element("button", "+ AUTHORIZATIONS").await;
    });
}

#[test]
fn closing_the_window_asks_first_while_something_is_unsaved() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        half_filled(&window).await;
        window.ask_to_close();
        window.element(DIALOG, "~").await;
        window.click("button", STAY).await;
        window.gone(DIALOG, "~").await;
        assert_eq!(window.value("textbox", "Name").await, "Half");
        window.ask_to_close();
        window.click_and_end(LEAVE).await;
    });
}

#[test]
fn closing_the_window_without_changes_ends_the_program() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Saved", &server.url("/")).await;
        window.ask_to_close();
        window.ended().await;
    });
}
