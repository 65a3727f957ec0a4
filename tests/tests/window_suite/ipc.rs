//! What a script in the page reaches without a gesture of the user: each command that the page may call, called.
//!
//! A new command must be put into the table here: it says whether a script is let in, or the user is asked outside the page.

use keyfob_tests::{
    hostile::{HostileServer, token},
    user_home::Home,
    window::{Window, tell},
};
use serde_json::{Value, json};

use crate::steps::{ask, call, register, seed_api_key};

/// The commands, as the program's own list has them.
const BUILD: &str = include_str!("../../../src-tauri/build.rs");

/// What happens when a script calls a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// It is answered: it reads, or does what a page does all the time.
    Answered,
    /// A dialog of the system comes first; closed, nothing is done.
    Asks,
}

use Reach::{Answered, Asks};

/// Every command with what a script would give it.
fn table(draft: &Value, moved: &Value, backup: &Value) -> Vec<(&'static str, Value, Reach)> {
    let (id, staging) = (&draft["id"], "staging");
    let field = json!({ "field": "client_secret" });
    let query = json!({ "text": "", "authorization_type": null, "page": 0, "with_last_attempts": true });
    vec![
        // What would send or seal a stored secret for another server.
        ("connect", json!({ "draft": moved, "environment": staging, "attempt": 901, "on_device": false }), Asks),
        ("save", json!({ "draft": moved }), Asks),
        // What would change the vault, or delete backups.
        ("rotate_key", json!({ "backups": "delete" }), Asks),
        ("make_recovery_key", json!({ "backups": "delete" }), Asks),
        ("move_to_passphrase", json!({ "passphrase": "a script's own", "backups": "delete" }), Asks),
        ("delete_old_backups", json!({}), Asks),
        ("restore_backup", json!({ "path": backup }), Asks),
        ("replace_lost_key", json!({ "passphrase": "a script's own" }), Asks),
        // What would send requests through another proxy.
        ("set_network", json!({ "draft": network_draft("http://attacker.example:3128") }), Asks),
        // What would open other data.
        ("choose_folder", json!({}), Asks),
        // These need the passphrase, which a script doesn't know; a vault in the keyring has none.
        ("change_passphrase", json!({ "current": "guess 1234", "new": "own 1234", "backups": "delete" }), Answered),
        ("move_to_keyring", json!({ "passphrase": "guess 1234", "backups": "delete" }), Answered),
        ("unlock", json!({ "passphrase": "guess 1234" }), Answered),
        ("unlock_with_recovery_key", json!({ "recovery_key": "guess 1234" }), Answered),
        ("create_passphrase_vault", json!({ "passphrase": "a script's own" }), Answered),
        // What the window can show, a script can read.
        ("reveal", json!({ "id": id, "environment": staging, "field": field }), Answered),
        ("secret_matches", json!({ "id": id, "environment": staging, "field": field, "text": "guess" }), Answered),
        // The page isn't given the token. A script can make the program request one for what is saved, as CONNECT can; nothing is saved for
        // this environment.
        ("copy_token", json!({ "id": id, "environment": "production", "form": "token" }), Answered),
        // Nothing is kept.
        ("disconnect", json!({ "id": id, "environment": staging }), Answered),
        ("token_status", json!({ "id": id }), Answered),
        ("inspect_token", json!({ "id": id, "environment": staging }), Answered),
        ("introspect_token", json!({ "id": id, "environment": staging, "mark": "1" }), Answered),
        ("verify_token", json!({ "id": id, "environment": staging, "mark": "1" }), Answered),
        ("reveal_token", json!({ "id": id, "environment": staging, "mark": "1" }), Answered),
        ("script_lines", json!({ "id": id, "environment": staging }), Answered),
        ("forget_all_tokens", json!({}), Answered),
        ("forget_token", json!({ "id": id, "environment": "production" }), Answered),
        ("raw_response", json!({ "id": 1 }), Answered),
        ("network", json!({}), Answered),
        ("check_network", json!({ "draft": network_draft("proxy.example") }), Answered),
        ("reveal_proxy_password", json!({}), Answered),
        ("list", json!({ "query": query }), Answered),
        ("read", json!({ "id": id }), Answered),
        ("summary", json!({}), Answered),
        ("backups", json!({}), Answered),
        ("vault_status", json!({}), Answered),
        ("preferences", json!({}), Answered),
        ("system_language", json!({}), Answered),
        ("opened", json!({}), Answered),
        // The page asks again, too, which ends this request.
        ("next_events", json!({}), Answered),
        // What changes nothing that is secret.
        ("blank", json!({ "authorization_type": "oauth2" }), Answered),
        ("check", json!({ "draft": draft }), Answered),
        ("read_scopes", json!({ "text": "a b", "present": [] }), Answered),
        ("move_url_credentials", json!({ "draft": draft, "environment": staging }), Answered),
        ("tidy", json!({ "text": " a" }), Answered),
        ("accept_outside_change", json!({ "id": id, "token": "guess" }), Answered),
        ("restore_sealed", json!({ "id": id }), Answered),
        ("cancel_connect", json!({ "attempt": 901 }), Answered),
        ("back_up", json!({}), Answered),
        ("retry_keyring", json!({}), Answered),
        ("lock", json!({}), Answered),
        ("set_auto_lock", json!({ "minutes": 0 }), Answered),
        ("set_preferences", json!({ "preferences": { "language": "english", "menu_collapsed": false } }), Answered),
        ("zoom", json!({ "steps": 1 }), Answered),
        ("diagnostics", json!({}), Answered),
        ("dismiss_vault_notice", json!({}), Answered),
        ("dismiss_recovery", json!({}), Answered),
        // These do nothing as long as the database is in its place, and there are authorizations.
        ("rewrite_missing_database", json!({}), Answered),
        ("continue_without_saving", json!({}), Answered),
        ("restore_newest_backup", json!({}), Answered),
        ("unsaved", json!({ "is": false }), Answered),
        ("acknowledge", json!({}), Answered),
        ("cancel_keyring", json!({}), Answered),
        ("open_again", json!({}), Answered),
    ]
}

