//! The list: filter, pages, empty states.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{begin, generous_server, open_list, register, seed_api_key};

/// What each row says, in order; it begins with the name.
async fn names(window: &Window) -> Vec<String> {
    window.names("row", "~(API Key|OAuth 2)").await
}

async fn wait_for_rows(window: &Window, wanted: &[&str]) {
    window
        .wait(&format!("rows {wanted:?}"), async || {
            let found = names(window).await;
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| found.starts_with(wanted))
        })
        .await;
}

#[test]
fn the_list_is_alphabetical_and_filters_without_case_and_accents() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        for (name, description) in [("zebra", ""), ("Éclair", "sweet"), ("apple", "of São Paulo"), ("Echo", "")] {
            seed_api_key(&window, name, description).await;
        }
        register(&window, "Dove", &server.url("/")).await;
        open_list(&window).await;
        wait_for_rows(&window, &["apple", "Dove", "Echo", "Éclair", "zebra"]).await;
        for (text, wanted) in [("SAO", &["apple"][..]), ("ec", &["Echo", "Éclair"]), ("éCL", &["Éclair"]), ("%", &[])]
        {
            window.fill("Name, Description", text).await;
            window.type_into("Name, Description", "\u{e007}").await;
            wait_for_rows(&window, wanted).await;
        }
        window.press("CLEAR").await;
        window.choose("Type", "OAuth 2").await;
        window.press("SEARCH").await;
        wait_for_rows(&window, &["Dove"]).await;
        window.press("CLEAR").await;
        assert_eq!(window.value("combobox", "Type").await, "All");
        wait_for_rows(&window, &["apple", "Dove", "Echo", "Éclair", "zebra"]).await;
    });
}

#[test]
fn a_page_holds_25_rows_and_the_pager_leads_on() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        for number in 0..30 {
            seed_api_key(&window, &format!("key {number:02}"), "").await;
        }
        open_list(&window).await;
        window.wait("25 rows", async || names(&window).await.len() == 25).await;
        window.shows("of 30").await;
        window.click("button|link", "Next page").await;
        window.wait("the last 5 rows", async || names(&window).await.len() == 5).await;
    });
}

#[test]
fn the_empty_list_offers_the_first_and_a_vain_search_offers_to_clear() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        open_list(&window).await;
        window.shows("no authorizations").await;
        seed_api_key(&window, "only", "").await;
        window.click(crate::steps::LEADS, "Home").await;
        open_list(&window).await;
        window.fill("Name, Description", "nothing like it").await;
        window.press("SEARCH").await;
        window.gone("row", "~only").await;
        window.click("button", "Clear filter").await;
        window.element("row", "~only").await;
    });
}

#[test]
fn a_chip_says_in_words_whether_an_environment_is_validated() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Plain", &server.url("/")).await;
        begin(&window, "OAuth 2").await;
        window.fill("Name", "Proved").await;
        crate::steps::tab(&window, "Production").await;
        let token_url = server.url("/");
        crate::steps::fill(&window, crate::steps::plain(&token_url)).await;
        crate::steps::connect(&window).await;
        crate::steps::save(&window).await;
        open_list(&window).await;
        window.element("row", "~Proved.*Production(?!.*not validated).*validated").await;
        window.element("row", "~Plain.*Staging.*not validated").await;
    });
}
