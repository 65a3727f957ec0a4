//! The keyboard shortcuts in the real window: WebKit's own shortcuts don't get in their way.

use keyfob_tests::{
    user_home::Home,
    window::{Window, tell},
};

use crate::steps::{DIALOG, generous_server, tab};

const CONTROL: char = '\u{e009}';
const RELEASE: char = '\u{e000}';
const ENTER: char = '\u{e007}';
const ESCAPE: &str = "\u{e00c}";

async fn with_control(window: &Window, key: char) {
    window.keys(&format!("{CONTROL}{key}{RELEASE}")).await;
}

async fn is_focused(window: &Window, id: &str) {
    let script = "return document.activeElement?.id ?? ''";
    window.wait(id, async || window.script(script, Vec::new()).await.as_str() == Some(id)).await;
}

#[test]
fn an_authorization_is_created_connected_saved_and_found_by_shortcuts() {
    tell(async {
        let (server, home) = (generous_server(), Home::new());
        let window = Window::open(&home).await;
        with_control(&window, 'n').await;
        window.element(DIALOG, "CREATE AUTHORIZATION").await;
        window.click("radio", "OAuth 2").await;
        window.keys(&ENTER.to_string()).await;
        window.fill("Name", "By keys").await;
        tab(&window, "Staging").await;
        window.fill("Token URL", &server.url("/token")).await;
        window.fill("Client ID", "id").await;
        window.fill("Client Secret", "secret").await;
        with_control(&window, ENTER).await;
        window.element("button", "CONNECTED").await;
        // Enter in a field saves; with Ctrl it only connects.
        window.shows("Unsaved changes").await;
        with_control(&window, 's').await;
        window.shows("Nothing to save").await;
        with_control(&window, 'f').await;
        is_focused(&window, "filter-text").await;
        window.type_into("Name, Description", "keys").await;
        window.keys(&ENTER.to_string()).await;
        window.element("row", "~By keys").await;
    });
}

#[test]
fn the_menu_and_the_overview_are_reached_by_shortcuts() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        for (key, title) in [('2', "Authorizations"), ('3', "Settings"), ('1', "Welcome")] {
            with_control(&window, key).await;
            window.element("heading", title).await;
        }
        window.keys("?").await;
        window.element(DIALOG, "Keyboard shortcuts").await;
        window.keys(ESCAPE).await;
        window.gone(DIALOG, "~").await;
    });
}
