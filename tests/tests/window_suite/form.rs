//! The type picker and the form by keyboard.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{CARD, DIALOG, open_list};

#[test]
fn the_picker_confirms_only_what_was_chosen_and_escape_closes_it() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        open_list(&window).await;
        window.click("button", "+ AUTHORIZATIONS").await;
        window.element(DIALOG, "CREATE AUTHORIZATION").await;
        assert!(!window.is_enabled("button", "CONFIRM").await, "nothing is chosen yet");
        window.element(CARD, "~^API Key").await;
        window.click(CARD, "~^OAuth 2").await;
        window.wait("CONFIRM", async || window.is_enabled("button", "CONFIRM").await).await;
        window.keys("\u{e00c}").await;
        window.gone(DIALOG, "CREATE AUTHORIZATION").await;
        window.click("button", "+ AUTHORIZATIONS").await;
        window.click("button", "CANCEL").await;
        window.gone(DIALOG, "CREATE AUTHORIZATION").await;
    });
}

#[test]
fn every_field_has_a_label_and_grant_type_offers_what_works() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        crate::steps::begin(&window, "OAuth 2").await;
        for environment in ["Staging", "Production"] {
            crate::steps::tab(&window, environment).await;
            for label in ["Name", "Description", "Token URL", "Client ID", "Client Secret", "Scopes"] {
                window.element("textbox", label).await;
            }
            for label in ["Grant Type", "Client Authentication"] {
                window.element("combobox", label).await;
            }
        }
        assert_eq!(window.value("combobox", "Client Authentication").await, "Send as Basic Auth header");
        let unnamed = window.all("textbox|combobox|button|tab|checkbox", "~^$").await;
        assert!(unnamed.is_empty(), "{} elements have no name", unnamed.len());
    });
}

#[test]
fn the_window_zooms_by_keyboard_and_back() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        let width = async || window.script("return innerWidth", Vec::new()).await.as_f64().unwrap_or_default();
        let before = width().await;
        for _ in 0..5 {
            window.keys("\u{e009}+\u{e000}").await;
        }
        window.wait("twice the size", async || (before / width().await - 2.0).abs() < 0.05).await;
        window.keys("\u{e009}0\u{e000}").await;
        window.wait("the size it had", async || (width().await - before).abs() < 1.0).await;
    });
}
