//! A page that crashed or hangs: the window says so, and closes on request.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::begin;

async fn typed(home: &Home) -> Window {
    let window = Window::open(home).await;
    begin(&window, "OAuth 2").await;
    window.fill("Name", "Typed").await;
    window
}

#[test]
fn a_crashed_page_offers_to_close_the_window() {
    tell(async {
        let home = Home::new();
        let window = typed(&home).await;
        window.crash_page();
        window.answer_dialog(true).await;
        window.ended().await;
    });
}

#[test]
fn a_crashed_page_is_loaded_again_and_the_window_closes_without_a_question() {
    tell(async {
        let home = Home::new();
        let window = typed(&home).await;
        window.crash_page();
        window.answer_dialog(false).await;
        // The driver's session ended with the page. What shows that the new one has drawn is that it closes.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        window.ask_to_close();
        window.ended().await;
        assert_eq!(window.dialogs(), 0);
    });
}

#[test]
fn a_window_whose_page_hangs_asks_and_closes() {
    tell(async {
        let home = Home::new();
        let window = typed(&home).await;
        window.hang_page();
        window.ask_to_close();
        window.answer_dialog(true).await;
        window.ended().await;
    });
}

#[test]
fn a_page_that_responds_after_all_takes_the_question_back_and_keeps_what_was_typed() {
    tell(async {
        let home = Home::new();
        let window = typed(&home).await;
        window.hang_page();
        window.ask_to_close();
        window.dialog_appears().await;
        window.resume_page();
        window.dialog_disappears().await;
        window.click("button", "Keep editing").await;
        assert_eq!(window.value("textbox", "Name").await, "Typed");
    });
}

#[test]
fn a_second_start_says_that_the_page_hangs() {
    tell(async {
        let home = Home::new();
        let window = typed(&home).await;
        window.hang_page();
        window.start_again(&home);
        window.answer_dialog(true).await;
        window.ended().await;
    });
}