/// The commands about keys and certificates.
fn about_keys(draft: &Value) -> Vec<(&'static str, Value, Reach)> {
    let staging = "staging";
    vec![
        // A key that the script itself brings. What is public of a stored one, the window shows as well.
        ("hold_key", json!({ "file": [45, 45], "passphrase": null }), Answered),
        ("generate_key", json!({ "kind": "p256" }), Answered),
        (
            "describe_key",
            json!({ "draft": draft, "environment": staging, "field": { "field": "private_key" } }),
            Answered,
        ),
        // What any script could compute by itself.
        ("presets", json!({}), Answered),
        (
            "fill_preset",
            json!({ "id": "paypal", "values": { "staging": {}, "production": {} }, "method": null }),
            Answered,
        ),
        // It sends no credentials. A script can make the program send GETs, as a CONNECT with typed values can.
        ("discover", json!({ "text": "http://127.0.0.1:1/", "accept_cleartext": true }), Answered),
        ("describe_certificates", json!({ "text": "-----BEGIN" }), Answered),
    ]
}

fn network_draft(address: &str) -> Value {
    json!({
        "proxy": "address",
        "proxy_address": address,
        "proxy_username": "",
        "proxy_password": { "kind": "blank" },
        "certificates": "",
        "timeout_s": "30"
    })
}

/// Commands that end the story, or what it looks at afterwards.
const NOT_CALLED: [&str; 2] = ["close_window", "remove"];

fn commands() -> Vec<&'static str> {
    let list = BUILD.split_once("COMMANDS: &[&str] = &[").unwrap().1.split_once("];").unwrap().0;
    list.split('"').skip(1).step_by(2).collect()
}

async fn draft_of(window: &Window) -> Value {
    let query = json!({ "text": "", "authorization_type": null, "page": 0, "with_last_attempts": true });
    let page = call(window, "list", json!({ "query": query })).await;
    call(window, "read", json!({ "id": page["rows"][0]["id"] })).await["draft"].take()
}

