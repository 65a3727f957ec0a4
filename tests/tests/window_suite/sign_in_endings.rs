//! How a sign-in in the window ends when something gets in its way: at the server, on another device, or because the vault is locked.

use std::fs;
use std::time::{Duration, Instant};

use keyfob_tests::browser::{Browser, Task};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::tell;
use serde_json::json;

use crate::sign_in::{PKCE, fill, get, listener, open, parameter, server_with, visit_with_code};
use crate::steps::{edit, open_list, save};

/// Longer than a server takes that asks to slow down.
const POLLED: Duration = Duration::from_mins(1);

#[test]
fn another_device_is_polled_as_the_server_asks_and_can_refuse() {
    tell(async {
        let server = server_with(json!({ "slow_down": true }));
        let (home, browser) = (Home::new(), Browser::new(Task::Nothing));
        let window = open(&home, &browser).await;
        fill(&window, &server, "Device Authorization").await;
        // The server denies a token to a client that doesn't slow down.
        let begun = Instant::now();
        window.press("CONNECT").await;
        let page = visit_with_code(&window, &server, Task::Device).await;
        assert!(page.contains("success"), "{page}");
        window.wait_for(POLLED, "a connection", async || window.maybe("button", "CONNECTED").await.is_some()).await;
        assert!(begun.elapsed() >= Duration::from_secs(15), "polled too soon: {:?}", begun.elapsed());
        // The user of the other device refuses.
        window.press("CONNECTED").await;
        let page = visit_with_code(&window, &server, Task::RefuseDevice).await;
        assert!(!page.contains("success"), "{page}");
        window.wait_for(POLLED, "a denial", async || window.text().await.contains("The sign-in was denied")).await;
        assert_eq!(window.value("textbox", "Client ID").await, "window");
        assert!(!browser.has_opened());
        window.quit().await;
    });
}

#[test]
fn a_device_code_that_nobody_enters_expires() {
    tell(async {
        let server = server_with(json!({ "code_lifetime_s": 6 }));
        let (home, browser) = (Home::new(), Browser::new(Task::Nothing));
        let window = open(&home, &browser).await;
        fill(&window, &server, "Device Authorization").await;
        window.press("CONNECT").await;
        window.shows(&server.url("/device")).await;
        window.wait_for(POLLED, "an end", async || window.text().await.contains("The sign-in timed out")).await;
        // It can be tried again at once, with another code.
        window.press("CONNECT").await;
        window.shows(&server.url("/device")).await;
        window.press("Cancel connecting").await;
        window.element("button", "CONNECT").await;
        window.quit().await;
    });
}

#[test]
fn a_code_that_expired_on_the_way_is_refused_and_a_second_redirect_finds_nothing() {
    tell(async {
        let server = server_with(json!({ "code_lifetime_s": 1, "token_delay_s": 3 }));
        let (home, browser) = (Home::new(), Browser::new(Task::Agree));
        let window = open(&home, &browser).await;
        fill(&window, &server, PKCE).await;
        window.press("CONNECT").await;
        window
            .wait_for(POLLED, "the token request", async || window.text().await.contains("Requesting the token"))
            .await;
        // While the code is exchanged, the browser is sent back a second time.
        let address = browser.opened();
        let again = format!("/callback?code=canary-second&state={}", parameter(&address, "state"));
        let answer = get(&listener(&address), &again);
        assert!(answer.contains(" 404 ") && !answer.contains("canary"), "{answer}");
        window.shows("The server rejected the grant").await;
        let (_, page) = browser.last_page();
        assert!(page.contains("You’re not signed in"), "{page}");
        assert!(!window.everything().await.contains("canary-second"));
        window.quit().await;
    });
}

#[test]
fn a_refresh_token_that_another_copy_of_the_data_used_needs_a_new_sign_in() {
    tell(async {
        let server = server_with(json!({}));
        let (home, browser) = (Home::new(), Browser::new(Task::Agree));
        let window = open(&home, &browser).await;
        fill(&window, &server, PKCE).await;
        window.press("CONNECT").await;
        window.wait_for(POLLED, "the last page", async || browser.has_finished()).await;
        window.element("button", "CONNECTED").await;
        save(&window).await;
        window.quit().await;

        // Two copies of the data have the same refresh token. The shell, which leaves no log behind, uses the one of this copy.
        assert!(home.keyfob(&["token", "CRM"]).status.success());
        let database = home.data().join("keyfob.db");
        let copy = home.all().join("copy.db");
        fs::copy(&database, &copy).expect("the database can be copied");
        let output = home.keyfob(&["token", "CRM", "--refresh"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for name in ["keyfob.db-wal", "keyfob.db-shm"] {
            let _ = fs::remove_file(home.data().join(name));
        }
        fs::copy(&copy, &database).expect("the copy can be put back");

        browser.will(Task::Nothing);
        let before = browser.opened();
        let window = open(&home, &browser).await;
        edit(&window, "CRM").await;
        tokio::time::sleep(Duration::from_secs(5)).await;
        window.press("Copy token").await;
        window.shows("no longer accepts the refresh token").await;
        window.shows("Sign-in needed").await;
        open_list(&window).await;
        window.shows("Sign-in needed").await;
        // Nothing was opened unasked, and signing in mends it.
        assert_eq!(browser.opened(), before);
        browser.will(Task::Agree);
        edit(&window, "CRM").await;
        window.press("CONNECT").await;
        window.element("button", "CONNECTED").await;
        window.press("Copy token").await;
        window.shows("Token copied").await;
        window.quit().await;
    });
}
