//! A data folder that can't be used: the window says why, and opens the data once it can.

use std::fs;
use std::path::Path;

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{LEADS, seed_api_key};

async fn open_in(home: &Home, folder: &Path) -> Window {
    let folder = folder.to_str().expect("a path in UTF-8");
    Window::open_with(home, &[("KEYFOB_HOME", folder)]).await
}

#[test]
fn the_window_opens_and_says_why_it_has_no_data() {
    tell(async {
        let home = Home::new();
        let file = home.all().join("file");
        fs::write(&file, "not a folder").expect("the folder is ours");
        let unwritable = Path::new("/proc/keyfob");
        for (folder, named) in [(&*file, &*file), (&file.join("below"), &file), (unwritable, unwritable)] {
            let window = open_in(&home, folder).await;
            window.element("heading", "~Keyfob can.t open its data").await;
            window.shows(named.to_str().expect("a path in UTF-8")).await;
            assert!(window.names(LEADS, "Authorizations").await.is_empty(), "the menu offers screens that can't work");
            assert!(window.names(LEADS, "Settings").await.is_empty(), "the menu offers screens that can't work");
            window.click("button", "Retry").await;
            window.element("heading", "~Keyfob can.t open its data").await;
        }
        assert_eq!(fs::read_to_string(&file).expect("the file stays"), "not a folder");
    });
}

#[test]
fn retry_opens_the_data_without_a_restart() {
    tell(async {
        let home = Home::new();
        fs::write(home.data(), "in the way").expect("the folder is ours");
        let window = Window::open(&home).await;
        window.element("heading", "~Keyfob can.t open its data").await;
        fs::remove_file(home.data()).expect("the file is ours");
        window.click("button", "Retry").await;
        window.element(LEADS, "Authorizations").await;
        seed_api_key(&window, "After all", "").await;
        window.quit().await;
        assert!(home.data().join("keyfob.db").exists());
    });
}

#[test]
fn another_folder_is_chosen_in_a_dialog_of_the_system_and_used_until_the_end() {
    tell(async {
        let home = Home::new();
        fs::write(home.data(), "in the way").expect("the folder is ours");
        let window = Window::open(&home).await;
        window.click("button", "~Choose another folder").await;
        window.answer_dialog(false).await;
        window.element("heading", "~Keyfob can.t open its data").await;
        // The dialog begins in the home folder, and Enter takes the folder that it shows.
        fs::write(home.all().join("home/letter.txt"), "").expect("the folder is ours");
        window.click("button", "~Choose another folder").await;
        window.enter_in_dialog().await;
        let folder = home.all().join("home/keyfob");
        window.shows(folder.to_str().expect("a path in UTF-8")).await;
        seed_api_key(&window, "Elsewhere", "").await;
        window.quit().await;
        assert!(folder.join("keyfob.db").exists());
        assert!(!home.all().join("home/keyfob.db").exists());
    });
}
