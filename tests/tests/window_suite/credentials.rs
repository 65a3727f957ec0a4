//! Wrong credentials are told in words, and what cannot be typed on every keyboard arrives.

use keyfob_tests::authorization_server::{AuthorizationServer, Client};
use keyfob_tests::hostile::{HostileServer, Step, answer, json};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{Fields, begin, connect, connect_and_fail, fill, generous_server, plain, server_for, tab};

const ID: &str = "id: % + & = / é";
const SECRET: &str = "secret: % + & = / é";

async fn staging_form(window: &Window) {
    begin(window, "OAuth 2").await;
    tab(window, "Staging").await;
}

#[test]
fn credentials_beyond_ascii_connect_by_header_and_in_the_body() {
    tell(async {
        let server = server_for(ID, SECRET, "token");
        let home = Home::new();
        let window = Window::open(&home).await;
        let token_url = server.url("/token");
        staging_form(&window).await;
        fill(&window, Fields { client_id: ID, client_secret: SECRET, ..plain(&token_url) }).await;
        connect(&window).await;
        window.choose("Client Authentication", "Send client credentials in body").await;
        connect(&window).await;
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert!(requests[0].basic().is_some() && requests[0].parameter("client_secret").is_none());
        assert!(requests[1].basic().is_none() && requests[1].parameter("client_secret").as_deref() == Some(SECRET));
    });
}

#[test]
fn wrong_credentials_are_told_with_code_status_and_the_servers_words() {
    let client = Client { id: "known", secret: "right", method: "client_secret_basic", scope: "read" };
    tell(async move {
        let server = AuthorizationServer::start(&[client]);
        let home = Home::new();
        let window = Window::open(&home).await;
        let token_url = server.token_url();
        staging_form(&window).await;
        fill(&window, Fields { client_id: "known", client_secret: "wrong", ..plain(&token_url) }).await;
        let said = connect_and_fail(&window, "invalid_client").await;
        for part in ["401", "client authentication failed"] {
            assert!(said.contains(part), "`{part}` is missing: {said}");
        }
        assert_eq!(window.value("textbox", "Client ID").await, "known", "nothing that was typed is lost");
        window.fill("Client Secret", "right").await;
        connect(&window).await;
        assert!(!window.text().await.contains("invalid_client"), "the panel goes with the failure");
    });
}

#[test]
fn the_other_way_of_sending_is_offered_and_kept_only_on_the_persons_word() {
    tell(async {
        let server = HostileServer::answering(|request| match request.parameter("client_secret") {
            Some(_) => keyfob_tests::hostile::token("token"),
            None => json(401, r#"{"error":"invalid_client"}"#),
        });
        let home = Home::new();
        let window = Window::open(&home).await;
        let token_url = server.url("/token");
        staging_form(&window).await;
        fill(&window, plain(&token_url)).await;
        connect_and_fail(&window, "invalid_client").await;
        window.click("button", "Try the request body").await;
        window.wait("the second request", async || server.requests().len() == 2).await;
        assert_eq!(window.value("combobox", "Client Authentication").await, "Send as Basic Auth header");
        window.click("button", "Keep this setting").await;
        let kept =
            async || window.value("combobox", "Client Authentication").await == "Send client credentials in body";
        window.wait("the other way to be kept", kept).await;
    });
}

#[test]
fn every_stage_of_a_failure_is_called_by_its_name() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        staging_form(&window).await;
        fill(&window, plain("https://keyfob-tests.invalid/token")).await;
        connect_and_fail(&window, "dns").await;
        for (behaviour, code) in [
            (answer(404, &[], "no such page"), "http_status"),
            (answer(307, &[("Location", "https://elsewhere.example/token")], ""), "redirect_refused"),
            (answer(200, &[("Content-Type", "text/html")], "<h1>Sign in</h1>"), "not_json"),
            (vec![], "connection_closed"),
        ] {
            let server = HostileServer::start(behaviour);
            window.fill("Token URL", &server.url("/token")).await;
            connect_and_fail(&window, code).await;
        }
    });
}

#[test]
fn a_connect_that_takes_too_long_can_be_cancelled() {
    tell(async {
        let server = HostileServer::start(vec![Step::Silence]);
        let home = Home::new();
        let window = Window::open(&home).await;
        staging_form(&window).await;
        let token_url = server.url("/token");
        fill(&window, plain(&token_url)).await;
        window.press("CONNECT").await;
        window.shows("CONNECTING").await;
        window.click("button", "Cancel connecting").await;
        window.element("button", "CONNECT").await;
        assert_eq!(window.value("textbox", "Client Secret").await, "plain-secret", "nothing that was typed is lost");
    });
}

#[test]
fn scripts_in_a_servers_words_are_shown_and_not_run() {
    tell(async {
        let evil = r"<img src=x onerror=window.__ran=1><script>window.__ran=1</script>";
        let said = serde_json::json!({ "error": "invalid_client", "error_description": evil });
        let server = HostileServer::start(json(400, said.to_string()));
        let home = Home::new();
        let window = Window::open(&home).await;
        staging_form(&window).await;
        let token_url = server.url("/token");
        fill(&window, plain(&token_url)).await;
        let shown = connect_and_fail(&window, "invalid_client").await;
        assert!(shown.contains("<script>window.__ran=1</script>"), "{shown}");
        assert!(window.script("return window.__ran ?? null;", vec![]).await.is_null(), "a server's words ran");
    });
}

#[test]
fn connected_falls_back_on_each_fields_change_and_comes_back_when_it_is_undone() {
    tell(async {
        let server = generous_server();
        let home = Home::new();
        let window = Window::open(&home).await;
        let token_url = server.url("/token");
        staging_form(&window).await;
        fill(&window, Fields { scopes: &["read"], ..plain(&token_url) }).await;
        connect(&window).await;
        for (label, other, first) in [
            ("Token URL", server.url("/token/"), token_url.as_str()),
            ("Client ID", "another".to_owned(), "plain-id"),
            ("Client Secret", "another".to_owned(), "plain-secret"),
        ] {
            window.fill(label, &other).await;
            window.element("button", "CONNECT").await;
            window.fill(label, first).await;
            window.element("button", "CONNECTED").await;
        }
        window.type_into("Scopes", "write,").await;
        window.element("button", "CONNECT").await;
        window.click("button", "Remove write").await;
        window.element("button", "CONNECTED").await;
        window.choose("Client Authentication", "Send client credentials in body").await;
        window.element("button", "CONNECT").await;
        window.choose("Client Authentication", "Send as Basic Auth header").await;
        window.element("button", "CONNECTED").await;
        window.fill("Name", "another name").await;
        window.fill("Description", "another description").await;
        window.element("button", "CONNECTED").await;
    });
}
