//! The whole story by keyboard alone in the real window: every step is reached by Tab and arrow keys.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};
use serde_json::Value;

use crate::steps::{DIALOG, generous_server};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
/// More stops of the Tab key than any screen has.
const MOST_STOPS: usize = 60;

/// Returns the name of the focused element: its label or its text.
const FOCUSED: &str = r"
    const active = document.activeElement;
    return (active?.getAttribute('aria-label') ?? active?.labels?.[0]?.textContent ?? active?.textContent ?? '').trim();
";

async fn focused(window: &Window) -> String {
    match window.script(FOCUSED, vec![]).await {
        Value::String(name) => name,
        other => panic!("a name, not {other}"),
    }
}

/// Presses Tab until an element whose name begins like this has the focus.
async fn reach(window: &Window, name: &str) {
    let mut passed = Vec::new();
    for _ in 0..MOST_STOPS {
        let now = focused(window).await;
        if now.starts_with(name) {
            return;
        }
        passed.push(now);
        window.keys(TAB).await;
    }
    panic!("Tab doesn't reach \"{name}\", only {passed:?}");
}

async fn press(window: &Window, name: &str) {
    reach(window, name).await;
    window.keys(ENTER).await;
}

async fn type_into(window: &Window, label: &str, text: &str) {
    reach(window, label).await;
    window.keys(text).await;
}

#[test]
fn an_authorization_is_created_connected_saved_revealed_edited_and_deleted_by_keyboard_alone() {
    tell(async {
        let (server, home) = (generous_server(), Home::new());
        let window = Window::open(&home).await;
        press(&window, "Authorizations").await;
        window.element("heading", "Authorizations").await;
        press(&window, "+ AUTHORIZATIONS").await;
        window.element(DIALOG, "CREATE AUTHORIZATION").await;
        for _ in 0..MOST_STOPS {
            let script =
                "return document.querySelector('dialog input[type=radio]:checked')?.labels[0]?.textContent ?? '';";
            if window.script(script, vec![]).await.as_str().is_some_and(|chosen| chosen.contains("OAuth 2")) {
                break;
            }
            let script = "return document.activeElement?.type === 'radio';";
            let is_radio = window.script(script, vec![]).await == Value::Bool(true);
            window.keys(if is_radio { DOWN } else { TAB }).await;
        }
        press(&window, "CONFIRM").await;

        type_into(&window, "Name", "By keys").await;
        type_into(&window, "Description", "Without a mouse").await;
        type_into(&window, "Token URL", &server.url("/token")).await;
        type_into(&window, "Client ID", "id").await;
        type_into(&window, "Client Secret", "plain-secret").await;
        type_into(&window, "Scopes", "read,").await;
        press(&window, "CONNECT").await;
        window.element("button", "CONNECTED").await;
        press(&window, "SAVE").await;
        window.shows("Nothing to save").await;

        press(&window, "Show Client Secret").await;
        window.wait("the secret", async || window.value("textbox", "Client Secret").await == "plain-secret").await;
        window.keys(ENTER).await;
        window.wait("no secret", async || !window.everything().await.contains("plain-secret")).await;

        window.keys(ESCAPE).await;
        window.element("row", "~By keys.*validated").await;
        // The list returns to the row, and Enter edits it.
        window.wait("the row's focus", async || focused(&window).await.contains("By keys")).await;
        window.keys(ENTER).await;
        type_into(&window, "Description", " at all").await;
        press(&window, "SAVE").await;
        window.shows("Nothing to save").await;
        window.keys(ESCAPE).await;
        window.element("row", "~By keys.*Without a mouse at all").await;

        press(&window, "Delete By keys").await;
        window.element(DIALOG, "~").await;
        press(&window, "Delete").await;
        window.gone("row", "~By keys").await;
    });
}