#[test]
fn each_command_called_by_a_script_is_answered_or_asks_outside_the_page() {
    tell(async {
        let (own, other) = (HostileServer::start(token("a")), HostileServer::start(token("b")));
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Billing", &own.url("/token")).await;
        let first_backup = call(&window, "back_up", json!({})).await;
        let draft = draft_of(&window).await;
        let mut moved = draft.clone();
        moved["details"]["environments"]["staging"]["token_url"] = json!(other.url("/token"));

        let mut table = table(&draft, &moved, &first_backup);
        table.extend(about_keys(&draft));
        let mut listed: Vec<_> = table.iter().map(|(command, ..)| *command).chain(NOT_CALLED).collect();
        let mut all = commands();
        listed.sort_unstable();
        all.sort_unstable();
        assert_eq!(listed, all, "each command is in the table");

        for (command, given, reach) in table {
            if reach == Asks {
                let (said, ()) = tokio::join!(ask(&window, command, given), window.answer_dialog(false));
                let kind = said["error"]["kind"].as_str().unwrap_or_default().to_owned();
                assert!(["cancelled", "origin_changed"].contains(&kind.as_str()), "{command}: {said}");
            } else {
                ask(&window, command, given).await;
                assert_eq!(window.dialogs(), 0, "{command}");
            }
        }
        // A script that asks for backups without end removes none of another day, and only its own of today.
        for _ in 0..12 {
            call(&window, "back_up", json!({})).await;
        }
        let status = call(&window, "vault_status", json!({})).await;
        assert_eq!((&status["home"], &status["has_recovery_key"]), (&json!("keyring"), &json!(false)));
        let backups = call(&window, "backups", json!({})).await;
        let backups = backups.as_array().unwrap();
        assert!(backups.len() == 10 && backups.iter().all(|backup| backup["key"] == json!("current")), "{backups:?}");
        assert!(!first_backup.is_null());
        assert_eq!((own.connections(), other.connections()), (0, 0));
        let still = draft_of(&window).await;
        assert_eq!(still["details"], draft["details"]);
        window.quit().await;
        let shown = home.keyfob(&["show", "Billing", "--reveal", "--json"]);
        assert!(String::from_utf8_lossy(&shown.stdout).contains("plain-secret"), "{shown:?}");
    });
}

#[test]
fn a_script_is_shown_the_secrets_of_so_many_authorizations_a_minute_and_the_user_sees_when() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        for number in 0..25 {
            seed_api_key(&window, &format!("Key {number:02}"), "").await;
        }
        let mut refused = 0;
        let query = json!({ "text": "", "authorization_type": null, "page": 0, "with_last_attempts": true });
        for row in call(&window, "list", json!({ "query": query })).await["rows"].as_array().unwrap() {
            let given = json!({ "id": row["id"], "environment": "staging", "field": { "field": "value" } });
            let said = ask(&window, "reveal", given).await;
            refused += usize::from(said["error"]["kind"] == json!("too_many_reveals"));
        }
        assert_eq!(refused, 5);
        let read = call(&window, "read", json!({ "id": draft_of(&window).await["id"] })).await;
        assert!(read["last_revealed_at_ms"]["staging"].as_i64().is_some_and(|at_ms| at_ms > 0), "{read}");
    });
}

#[test]
fn a_kill_while_the_user_is_asked_changes_nothing() {
    tell(async {
        let (own, other) = (HostileServer::start(token("a")), HostileServer::start(token("b")));
        let home = Home::new();
        for (command, backups) in [("rotate_key", "update"), ("make_recovery_key", "delete"), ("save", "")] {
            let window = Window::open(&home).await;
            if command == "rotate_key" {
                register(&window, "Billing", &own.url("/token")).await;
                call(&window, "back_up", json!({})).await;
            }
            let mut moved = draft_of(&window).await;
            moved["details"]["environments"]["staging"]["token_url"] = json!(other.url("/token"));
            let given = json!({ "draft": moved, "backups": backups });
            let script = "window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).catch(() => undefined);";
            window.script(script, vec![json!(command), given]).await;
            window.wait("the question", async || window.dialogs() == 1).await;
            // Kills driver, program and page.
            drop(window);
            let shown = home.keyfob(&["show", "Billing", "--reveal", "--json"]);
            let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
            assert!(shown.contains("plain-secret") && shown.contains(&own.url("/token")), "{command}: {shown}");
            assert!(home.keyfob(&["verify"]).status.success());
        }
        assert_eq!((own.connections(), other.connections()), (0, 0));
    });
}
