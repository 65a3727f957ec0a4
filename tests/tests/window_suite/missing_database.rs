//! A database that is deleted while the window is open, or that is missing at the start.

use std::fs;

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};
use serde_json::json;

use crate::steps::{call, edit, open_list, register, save};

const GONE: &str = "Nothing can be saved: the database file is gone";
const NOT_SAVING: &str = "Keyfob is running without its database file";

/// A form with text that isn't saved, whose database was just deleted.
async fn typed(home: &Home, delete: impl FnOnce()) -> Window {
    let window = Window::open(home).await;
    register(&window, "Billing", "https://login.example/token").await;
    edit(&window, "Billing").await;
    window.fill("Description", "typed").await;
    delete();
    window.shows(GONE).await;
    window.press("SAVE").await;
    window.shows("Not saved. The database file was deleted").await;
    assert_eq!(window.value("textbox", "Description").await, "typed", "what was typed stays");
    window
}

async fn description_after_restart(home: &Home) -> String {
    let window = Window::open(home).await;
    edit(&window, "Billing").await;
    let description = window.value("textbox", "Description").await;
    window.quit().await;
    description
}

#[test]
fn a_deleted_database_is_noticed_without_a_save_and_written_to_a_new_file() {
    tell(async {
        let home = Home::new();
        let window = typed(&home, || fs::remove_file(home.data().join("keyfob.db")).unwrap()).await;
        window.click("button", "Write a new file").await;
        window.wait("no notice", async || !window.text().await.contains(GONE)).await;
        save(&window).await;
        window.quit().await;
        assert_eq!(description_after_restart(&home).await, "typed");
        assert!(home.keyfob(&["verify"]).status.success());
    });
}

#[test]
fn a_deleted_folder_is_written_again_after_going_on_without_saving() {
    tell(async {
        let home = Home::new();
        let window = typed(&home, || fs::remove_dir_all(home.data()).unwrap()).await;
        window.click("button", "Go on without saving").await;
        window.shows(NOT_SAVING).await;
        window.press("SAVE").await;
        window.shows("To save again, write a new file").await;
        assert!(!home.data().exists(), "a folder was made without being asked for");
        window.click("button", "Write a new file").await;
        window.wait("no notice", async || !window.text().await.contains(NOT_SAVING)).await;
        save(&window).await;
        window.quit().await;
        assert_eq!(description_after_restart(&home).await, "typed");
    });
}

#[test]
fn closing_the_window_asks_first_if_the_database_was_deleted() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing", "https://login.example/token").await;
        fs::remove_file(home.data().join("keyfob.db")).unwrap();
        window.ask_to_close();
        window.shows("Close Keyfob without saving its data?").await;
        window.click("button", "Cancel").await;
        window.gone("alertdialog", "~").await;
        window.ask_to_close();
        window.click_and_end("Close and lose the data").await;
    });
}

#[test]
fn a_database_that_is_missing_at_the_start_is_reported_until_its_backup_is_restored() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing", "https://login.example/token").await;
        call(&window, "back_up", json!({})).await;
        window.quit().await;
        for file in ["keyfob.db", "keyfob.db-wal", "keyfob.db-shm"] {
            fs::remove_file(home.data().join(file)).ok();
        }

        let window = Window::open(&home).await;
        window.shows("The database file was missing").await;
        window.quit().await;
        let window = Window::open(&home).await;
        window.shows("The database file was missing").await;
        window.click("button", "~Restore the newest backup").await;
        window.answer_dialog(false).await;
        window.shows("The database file was missing").await;
        window.click("button", "~Restore the newest backup").await;
        window.answer_dialog(true).await;
        window.shows("Backup restored").await;
        edit(&window, "Billing").await;
        window.click("button", "Show Client Secret").await;
        window.wait("the secret", async || window.value("textbox", "Client Secret").await == "plain-secret").await;
        window.quit().await;
        let window = Window::open(&home).await;
        open_list(&window).await;
        window.element("row", "~Billing").await;
        assert!(!window.text().await.contains("The database file was missing"));
    });
}
