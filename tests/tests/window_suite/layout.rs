//! CONNECT, its verdict and SAVE are in sight for a user who fills in the fields, without scrolling.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{Fields, begin, fill, server_for, tab};

/// The default size, the smallest one, and a large screen.
const SIZES: [(u32, u32); 3] = [(1_100, 720), (800, 560), (1_600, 1_000)];
const CLIENT: &str = "billing-service";
const SECRET: &str = "example-secret-4f1c";

/// Fills in the fields that the reference has, in its order and without scrolling by hand.
async fn fill_in(window: &Window, token_url: &str) {
    begin(window, "OAuth 2").await;
    window.type_into("Name", "Billing API").await;
    window.type_into("Description", "Invoices and credit notes").await;
    window.choose("Grant Type", "Client Credentials").await;
    let scopes = ["invoices.read", "invoices.write"];
    let fields = Fields { token_url, client_id: CLIENT, client_secret: SECRET, scopes: &scopes, in_body: true };
    fill(window, fields).await;
}

/// Presses a button where it is on the screen, which fails if something covers it.
async fn press_unscrolled(window: &Window, name: &str) {
    window.assert_in_sight("button", name).await;
    window.element("button", name).await.click().await.expect("what can be seen takes a click");
}

async fn check(width: u32, height: u32) {
    let server = server_for(CLIENT, SECRET, "granted");
    let home = Home::new();
    let window = Window::open(&home).await;
    window.resize(width, height).await;
    fill_in(&window, &server.url("/token")).await;
    window.assert_in_sight("heading", "Connection · Staging").await;

    press_unscrolled(&window, "CONNECT").await;
    window.element("button", "CONNECTED").await;
    window.assert_text_in_sight("Bearer").await;
    for button in ["CONNECTED", "CANCEL", "SAVE"] {
        window.assert_in_sight("button", button).await;
    }

    window.type_into("Client ID", "-2").await;
    press_unscrolled(&window, "CONNECT").await;
    window.shows("invalid_client").await;
    window.assert_text_in_sight("The server rejected the client credentials").await;
    for button in ["CONNECT", "CANCEL"] {
        window.assert_in_sight("button", button).await;
    }
    press_unscrolled(&window, "SAVE").await;
    window.shows("Nothing to save").await;
}

#[test]
fn at_the_default_size_connect_verdict_and_save_are_in_sight() {
    tell(check(SIZES[0].0, SIZES[0].1));
}

#[test]
fn at_the_smallest_size_connect_verdict_and_save_are_in_sight() {
    tell(check(SIZES[1].0, SIZES[1].1));
}

#[test]
fn on_a_large_screen_connect_verdict_and_save_are_in_sight() {
    tell(check(SIZES[2].0, SIZES[2].1));
}

#[test]
fn no_field_takes_the_focus_under_the_bar() {
    tell(async {
        let (server, home) = (server_for(CLIENT, "another secret", "granted"), Home::new());
        let window = Window::open(&home).await;
        for (width, height) in SIZES {
            window.resize(width, height).await;
            fill_in(&window, &server.url("/token")).await;
            // With the details of a failure open, which is when the bar is highest.
            window.press("CONNECT").await;
            window.shows("invalid_client").await;
            tab(&window, "Staging").await;
            for label in ["Name", "Description", "Token URL", "Client ID", "Client Secret", "Scopes"] {
                let field = window.element("textbox", label).await;
                window
                    .script(
                        "document.querySelector('#main').scrollTo(0, 0); arguments[0].focus();",
                        vec![serde_json::json!(field)],
                    )
                    .await;
                window.assert_in_sight("textbox", label).await;
            }
            window.click("link|button", "Home").await;
            window.press("Leave").await;
        }
    });
}
