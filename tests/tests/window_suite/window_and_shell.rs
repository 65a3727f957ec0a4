//! Window and shell on the same data: each sees what the other did.

use std::time::Duration;

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{LEADS, edit, generous_server, open_list, register, seed_api_key};

/// How soon a change must be seen, with a little for the test's own questions.
const SOON: Duration = Duration::from_millis(1_500);

fn shell(home: &Home, arguments: &[&str]) {
    let output = home.keyfob(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_list_shows_within_a_second_what_the_shell_did() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing API", &server.url("/token")).await;
        seed_api_key(&window, "Old key", "").await;
        open_list(&window).await;
        window.element("row", "~Old key").await;
        window.element("row", "~Billing API.*Staging.*not validated").await;

        shell(&home, &["connect", "billing api"]);
        let validated = async || window.maybe("row", "~Billing API.*Staging : validated").await.is_some();
        window.wait_for(SOON, "the validation made by the shell", validated).await;

        shell(&home, &["rm", "old key", "--yes"]);
        window.wait_for(SOON, "the row to go", async || window.maybe("row", "~Old key").await.is_none()).await;
    });
}

#[test]
fn the_shell_reads_what_the_window_saved_under_the_keyring_s_key() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing API", "https://login.example/token").await;
        let output = home.keyfob(&["show", "Billing API", "--reveal"]);
        let shown = String::from_utf8(output.stdout).expect("text");
        assert!(shown.contains("client_secret: plain-secret"), "{shown}");
        assert!(!String::from_utf8_lossy(&home.keyfob(&["show", "Billing API"]).stdout).contains("plain-secret"));
    });
}

#[test]
fn a_form_says_that_its_authorization_was_deleted_and_loses_nothing_typed() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing API", "https://login.example/token").await;
        edit(&window, "Billing API").await;
        window.fill("Description", "typed and not saved").await;
        shell(&home, &["rm", "Billing API", "--yes"]);
        window.shows("deleted").await;
        assert_eq!(window.value("textbox", "Description").await, "typed and not saved");
        window.element(LEADS, "Authorizations").await;
    });
}
