//! Every limit of the form holds, says so, and never cuts silently.

use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{begin, fill, generous_server, plain, save, tab};

async fn complete_form(window: &Window, token_url: &str) {
    begin(window, "OAuth 2").await;
    window.fill("Name", "Limits").await;
    tab(window, "Staging").await;
    fill(window, plain(token_url)).await;
    window.wait("SAVE", async || window.is_enabled("button", "SAVE").await).await;
}

async fn tags(window: &Window) -> usize {
    window.all("button", "~^Remove s\\d").await.len()
}

#[test]
fn name_and_description_take_1024_characters_and_refuse_one_more_without_cutting() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        complete_form(&window, &server.url("/")).await;
        for label in ["Name", "Description"] {
            let (most, more) = ("é𝕏".repeat(512), format!("{}x", "é𝕏".repeat(512)));
            window.put(label, &most).await;
            window.wait("SAVE", async || window.is_enabled("button", "SAVE").await).await;
            window.shows("1,024").await;
            window.put(label, &more).await;
            window.wait("SAVE's lock", async || !window.is_enabled("button", "SAVE").await).await;
            assert_eq!(window.value("textbox", label).await, more, "`{label}` was cut");
            assert_eq!(window.attribute("textbox", label, "aria-invalid").await.as_deref(), Some("true"));
            let said = window.description_of("textbox", label).await;
            assert!(said.contains("1,024") && said.contains("1,025"), "`{label}` says: {said}");
            window.put(label, "Limits").await;
        }
    });
}

#[test]
fn a_name_is_required_trimmed_and_unique_ignoring_case() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        complete_form(&window, &server.url("/")).await;
        window.fill("Name", "   ").await;
        window.wait("SAVE's lock", async || !window.is_enabled("button", "SAVE").await).await;
        window.fill("Name", "  Straße & Söhne  ").await;
        save(&window).await;
        complete_form(&window, &server.url("/")).await;
        window.fill("Name", "STRASSE & SÖHNE").await;
        window.fill("Name", "straße & SÖHNE").await;
        window.wait("SAVE's lock", async || !window.is_enabled("button", "SAVE").await).await;
        assert!(!window.description_of("textbox", "Name").await.is_empty(), "the reason is shown beside the field");
    });
}

#[test]
fn a_scope_takes_250_characters_and_refuses_one_more() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        complete_form(&window, &server.url("/")).await;
        window.paste("Scopes", &format!("s1{}", "x".repeat(248))).await;
        window.keys("\u{e007}").await;
        window.wait("the tag", async || tags(&window).await == 1).await;
        window.paste("Scopes", &format!("s2{}", "x".repeat(249))).await;
        window.keys("\u{e007}").await;
        window.shows("250").await;
        assert_eq!(tags(&window).await, 1, "251 characters are no scope");
    });
}

#[test]
fn an_environment_takes_500_scopes_and_refuses_one_more() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        complete_form(&window, &server.url("/")).await;
        let many: Vec<String> = (0..500).map(|number| format!("s{number}")).collect();
        window.paste("Scopes", &many.join(" ")).await;
        window.wait("500 tags", async || tags(&window).await == 500).await;
        window.type_into("Scopes", "s500,").await;
        window.shows("500").await;
        assert_eq!(tags(&window).await, 500);
        window.click("button", "Remove all scopes").await;
        window.wait("no tag", async || tags(&window).await == 0).await;
    });
}

#[test]
fn scopes_end_at_enter_comma_space_and_tab_and_pasted_text_is_split() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        complete_form(&window, &server.url("/")).await;
        for (number, end) in ["\u{e007}", ",", " ", "\u{e004}"].into_iter().enumerate() {
            window.type_into("Scopes", &format!("s{number}{end}")).await;
            window.wait("one more tag", async || tags(&window).await == number + 1).await;
        }
        window.paste("Scopes", "s4,s5 s6\n\ts7, ,s8").await;
        window.wait("five more tags", async || tags(&window).await == 9).await;
    });
}

#[test]
fn a_duplicate_or_impossible_scope_is_not_added_and_says_so() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        complete_form(&window, &server.url("/")).await;
        window.type_into("Scopes", "s1,").await;
        window.wait("the tag", async || tags(&window).await == 1).await;
        window.type_into("Scopes", "s1,").await;
        window.shows("already").await;
        window.paste("Scopes", "s\"2").await;
        window.keys("\u{e007}").await;
        window.wait("a reason", async || window.description_of("textbox", "Scopes").await.contains('"')).await;
        assert_eq!(tags(&window).await, 1);
    });
}

#[test]
fn backspace_selects_the_last_scope_and_then_removes_it() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        complete_form(&window, &server.url("/")).await;
        window.type_into("Scopes", "s1,s2,").await;
        window.wait("two tags", async || tags(&window).await == 2).await;
        window.type_into("Scopes", "\u{e003}").await;
        assert_eq!(tags(&window).await, 2, "the first Backspace only selects");
        window.keys("\u{e003}").await;
        window.wait("one tag", async || tags(&window).await == 1).await;
        window.element("button", "Remove s1").await;
    });
}

#[test]
fn a_wrong_token_url_says_why_beside_the_field_and_locks_connect() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        complete_form(&window, &server.url("/")).await;
        for url in
            ["ftp://a.example/", "https://a.example/#x", "https://u:p@a.example/", "nonsense", "http://a.example/"]
        {
            window.fill("Token URL", url).await;
            window.wait("CONNECT's lock", async || !window.is_enabled("button", "CONNECT").await).await;
            window.keys("\u{e004}").await;
            let said = async || !window.description_of("textbox", "Token URL").await.is_empty();
            window.wait("a reason", said).await;
        }
        window.click("checkbox", "~unencrypted").await;
        window.wait("CONNECT", async || window.is_enabled("button", "CONNECT").await).await;
    });
}
