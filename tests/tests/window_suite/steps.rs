//! Steps that several tests share. The texts of the window that they use are here only.

use keyfob_tests::hostile::{Behaviour, HostileServer, Request, json, token};
use keyfob_tests::window::Window;
use serde_json::{Value, json};

/// The menu's entry and whatever else leads to a screen.
pub(crate) const LEADS: &str = "link|button";
/// A card of the type picker.
pub(crate) const CARD: &str = "radio|option|button";
/// A question of the program.
pub(crate) const DIALOG: &str = "dialog|alertdialog";

/// The fields of an environment.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) token_url: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) client_secret: &'a str,
    pub(crate) scopes: &'a [&'a str],
    pub(crate) in_body: bool,
}

/// Goes to the list.
pub(crate) async fn open_list(window: &Window) {
    window.click(LEADS, "Authorizations").await;
    window.element("button", "+ AUTHORIZATIONS").await;
}

/// Goes from the list to an empty form of a type.
pub(crate) async fn begin(window: &Window, card: &str) {
    open_list(window).await;
    window.click("button", "+ AUTHORIZATIONS").await;
    window.element(DIALOG, "CREATE AUTHORIZATION").await;
    window.click(CARD, &format!("~^{card}")).await;
    window.press("CONFIRM").await;
    window.element("textbox", "Name").await;
}

/// Goes to an environment's tab.
pub(crate) async fn tab(window: &Window, environment: &str) {
    let name = format!("~^{environment}");
    window.click("tab", &name).await;
    window
        .wait(environment, async || window.attribute("tab", &name, "aria-selected").await.as_deref() == Some("true"))
        .await;
}

/// Fills the selected tab in.
pub(crate) async fn fill(window: &Window, fields: Fields<'_>) {
    window.fill("Token URL", fields.token_url).await;
    window.fill("Client ID", fields.client_id).await;
    window.fill("Client Secret", fields.client_secret).await;
    for scope in fields.scopes {
        window.type_into("Scopes", &format!("{scope},")).await;
    }
    if fields.in_body {
        window.choose("Client Authentication", "Send client credentials in body").await;
    }
}

/// Presses CONNECT and waits for CONNECTED.
pub(crate) async fn connect(window: &Window) {
    window.press("CONNECT").await;
    window.element("button", "CONNECTED").await;
}

/// Presses CONNECT and returns the text of the failure panel.
pub(crate) async fn connect_and_fail(window: &Window, code: &str) -> String {
    window.press("CONNECT").await;
    window.shows(code).await;
    assert!(window.maybe("button", "CONNECTED").await.is_none(), "a failure must not say CONNECTED");
    window.element("button", "CONNECT").await;
    window.text().await
}

/// Presses SAVE and waits until the bar says that there is nothing left to save.
pub(crate) async fn save(window: &Window) {
    window.press("SAVE").await;
    window.shows("Nothing to save").await;
}

/// Opens an authorization from the list.
pub(crate) async fn edit(window: &Window, name: &str) {
    open_list(window).await;
    window.click(LEADS, &format!("Edit {name}")).await;
    window.wait("the form", async || window.value("textbox", "Name").await == name).await;
}

/// Makes an OAuth 2 authorization with Staging alone, against a server, and saves it.
pub(crate) async fn register(window: &Window, name: &str, token_url: &str) {
    begin(window, "OAuth 2").await;
    window.fill("Name", name).await;
    tab(window, "Staging").await;
    fill(window, plain(token_url)).await;
    save(window).await;
}

/// Plain good fields for an address.
pub(crate) fn plain(token_url: &str) -> Fields<'_> {
    Fields { token_url, client_id: "plain-id", client_secret: "plain-secret", scopes: &[], in_body: false }
}

/// A server that grants a token to one pair of credentials only, in the header or the body.
pub(crate) fn server_for(client_id: &'static str, client_secret: &'static str, granted: &'static str) -> HostileServer {
    HostileServer::answering(move |request| judge(request, client_id, client_secret, granted))
}

fn judge(request: &Request, client_id: &str, client_secret: &str, granted: &str) -> Behaviour {
    let header = request.basic().unwrap_or_default();
    let from_header = header
        .split_once(':')
        .map(|(id, secret)| (keyfob_tests::form_encoding::decode(id), keyfob_tests::form_encoding::decode(secret)));
    let from_body = request.parameter("client_id").zip(request.parameter("client_secret"));
    if from_header.or(from_body) == Some((client_id.to_owned(), client_secret.to_owned())) {
        token(granted)
    } else {
        json(401, r#"{"error":"invalid_client","error_description":"These credentials are not ours."}"#)
    }
}

/// A server that grants a token to everybody.
pub(crate) fn generous_server() -> HostileServer {
    HostileServer::start(token("generous-token"))
}

/// Calls a command of the core as the page does; for stories that need many authorizations.
pub(crate) async fn call(window: &Window, command: &str, arguments: Value) -> Value {
    let mut answer = ask(window, command, arguments).await;
    assert!(answer["error"].is_null(), "`{command}` failed: {}", answer["error"]);
    answer["ok"].take()
}

/// The same, with its failure: `{"ok": …}` or `{"error": …}`.
pub(crate) async fn ask(window: &Window, command: &str, arguments: Value) -> Value {
    let script = "const [key, command, given] = arguments;
if (command) {
  window[key] = undefined;
  window.__TAURI_INTERNALS__.invoke(command, given).then((ok) => (window[key] = { ok }), (error) => (window[key] = { error }));
}
return window[key] ?? null;";
    let mut answer = window.script(script, vec![json!("__answer"), json!(command), arguments]).await;
    while answer.is_null() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        answer = window.script(script, vec![json!("__answer"), json!(null), json!(null)]).await;
    }
    answer
}

/// Saves an API key without the form.
pub(crate) async fn seed_api_key(window: &Window, name: &str, description: &str) {
    let mut draft = call(window, "blank", json!({ "authorization_type": "api-key" })).await;
    draft["name"] = json!(name);
    draft["description"] = json!(description);
    let fields = json!({ "key": "X-Key", "value": { "kind": "typed", "text": "seeded" } });
    for (member, value) in fields.as_object().expect("an object") {
        draft["details"]["environments"]["staging"][member] = value.clone();
    }
    call(window, "save", json!({ "draft": draft })).await;
}
