//! 200 ways to inject a script through any text that a server or the user controls: none runs, and all can be read.

use std::sync::atomic::{AtomicUsize, Ordering};

use keyfob_tests::hostile::{HostileServer, json as json_answer};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};
use serde_json::json;

use crate::steps::{LEADS, begin, fill, open_list, plain, seed_api_key, tab};

/// Each sets `window.__ran` where it runs.
const PAYLOADS: &str = include_str!("../../payloads/script-injection.txt");
/// Rows on a page of the list.
const PAGE_ROWS: usize = 25;

fn payloads() -> Vec<&'static str> {
    let all: Vec<_> = PAYLOADS.lines().collect();
    assert_eq!(all.len(), 200);
    all
}

/// The text as it is compared: without white space, which a page may break and join.
fn solid(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

async fn assert_nothing_ran(window: &Window, where_: &str) {
    let ran = window.script("return window.__ran ?? null;", vec![]).await;
    assert!(ran.is_null(), "a script ran in {where_}");
    let strangers = "return document.querySelectorAll('iframe, object, embed, base, marquee, [onerror], [onload], [onfocus]').length;";
    assert_eq!(window.script(strangers, vec![]).await, json!(0), "markup came to life in {where_}");
}

#[test]
fn no_script_runs_from_a_name_or_a_description_and_all_can_be_read() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        for (number, payload) in payloads().into_iter().enumerate() {
            // A name is unique ignoring case, and some payloads differ in nothing else.
            seed_api_key(&window, &format!("{number:03} {payload}"), payload).await;
        }
        open_list(&window).await;
        let mut read = String::new();
        for page in 0..payloads().len() / PAGE_ROWS {
            if page > 0 {
                window.click("button|link", "Next page").await;
            }
            let first = page * PAGE_ROWS + 1;
            window.shows(&format!("{first}–{}", first + PAGE_ROWS - 1)).await;
            read.push_str(&window.text().await);
            assert_nothing_ran(&window, "the list").await;
        }
        let read = solid(&read);
        for payload in payloads() {
            assert!(read.contains(&solid(payload)), "`{payload}` cannot be read in the list");
        }
        window.click(LEADS, "Home").await;
        assert_nothing_ran(&window, "Home").await;
    });
}

#[test]
fn no_script_runs_from_a_servers_words_and_all_can_be_read() {
    tell(async {
        let next = AtomicUsize::new(0);
        let server = HostileServer::answering(move |_| {
            let payload = payloads()[next.fetch_add(1, Ordering::SeqCst) % 200];
            // One word alone might be a token, and isn't shown as it is.
            let said =
                json!({ "error": payload, "error_description": format!("Wrong: {payload}"), "error_uri": payload });
            json_answer(400, said.to_string())
        });
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        tab(&window, "Staging").await;
        let token_url = server.url("/token");
        fill(&window, plain(&token_url)).await;
        for payload in payloads() {
            window.press("CONNECT").await;
            let shown = async || solid(&window.text().await).contains(&solid(payload));
            window.wait(&format!("`{payload}` to be readable"), shown).await;
            assert_nothing_ran(&window, "the error panel").await;
        }
    });
}

#[test]
fn no_script_runs_from_what_a_person_types_into_the_form() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        tab(&window, "Staging").await;
        for payload in payloads() {
            for label in ["Name", "Description", "Token URL", "Client ID"] {
                window.put(label, payload).await;
            }
            window.paste("Scopes", &format!("{payload} ")).await;
            assert_nothing_ran(&window, "the form").await;
        }
    });
}
