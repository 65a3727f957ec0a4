//! The main job: register an authorization, CONNECT, SAVE, find it again.

use keyfob_tests::authorization_server::{AuthorizationServer, Client};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{DIALOG, Fields, LEADS, begin, connect, edit, fill, open_list, save, tab};

const STAGING: Client = Client {
    id: "staging id: % + & = /",
    secret: "staging secret: % + & = / x",
    method: "client_secret_basic",
    scope: "read write",
};
const PRODUCTION: Client = Client {
    id: "production id: % + & = /",
    secret: "production secret: % + & = / x",
    method: "client_secret_post",
    scope: "read write",
};

fn fields_of<'a>(client: &Client, token_url: &'a str, in_body: bool) -> Fields<'a> {
    Fields { token_url, client_id: client.id, client_secret: client.secret, scopes: &["read", "write"], in_body }
}

/// A user who has just installed Keyfob registers both environments and connects them.
async fn registers_both_environments(window: &Window, token_url: &str) {
    window.shows("no authorizations").await;
    begin(window, "OAuth 2").await;
    assert!(!window.is_enabled("button", "SAVE").await, "there is nothing to save yet");
    window.fill("Name", "Billing API").await;
    window.fill("Description", "Invoices of São Paulo").await;
    assert_eq!(window.value("combobox", "Grant Type").await, "Client Credentials");
    tab(window, "Staging").await;
    fill(window, fields_of(&STAGING, token_url, false)).await;
    connect(window).await;
    for said in ["Bearer", "read", "write"] {
        window.shows(said).await;
    }
    tab(window, "Production").await;
    fill(window, fields_of(&PRODUCTION, token_url, true)).await;
    connect(window).await;
    save(window).await;
}

async fn finds_it_by_search(window: &Window) {
    open_list(window).await;
    window.fill("Name, Description", "sao paulo").await;
    window.press("SEARCH").await;
    window.element("row", "~Billing API.*OAuth 2").await;
    window.fill("Name, Description", "nothing like it").await;
    window.press("SEARCH").await;
    window.gone("row", "~Billing API").await;
    window.press("CLEAR").await;
    window.element("row", "~Billing API").await;
    assert_eq!(window.value("textbox|searchbox", "Name, Description").await, "");
}

async fn reveals_and_hides(window: &Window) {
    let typed = || window.value("textbox", "Client Secret");
    assert_ne!(typed().await, PRODUCTION.secret, "a stored secret is not shown unasked");
    window.click("button", "Show Client Secret").await;
    window.wait("the secret", async || typed().await == PRODUCTION.secret).await;
    window.click("button", "Hide Client Secret").await;
    window.wait("the secret to go", async || typed().await != PRODUCTION.secret).await;
    assert!(!window.everything().await.contains(PRODUCTION.secret), "a hidden secret is gone from the page");
}

async fn changes_and_undoes(window: &Window) {
    window.fill("Client ID", "somebody else").await;
    window.element("button", "CONNECT").await;
    window.fill("Client ID", PRODUCTION.id).await;
    window.element("button", "CONNECTED").await;
    assert!(!window.is_enabled("button", "SAVE").await, "an undone change is nothing to save");
}

async fn registers_an_api_key(window: &Window) {
    begin(window, "API Key").await;
    window.fill("Name", "Maps key").await;
    tab(window, "Staging").await;
    window.fill("Key", "X-Api-Key").await;
    window.fill("Value", "maps-value").await;
    assert_eq!(window.value("combobox", "In").await, "Header");
    assert!(window.maybe("button", "CONNECT").await.is_none(), "there is nothing to request with an API key");
    save(window).await;
}

async fn deletes(window: &Window, name: &str) {
    open_list(window).await;
    window.click("button", &format!("Delete {name}")).await;
    // A dialog that is just opening has no text yet.
    window.wait("the dialog to name it", async || window.text_of(DIALOG, "~").await.contains(name)).await;
    window.click("button", "Cancel").await;
    window.element("row", &format!("~{name}")).await;
    window.click("button", &format!("Delete {name}")).await;
    window.press("Delete").await;
    window.gone("row", &format!("~{name}")).await;
}

#[test]
fn a_new_person_registers_connects_saves_finds_reveals_edits_and_deletes() {
    tell(async {
        let server = AuthorizationServer::start(&[STAGING, PRODUCTION]);
        let home = Home::new();
        let window = Window::open(&home).await;
        open_list(&window).await;
        registers_both_environments(&window, &server.token_url()).await;
        finds_it_by_search(&window).await;
        edit(&window, "Billing API").await;
        for environment in ["Staging", "Production"] {
            tab(&window, environment).await;
            window.element("button", "CONNECTED").await;
        }
        reveals_and_hides(&window).await;
        changes_and_undoes(&window).await;
        registers_an_api_key(&window).await;
        open_list(&window).await;
        window.element("row", "~Maps key.*API Key").await;
        deletes(&window, "Maps key").await;
        window.element("row", "~Billing API").await;
    });
}

#[test]
fn what_was_saved_is_there_after_a_restart() {
    tell(async {
        let server = AuthorizationServer::start(&[STAGING, PRODUCTION]);
        let home = Home::new();
        let window = Window::open(&home).await;
        open_list(&window).await;
        registers_both_environments(&window, &server.token_url()).await;
        window.quit().await;
        let window = Window::open(&home).await;
        edit(&window, "Billing API").await;
        assert_eq!(window.value("textbox", "Description").await, "Invoices of São Paulo");
        for (environment, client) in [("Staging", STAGING), ("Production", PRODUCTION)] {
            tab(&window, environment).await;
            window.element("button", "CONNECTED").await;
            assert_eq!(window.value("textbox", "Token URL").await, server.token_url());
            assert_eq!(window.value("textbox", "Client ID").await, client.id);
            window.click("button", "Show Client Secret").await;
            let shown = async || window.value("textbox", "Client Secret").await == client.secret;
            window.wait("the secret", shown).await;
        }
        // A stored secret still connects: it is not the dots that are sent.
        window.fill("Client ID", "x").await;
        window.fill("Client ID", PRODUCTION.id).await;
        window.choose("Client Authentication", "Send as Basic Auth header").await;
        connect(&window).await;
    });
}

#[test]
fn home_leads_to_the_list_and_says_how_many_there_are() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        crate::steps::seed_api_key(&window, "One", "").await;
        open_list(&window).await;
        assert_eq!(window.attribute(LEADS, "Authorizations", "aria-current").await.as_deref(), Some("page"));
        window.click(LEADS, "Home").await;
        assert_eq!(window.attribute(LEADS, "Home", "aria-current").await.as_deref(), Some("page"));
        window.shows("1 authorization").await;
    });
}
