//! Takes the pictures in `docs`: `cargo xtask pictures`. Not tests, so they are ignored otherwise.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use keyfob_core::torture::forge;
use keyfob_tests::built::repository;
use keyfob_tests::hostile::{HostileServer, json};
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};

use crate::steps::{DIALOG, Fields, LEADS, begin, connect, edit, fill, open_list, save, seed_api_key, tab};

const PASSPHRASE: &str = "correct horse battery staple";
const SECRET: &str = "example-secret-4f1c";

/// A server that grants some of the requested scopes, or rejects the client.
fn server() -> HostileServer {
    HostileServer::answering(|request| {
        if request.target == "/rejected" {
            json(401, r#"{"error":"invalid_client","error_description":"Unknown client or wrong client secret"}"#)
        } else {
            json(
                200,
                r#"{"access_token":"example","token_type":"Bearer","expires_in":3600,"scope":"invoices.read invoices.write"}"#,
            )
        }
    })
}

/// Saves a picture of the window. 64 colours are enough for the page, and keep the files small.
async fn picture(_: &Window, name: &str) {
    let path = repository("docs").join(name);
    std::fs::create_dir_all(path.parent().expect("the picture is in a folder")).expect("the folder can be created");
    // Lets hover effects and animations end.
    tokio::time::sleep(Duration::from_millis(700)).await;
    take(&path);
}

fn take(path: &Path) {
    let found = Command::new("xdotool").args(["search", "--onlyvisible", "--name", "^Keyfob$"]).output();
    let ids = String::from_utf8(found.expect("xdotool is installed").stdout).expect("ids are text");
    let id = ids.lines().last().expect("the window is visible").to_owned();
    let target = format!("PNG8:{}", path.display());
    let import =
        ["-window", &id, "-strip", "-dither", "None", "-colors", "64", "-define", "png:compression-level=9", &target];
    assert!(Command::new("import").args(import).status().expect("ImageMagick is installed").success());
}

fn staging(token_url: &str) -> Fields<'_> {
    Fields {
        token_url,
        client_id: "billing-service",
        client_secret: SECRET,
        scopes: &["invoices.read", "invoices.write", "admin"],
        in_body: false,
    }
}

async fn scroll_to(window: &Window, text: &str) {
    let script = "const found = [...document.querySelectorAll('button, h2, p, label')].filter((e) => e.innerText?.includes(arguments[0]));
found.at(-1)?.scrollIntoView({ block: 'center' });";
    window.script(script, vec![serde_json::json!(text)]).await;
}

async fn connected(theme: &str, name: &str) {
    let (server, home) = (server(), Home::new());
    let window = Window::open_with(&home, &[("GTK_THEME", theme)]).await;
    begin(&window, "OAuth 2").await;
    window.fill("Name", "Billing API").await;
    tab(&window, "Staging").await;
    fill(&window, staging(&server.url("/token"))).await;
    connect(&window).await;
    scroll_to(&window, "CONNECTED").await;
    picture(&window, name).await;
}

#[test]
#[ignore = "takes pictures for the documentation"]
fn light_and_dark() {
    tell(async {
        connected("Adwaita", "light.png").await;
        connected("Adwaita:dark", "dark.png").await;
        let path = |name: &str| -> PathBuf { repository("docs").join(name) };
        std::fs::copy(path("light.png"), path("pictures/connected.png")).expect("the picture can be copied");
    });
}

#[test]
#[ignore = "takes pictures for the documentation"]
fn form_and_list() {
    tell(async {
        let (server, home) = (server(), Home::new());
        let window = Window::open(&home).await;
        begin(&window, "OAuth 2").await;
        window.fill("Name", "Billing API").await;
        window.fill("Description", "Invoices and credit notes").await;
        tab(&window, "Staging").await;
        fill(&window, staging(&server.url("/token"))).await;
        window.script("document.activeElement?.blur(); document.querySelector('main')?.scrollTo(0, 0);", vec![]).await;
        scroll_to(&window, "Token URL").await;
        picture(&window, "pictures/new.png").await;
        connect(&window).await;
        save(&window).await;
        window.quit().await;

        let window = Window::open(&home).await;
        edit(&window, "Billing API").await;
        window.click("button", "Show Client Secret").await;
        window.wait("the secret", async || window.value("textbox", "Client Secret").await == SECRET).await;
        scroll_to(&window, "Client Secret").await;
        picture(&window, "pictures/eye.png").await;

        window.fill("Token URL", &server.url("/rejected")).await;
        window.fill("Client Secret", "another-secret-9b2e").await;
        window.press("CONNECT").await;
        window.shows("invalid_client").await;
        scroll_to(&window, "Server message").await;
        picture(&window, "pictures/failed.png").await;
        window.click(LEADS, "Authorizations").await;
        window.press("Leave").await;

        for (name, description) in [("Maps", "Tiles and geocoding"), ("Payments", "Card terminal"), ("Weather", "")] {
            seed_api_key(&window, name, description).await;
        }
        open_list(&window).await;
        window.click(LEADS, "Home").await;
        open_list(&window).await;
        window.element("row", "~Weather").await;
        picture(&window, "pictures/list.png").await;
        window.quit().await;

        let other = server.url("/other");
        let sql = format!(
            "UPDATE environment SET settings = json_set(settings, '$.token_url', '{other}') WHERE environment = 'staging' AND settings LIKE '%billing-service%';"
        );
        forge(&home.data(), &sql).expect("the database can be written");
        let window = Window::open(&home).await;
        edit(&window, "Billing API").await;
        window.shows("changed outside Keyfob").await;
        window.press("Compare…").await;
        window.element(DIALOG, "~changed outside Keyfob").await;
        picture(&window, "pictures/outside.png").await;
    });
}

#[test]
#[ignore = "takes pictures for the documentation"]
fn vault() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        seed_api_key(&window, "Maps", "Tiles and geocoding").await;
        window.quit().await;

        let window = Window::open(&home).await;
        window.click(LEADS, "Settings").await;
        window.element("heading", "Settings").await;
        window.press("Protect with a passphrase").await;
        for field in ["Passphrase", "Repeat passphrase"] {
            window.fill(field, PASSPHRASE).await;
        }
        window.click("button", "Protect").await;
        window.answer_dialog(true).await;
        window.gone(DIALOG, "~").await;
        picture(&window, "pictures/settings.png").await;
        window.quit().await;

        let window = Window::open(&home).await;
        window.element("button", "Unlock").await;
        picture(&window, "pictures/locked.png").await;
    });
}
