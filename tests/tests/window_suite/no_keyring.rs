//! Without a keyring the program starts, says so, and offers a vault with a passphrase.

use keyfob_tests::home::Home;
use keyfob_tests::window::{Window, tell};

use crate::person::{edit, generous_server, open_list, register};

const NO_BUS: [(&str, &str); 1] = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")];
const PASSPHRASE: &str = "canary passphrase of a test 42";

async fn set_up(window: &Window) {
    window.shows("keyring").await;
    window.click("button", "~passphrase").await;
    for field in ["~^(new )?passphrase", "~^(repeat|confirm|again)|again$"] {
        window.fill(field, PASSPHRASE).await;
    }
    window.press("~^(create|set up)").await;
    window.gone(crate::person::DIALOG, "~passphrase").await;
}

#[test]
fn a_passphrase_vault_is_set_up_saves_and_is_unlocked_after_a_restart() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open_with(&home, &NO_BUS).await;
        set_up(&window).await;
        register(&window, "Without keyring", &server.url("/token")).await;
        window.quit().await;

        let window = Window::open_with(&home, &NO_BUS).await;
        window.fill("~^passphrase", "not this one, surely").await;
        window.press("~^unlock").await;
        window.shows("does not open").await;
        window.fill("~^passphrase", PASSPHRASE).await;
        window.press("~^unlock").await;
        open_list(&window).await;
        edit(&window, "Without keyring").await;
        window.click("button", "~^(show|reveal)\\b.*secret").await;
        window.wait("the secret", async || window.value("textbox", "Client Secret").await == "plain-secret").await;
        let secrets = ["plain-secret", PASSPHRASE];
        let (finds, _) = keyfob_tests::canary::find_below(home.all(), &secrets);
        assert!(finds.is_empty(), "{finds:?}");
    });
}

#[test]
fn nothing_is_stored_before_there_is_a_vault() {
    tell(async {
        let home = Home::new();
        let window = Window::open_with(&home, &NO_BUS).await;
        window.shows("keyring").await;
        let (finds, _) = keyfob_tests::canary::find_below(home.all(), &["plain-secret"]);
        assert!(finds.is_empty(), "{finds:?}");
        window.element("button", "~passphrase").await;
        window.element("button", "~(try|look) again|retry").await;
    });
}
