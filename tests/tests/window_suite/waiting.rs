//! Another program that holds the write lock and a keyring that never answers: what needs neither doesn't wait for them.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::Duration;

use keyfob_core::torture::hold_write_lock;
use keyfob_tests::user_home::Home;
use keyfob_tests::window::{Window, tell};
use serde_json::{Value, json};

use crate::steps::{begin, call, edit, open_list, plain, register, seed_api_key, tab};

/// How long the write lock is held and answers are measured.
const HELD: Duration = Duration::from_secs(10);
/// What an answer may take.
const LIMIT_MS: f64 = 50.0;
/// What no answer may take, even on a busy machine: far less than the lock is held.
const NEVER_MS: f64 = 2_000.0;

/// Calls commands one after the other for a while, and notes how long each took. Meanwhile two saves hang: one waits for the write lock,
/// one for the keyring.
const MEASURE: &str = "const [calls, saves, duration] = arguments;
const { invoke } = window.__TAURI_INTERNALS__;
const end = performance.now() + duration;
window.__times = [];
window.__measured = false;
for (const draft of saves) {
  void (async () => {
    while (performance.now() < end) await invoke('save', { draft }).catch(() => new Promise((go) => setTimeout(go, 50)));
  })();
}
void (async () => {
  while (performance.now() < end) {
    for (const [command, given] of calls) {
      const start = performance.now();
      const failure = await invoke(command, given).then(() => null, JSON.stringify);
      window.__times.push([command, performance.now() - start, failure]);
    }
    await new Promise((go) => setTimeout(go, 10));
  }
  window.__measured = true;
})();
return null;";

#[test]
fn list_search_forms_and_typing_answer_at_once_while_a_save_hangs() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        for number in 0..30 {
            seed_api_key(&window, &format!("Seeded {number}"), "").await;
        }
        window.quit().await;

        // The key isn't known yet, so whatever needs it waits for the keyring.
        let window = Window::open_with_stopped_keyring(&home).await;
        open_list(&window).await;
        let id = call(&window, "list", json!({ "query": query("Seeded 7") })).await["rows"][0]["id"].clone();
        let read = call(&window, "read", json!({ "id": id })).await;
        let mut described = read["draft"].clone();
        described["description"] = json!("waits for the write lock");
        let mut sealed = call(&window, "blank", json!({ "authorization_type": "api-key" })).await;
        sealed["name"] = json!("Waits for the keyring");
        sealed["details"]["environments"]["staging"]["key"] = json!("X-Key");
        sealed["details"]["environments"]["staging"]["value"] = json!({ "kind": "typed", "text": "secret" });
        let calls = json!([
            ["list", { "query": query("") }],
            ["list", { "query": query("seeded 1") }],
            ["summary", {}],
            ["read", { "id": id }],
            ["blank", { "authorization_type": "oauth2" }],
            ["check", { "draft": sealed }],
            ["preferences", {}],
            ["vault_status", {}],
        ]);

        let (release, released) = mpsc::channel::<()>();
        let data = home.data();
        let holder = std::thread::spawn(move || hold_write_lock(&data, || released.recv()));
        let duration = json!(HELD.as_secs_f64() * 1_000.0);
        window.script(MEASURE, vec![calls, json!([described, sealed]), duration]).await;
        // A user at work meanwhile.
        begin(&window, "OAuth 2").await;
        window.fill("Name", "Typed meanwhile").await;
        tab(&window, "Staging").await;
        window.fill("Token URL", plain("https://login.example/token").token_url).await;
        window.wait_for(HELD * 3, "the measured calls", async || is_measured(&window).await).await;
        drop(release);
        holder.join().expect("the holder ends").expect("the lock is held").expect_err("it is released by the end");

        let times = window.script("return window.__times;", Vec::new()).await;
        judge(times.as_array().expect("a list of times"));
    });
}

fn query(text: &str) -> Value {
    json!({ "text": text, "authorization_type": null, "page": 0 })
}

async fn is_measured(window: &Window) -> bool {
    window.script("return window.__measured;", Vec::new()).await == json!(true)
}

#[expect(clippy::print_stdout, reason = "the figures are the result")]
fn judge(times: &[Value]) {
    let mut by_command: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for time in times {
        assert!(time[2].is_null(), "{time}");
        let took = time[1].as_f64().expect("milliseconds");
        by_command.entry(time[0].as_str().expect("a command")).or_default().push(took);
    }
    for (command, mut took) in by_command {
        took.sort_by(f64::total_cmp);
        let (median, longest) = (took[took.len() / 2], took[took.len() - 1]);
        let over = took.iter().filter(|ms| **ms > LIMIT_MS).count();
        println!(
            "{command}: {} answers, median {median:.1} ms, longest {longest:.1} ms, {over} over 50 ms",
            took.len()
        );
        assert!(median < LIMIT_MS, "`{command}` takes {median} ms");
        assert!(longest < NEVER_MS, "`{command}` took {longest} ms once");
    }
}

#[test]
fn a_keyring_that_does_not_answer_is_named_and_can_be_cancelled() {
    tell(async {
        let home = Home::new();
        let window = Window::open(&home).await;
        register(&window, "Kept", "https://login.example/token").await;
        window.quit().await;

        let mut window = Window::open_with_stopped_keyring(&home).await;
        window.shows("Waiting for your keyring").await;
        window.click("button", "Cancel").await;
        gone(&window).await;
        edit(&window, "Kept").await;
        window.click("button", "Show Client Secret").await;
        window.shows("Waiting for your keyring").await;
        // Nothing else is blocked.
        window.fill("Description", "typed while it waits").await;
        window.click("button", "Cancel").await;
        gone(&window).await;
        let said = async || !window.description_of("textbox", "Client Secret").await.is_empty();
        window.wait("a reason beside the secret", said).await;
        assert_eq!(window.value("textbox", "Description").await, "typed while it waits");

        window.resume_keyring();
        window.click("button", "Show Client Secret").await;
        window.wait("the secret", async || window.value("textbox", "Client Secret").await == "plain-secret").await;
    });
}

async fn gone(window: &Window) {
    window
        .wait("no word of the keyring's wait", async || !window.text().await.contains("Waiting for your keyring"))
        .await;
}
