//! A stored secret goes to another server only after a dialog that the page can't answer.

use keyfob_tests::hostile::{HostileServer, token};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};
use serde_json::json;

use crate::steps::{ask, call, connect, edit, register, save};

async fn moved(window: &Window, own: &HostileServer, other: &HostileServer) {
    register(window, "Billing", &own.url("/token")).await;
    edit(window, "Billing").await;
    window.fill("Token URL", &other.url("/token")).await;
}

#[test]
fn a_stored_secret_is_sent_to_another_server_only_after_a_yes_outside_the_page() {
    tell(async {
        let (own, other) = (HostileServer::start(token("a")), HostileServer::start(token("b")));
        let home = Home::new();
        let window = Window::open(&home).await;
        moved(&window, &own, &other).await;

        window.press("CONNECT").await;
        window.answer_dialog(false).await;
        window.shows(&format!("was saved for {}", own.url(""))).await;
        assert_eq!(other.connections(), 0, "nothing was sent");
        assert_eq!(window.value("textbox", "Token URL").await, other.url("/token"), "what was typed stays");

        window.press("CONNECT").await;
        window.answer_dialog(true).await;
        window.element("button", "CONNECTED").await;
        assert_eq!((own.connections(), other.connections()), (0, 1));
    });
}

#[test]
fn a_stored_secret_is_saved_for_another_server_only_after_a_yes_outside_the_page() {
    tell(async {
        let (own, other) = (HostileServer::start(token("a")), HostileServer::start(token("b")));
        let home = Home::new();
        let window = Window::open(&home).await;
        moved(&window, &own, &other).await;

        window.press("SAVE").await;
        window.answer_dialog(false).await;
        window.shows(&format!("was saved for {}", own.url(""))).await;

        window.press("SAVE").await;
        window.answer_dialog(true).await;
        window.shows("Nothing to save").await;
        connect(&window).await;
        assert!(window.dialogs() == 0, "the secret belongs to the new server now");
        assert_eq!((own.connections(), other.connections()), (0, 1));
    });
}

#[test]
fn a_script_in_the_page_sends_no_stored_secret_to_another_server() {
    tell(async {
        let (own, other) = (HostileServer::start(token("a")), HostileServer::start(token("b")));
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing", &own.url("/token")).await;
        let page =
            call(&window, "list", json!({ "query": { "text": "", "authorization_type": null, "page": 0 } })).await;
        let read = call(&window, "read", json!({ "id": page["rows"][0]["id"] })).await;
        let mut draft = read["draft"].clone();
        draft["details"]["environments"]["staging"]["token_url"] = json!(other.url("/token"));
        for (command, given) in [
            ("connect", json!({ "draft": draft, "environment": "staging", "attempt": 1, "on_device": false })),
            ("save", json!({ "draft": draft })),
        ] {
            let (said, ()) = tokio::join!(ask(&window, command, given), window.answer_dialog(false));
            assert_eq!(said["error"]["kind"], json!("origin_changed"), "{command}: {said}");
        }
        assert_eq!(other.connections(), 0);
        save_nothing_new(&window).await;
    });
}

#[test]
fn cancelling_a_connect_takes_its_question_away_and_no_second_question_is_stacked() {
    tell(async {
        let (own, other) = (HostileServer::start(token("a")), HostileServer::start(token("b")));
        let home = Home::new();
        let window = Window::open(&home).await;
        moved(&window, &own, &other).await;
        for _ in 0..3 {
            window.press("CONNECT").await;
            window.wait("the question", async || window.dialogs() == 1).await;
            let read =
                call(&window, "list", json!({ "query": { "text": "", "authorization_type": null, "page": 0 } })).await;
            let read = call(&window, "read", json!({ "id": read["rows"][0]["id"] })).await;
            let mut draft = read["draft"].clone();
            draft["details"]["environments"]["staging"]["token_url"] = json!(other.url("/token"));
            let said = ask(&window, "save", json!({ "draft": draft })).await;
            assert_eq!(said["error"]["kind"], json!("origin_changed"), "{said}");
            assert_eq!(window.dialogs(), 1);
            // The attempts of a form are numbered from 1.
            for attempt in 1..=4 {
                call(&window, "cancel_connect", json!({ "attempt": attempt })).await;
            }
            window.wait("no question", async || window.dialogs() == 0).await;
            window.element("button", "CONNECT").await;
        }
        assert_eq!((own.connections(), other.connections()), (0, 0));
    });
}

/// The saved authorization still connects to its own server.
async fn save_nothing_new(window: &Window) {
    edit(window, "Billing").await;
    connect(window).await;
    window.fill("Description", "still mine").await;
    save(window).await;
}
