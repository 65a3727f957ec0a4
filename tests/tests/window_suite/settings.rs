//! Moving the vault key: nothing that was saved is lost on the way, and every step asks for what it needs.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{DIALOG, LEADS, edit, open_list, register};

const FIRST: &str = "a first passphrase";
const SECOND: &str = "a second passphrase";

async fn open_settings(window: &Window) {
    window.click(LEADS, "Settings").await;
    window.element("heading", "Settings").await;
}

/// Answers the dialog of the page that is open, agrees in the one of the system, and waits until both are gone.
async fn answer(window: &Window, fields: &[(&str, &str)], button: &str) {
    for (label, text) in fields {
        window.fill(label, text).await;
    }
    window.press(button).await;
    window.answer_dialog(true).await;
    window.gone(DIALOG, "~").await;
}

/// Opens the program, saves a secret, and moves the vault from the keyring under a passphrase.
async fn begin_with_a_passphrase(home: &Home) -> Window {
    let window = Window::open(home).await;
    register(&window, "Billing API", "https://login.example/token").await;
    open_settings(&window).await;
    window.press("Protect with a passphrase").await;
    answer(&window, &[("Passphrase", FIRST), ("Repeat passphrase", FIRST)], "Protect").await;
    window
}

async fn assert_opens(window: &Window, name: &str) {
    open_list(window).await;
    edit(window, name).await;
    window.click("button", "Show Client Secret").await;
    window.wait("the secret", async || window.value("textbox", "Client Secret").await == "plain-secret").await;
}

#[test]
fn the_key_moves_behind_a_passphrase_is_replaced_and_moves_back() {
    tell(async {
        let home = Home::new();
        let window = begin_with_a_passphrase(&home).await;
        window.shows("Protected by your passphrase").await;
        window.press("Change passphrase").await;
        let fields = [("Current passphrase", FIRST), ("New passphrase", SECOND), ("Repeat passphrase", SECOND)];
        answer(&window, &fields, "Change").await;
        answer(&window, &[], "Replace the key").await;
        assert_opens(&window, "Billing API").await;
        window.quit().await;

        let window = Window::open(&home).await;
        window.fill("Passphrase", FIRST).await;
        window.press("Unlock").await;
        window.shows("Wrong passphrase").await;
        window.fill("Passphrase", SECOND).await;
        window.press("Unlock").await;
        window.gone("button", "Unlock").await;
        open_settings(&window).await;
        window.press("Move to the keyring").await;
        answer(&window, &[("Passphrase", SECOND)], "Move").await;
        window.shows("In the system keyring").await;
        window.quit().await;

        let window = Window::open(&home).await;
        assert_opens(&window, "Billing API").await;
    });
}

#[test]
fn a_recovery_key_is_shown_once_and_opens_the_vault_when_the_passphrase_is_forgotten() {
    tell(async {
        let home = Home::new();
        let window = begin_with_a_passphrase(&home).await;
        window.press("Make recovery key").await;
        window.answer_dialog(true).await;
        window.element(DIALOG, "Your recovery key").await;
        let shown = window.script("return document.querySelector('.recovery-key').textContent", Vec::new()).await;
        let recovery_key = shown.as_str().expect("a text").to_owned();
        window.press("I’ve saved it").await;
        window.gone(DIALOG, "~").await;
        assert!(!window.everything().await.contains(&recovery_key), "it is shown once");
        window.press("Lock now").await;

        window.press("Use the recovery key").await;
        window.fill("Recovery key", &recovery_key.to_lowercase()).await;
        window.press("Unlock").await;
        window.gone(DIALOG, "~").await;
        assert_opens(&window, "Billing API").await;
        let (finds, _) = keyfob_tests::leak_search::find_below(home.all(), &[&recovery_key, FIRST]);
        assert!(finds.is_empty(), "{finds:?}");
    });
}

#[test]
fn nothing_is_changed_if_the_user_says_no_and_backups_are_treated_as_chosen() {
    tell(async {
        let home = Home::new();
        let window = begin_with_a_passphrase(&home).await;
        window.press("Back up now").await;
        window.shows("1 backup in").await;
        window.press("Change passphrase").await;
        let fields = [("Current passphrase", FIRST), ("New passphrase", SECOND), ("Repeat passphrase", SECOND)];
        for (label, text) in fields {
            window.fill(label, text).await;
        }
        window.press("Change").await;
        window.answer_dialog(false).await;
        assert_eq!(window.value("textbox", "New passphrase").await, SECOND, "what was typed stays");
        window.click("radio", "~^Leave them as they are").await;
        answer(&window, &[], "Change").await;
        window.shows("1 backup doesn’t open with the current key").await;
        window.press("Delete these backups…").await;
        window.answer_dialog(true).await;
        window.wait("no old backup", async || !window.text().await.contains("doesn’t open with the current key")).await;
        let left = std::fs::read_dir(home.data().join("backups")).unwrap().count();
        assert_eq!(left, 0);
    });
}

#[test]
fn a_backup_is_restored_over_what_is_saved_after_the_systems_question_and_that_can_be_undone() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing API", "https://login.example/token").await;
        open_settings(&window).await;
        window.press("Back up now").await;
        window.shows("1 backup in").await;
        register(&window, "Shipping API", "https://login.example/token").await;

        open_settings(&window).await;
        window.click("button", "~^Restore… ").await;
        window.answer_dialog(false).await;
        assert_eq!(std::fs::read_dir(home.data().join("backups")).unwrap().count(), 1, "nothing was restored");
        window.click("button", "~^Restore… ").await;
        window.answer_dialog(true).await;
        window.shows("Before another backup was restored").await;
        open_list(&window).await;
        window.gone("row", "~Shipping").await;
        assert_opens(&window, "Billing API").await;

        open_settings(&window).await;
        // The newest backup is the first one: what was replaced.
        window.click("button", "~^Restore… ").await;
        window.answer_dialog(true).await;
        window.shows("3 backups in").await;
        assert_opens(&window, "Shipping API").await;
    });
}
