//! Without a keyring the program starts, says so, and offers a vault with a passphrase.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{LEADS, edit, generous_server, open_list, register, save};

const NO_BUS: [(&str, &str); 1] = [("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")];
const PASSPHRASE: &str = "canary passphrase of a test 42";

async fn set_up(window: &Window) {
    window.shows("keyring").await;
    window.click("button", "Use a passphrase").await;
    for field in ["Passphrase", "Repeat passphrase"] {
        window.fill(field, PASSPHRASE).await;
    }
    window.press("Create").await;
    window.gone("button", "Create").await;
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
        window.fill("Passphrase", "not this one, surely").await;
        window.press("Unlock").await;
        window.shows("Wrong passphrase").await;
        window.fill("Passphrase", PASSPHRASE).await;
        window.press("Unlock").await;
        open_list(&window).await;
        edit(&window, "Without keyring").await;
        window.click("button", "Show Client Secret").await;
        window.wait("the secret", async || window.value("textbox", "Client Secret").await == "plain-secret").await;
        let secrets = ["plain-secret", PASSPHRASE];
        let (finds, _) = keyfob_tests::leak_search::find_below(home.all(), &secrets);
        assert!(finds.is_empty(), "{finds:?}");
    });
}

#[test]
fn nothing_is_stored_before_there_is_a_vault() {
    tell(async {
        let home = Home::new();
        let window = Window::open_with(&home, &NO_BUS).await;
        window.shows("keyring").await;
        let (finds, _) = keyfob_tests::leak_search::find_below(home.all(), &["plain-secret"]);
        assert!(finds.is_empty(), "{finds:?}");
        window.element("button", "Use a passphrase").await;
        window.element("button", "Retry").await;
    });
}

#[test]
fn a_locked_vault_is_called_locked_until_it_is_unlocked() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open_with(&home, &NO_BUS).await;
        set_up(&window).await;
        register(&window, "Kept", &server.url("/token")).await;
        window.click(LEADS, "Settings").await;
        window.click("button", "Lock now").await;
        edit(&window, "Kept").await;
        window.click("button", "Show Client Secret").await;
        let said = async || window.description_of("textbox", "Client Secret").await;
        window.wait("the eye's message", async || said().await.contains("vault is locked")).await;
        window.press("CONNECT").await;
        window.fill("Client Secret", "another secret").await;
        window.press("SAVE").await;
        window.element("textbox", "Passphrase").await;
        window.shows("The vault is locked").await;
        assert!(!window.text().await.contains("keyring"), "a locked vault is told as a problem of the keyring");

        window.fill("Passphrase", PASSPHRASE).await;
        window.press("Unlock").await;
        window.gone("button", "Unlock").await;
        window.wait("no word of a locked vault", async || !window.text().await.to_lowercase().contains("locked")).await;
        assert_eq!(window.value("textbox", "Client Secret").await, "another secret");
        save(&window).await;
    });
}
