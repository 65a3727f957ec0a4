//! `keyfob token`: each format, each way to ask, and each way to fail.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use keyfob_tests::hostile::{HostileServer, answer, json, token};

use crate::{Person, Said, open};

/// A server that answers each request with another token, and counts them.
pub(crate) struct Counting {
    server: HostileServer,
    requests: Arc<AtomicU32>,
}

impl Counting {
    /// Starts a server whose tokens live for some seconds, and which takes some time for each.
    pub(crate) fn start(expires_in: u32, delay: Duration) -> Self {
        let requests = Arc::new(AtomicU32::default());
        let counter = Arc::clone(&requests);
        let server = HostileServer::answering(move |_| {
            let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
            thread::sleep(delay);
            json(
                200,
                format!(
                    r#"{{"access_token":"canary-token-{number}","token_type":"Bearer","expires_in":{expires_in}}}"#
                ),
            )
        });
        Self { server, requests }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url("/token")
    }

    pub(crate) fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }
}

fn printed(said: &Said) -> &str {
    assert_eq!((said.status, said.err.as_str()), (0, ""), "{said:?}");
    &said.out
}

#[test]
fn a_token_is_kept_until_little_of_its_life_is_left_or_a_new_one_is_asked_for() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    let token = |more: &[&str]| person.with_passphrase(&[&["token", "billing api"], more].concat());
    assert_eq!(printed(&token(&[])), "canary-token-1\n");
    assert_eq!(printed(&token(&["-e", "staging", "--min-life", "3000"])), "canary-token-1\n");
    assert_eq!(printed(&token(&["--refresh"])), "canary-token-2\n");
    assert_eq!(printed(&token(&[])), "canary-token-2\n");
    let said = token(&["--min-life", "4000"]);
    assert_eq!((said.status, said.out.as_str()), (0, "canary-token-3\n"));
    assert!(said.err.contains("live for less than `--min-life`"), "{said:?}");
    assert_eq!(printed(&person.with_passphrase(&["connect", "billing api"])).lines().count(), 1);
    assert_eq!(printed(&token(&[])), "canary-token-4\n");
    assert_eq!(server.requests(), 4);
}

#[test]
fn a_token_is_printed_in_each_format() {
    let server = HostileServer::start(token("canary.token"));
    let person = Person::new(&server.url("/token"));
    let formatted = |format: &str| {
        let said = person.with_passphrase(&["token", "billing api", "--format", format]);
        printed(&said).to_owned()
    };
    assert_eq!(formatted("raw"), "canary.token\n");
    assert_eq!(formatted("header"), "Authorization: Bearer canary.token\n");
    assert_eq!(formatted("env"), "ACCESS_TOKEN=canary.token\n");
    assert_eq!(formatted("curl"), "header = \"Authorization: Bearer canary.token\"\n");
    let read = |format: &str| serde_json::from_str::<serde_json::Value>(&formatted(format)).unwrap();
    let token = read("json");
    assert_eq!((&token["access_token"], &token["token_type"]), (&"canary.token".into(), &"Bearer".into()));
    assert_eq!(token["scopes"], serde_json::json!(["read", "write"]));
    assert!(token["expires_at"].as_str().unwrap().ends_with('Z') && token["expires_in"].as_u64().unwrap() > 3_500);
    let credential = read("exec-credential");
    assert_eq!(credential["apiVersion"], "client.authentication.k8s.io/v1");
    assert_eq!(credential["status"]["token"], "canary.token");
    assert!(credential["status"]["expirationTimestamp"].is_string());
    let said = person.with_passphrase(&["token", "billing api", "--format", "query"]);
    assert_eq!(said.status, 4);
    assert!(said.out.is_empty() && said.err.contains("`--format header`"), "{said:?}");
}

#[test]
fn git_asks_on_standard_input_and_gets_the_token_for_one_host() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    let ask = |question: &str, rest: &str| {
        let format = "--format git-credential --host git.example";
        let command = format!("keyfob token 'billing api' --passphrase-file \"$PASSPHRASE_FILE\" {format}");
        person.sh(&format!("printf '{question}' | {command} {rest}"))
    };
    let of = |host: &str| format!("capability[]=authtype\\nprotocol=https\\nhost={host}\\n\\n");
    let said = ask(&of("git.example"), "get");
    assert!(printed(&said).starts_with("username=oauth2\npassword=canary-token-1\npassword_expiry_utc="), "{said:?}");
    let said = ask(&of("GIT.example"), "--username me get");
    assert!(printed(&said).starts_with("username=me\npassword=canary-token-1\n"), "{said:?}");
    let said = ask(&of("git.example"), "--bearer get");
    assert!(
        printed(&said).starts_with("capability[]=authtype\nauthtype=Bearer\ncredential=canary-token-1\n"),
        "{said:?}"
    );
    // An older git.
    let said = ask("protocol=https\\nhost=git.example\\n\\n", "--bearer get");
    assert!(printed(&said).starts_with("username=oauth2\n"), "{said:?}");
    for question in [&of("evil.example"), &of("git.example:8443"), "protocol=http\\nhost=git.example\\n\\n", ""] {
        assert_eq!(printed(&ask(question, "get")), "", "{question}");
    }
    // What git says of an older token doesn't concern the kept one, and operations that come later are ignored.
    let refused = |token: &str| format!("protocol=https\\nhost=git.example\\npassword={token}\\n\\n");
    for (question, operation) in [
        (refused("an-older-one"), "erase"),
        (of("evil.example"), "erase"),
        (of("git.example"), "store"),
        (of("x"), "later"),
    ] {
        assert_eq!(printed(&ask(&question, operation)), "", "{operation}");
    }
    assert!(printed(&ask(&of("git.example"), "get")).contains("=canary-token-1\n"));
    assert_eq!(printed(&ask(&refused("canary-token-1"), "erase")), "");
    assert!(printed(&ask(&of("git.example"), "get")).contains("=canary-token-2\n"));
    let without = person.with_passphrase(&["token", "billing api", "--format", "git-credential", "get"]);
    assert!(without.status == 2 && without.err.contains("--host"), "{without:?}");
}

#[test]
fn docker_asks_on_standard_input_and_gets_the_token_for_one_host() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    let ask = |question: &str, operation: &str| {
        let format = "--format docker-credential --host registry.example:5000";
        let command = format!("keyfob token 'billing api' --passphrase-file \"$PASSPHRASE_FILE\" {format}");
        person.sh(&format!("printf '{question}' | {command} {operation}"))
    };
    for server in ["https://registry.example:5000/v1/", "registry.example:5000"] {
        let answer = ask(server, "get").json();
        assert_eq!((&answer["ServerURL"], &answer["Username"]), (&server.into(), &"oauth2accesstoken".into()));
        assert_eq!(answer["Secret"], "canary-token-1");
    }
    for server in ["https://evil.example", "registry.example", "https://registry.example:5000.evil.example", ""] {
        let said = ask(server, "get");
        let expected = (1, "credentials not found in native keychain\n");
        assert_eq!((said.status, said.out.as_str()), expected, "{server}: {said:?}");
    }
    assert_eq!(printed(&ask("", "list")), "{}\n");
    assert_eq!(printed(&ask("https://evil.example", "erase")), "");
    assert_eq!(ask("registry.example:5000", "get").json()["Secret"], "canary-token-1");
    assert_eq!(printed(&ask("registry.example:5000", "erase")), "");
    assert_eq!(ask("registry.example:5000", "get").json()["Secret"], "canary-token-2");
    let said = person.with_passphrase(&["token", "billing api", "get"]);
    assert_eq!(said.status, 2, "{said:?}");
}

#[test]
fn curl_gets_the_token_in_no_argument() {
    let server = Counting::start(3600, Duration::ZERO);
    let api = HostileServer::answering(|request| answer(200, &[], request.header("authorization").unwrap_or("none")));
    let person = Person::new(&server.url());
    let line = "keyfob token 'billing api' --passphrase-file \"$PASSPHRASE_FILE\" --format curl | curl -sS --config - ";
    let said = person.sh(&format!("{line}{}", api.url("/invoices")));
    assert_eq!(printed(&said), "Bearer canary-token-1");
}

#[test]
fn an_api_key_is_printed_as_it_is_sent() {
    let person = Person::new("https://login.example/token");
    let key = |more: &[&str]| person.with_passphrase(&[&["token", "A key", "-e", "production"], more].concat());
    assert_eq!(printed(&key(&[])), "canary value\n");
    assert_eq!(printed(&key(&["--format", "header"])), "X-Key: canary value\n");
    assert_eq!(printed(&key(&["--format", "env", "--var", "KEY"])), "KEY='canary value'\n");
    let said = key(&["--format", "query"]);
    assert_eq!(said.status, 4);
    assert!(said.out.is_empty() && said.err.contains("`--format header`"), "{said:?}");
    let said = key(&["--refresh"]);
    assert!(said.status == 0 && said.err.contains("doesn't expire"), "{said:?}");
}

#[test]
fn a_failure_says_why_and_what_to_do_and_prints_no_token() {
    let server = HostileServer::start(json(401, r#"{"error":"invalid_client"}"#));
    let person = Person::new(&server.url("/token"));
    for (arguments, status, words) in [
        (vec!["token", "billing api"], 5, "invalid_client"),
        (vec!["token", "billing api", "-e", "production"], 3, "isn't configured"),
        (vec!["token", "no such"], 3, "keyfob list"),
        (vec!["token", "billing api", "--format", "xml"], 2, "possible values"),
        (vec!["token", "billing api", "--var", "1A"], 2, "letters, digits"),
        (vec!["token"], 2, "Usage"),
    ] {
        let said = person.with_passphrase(&arguments);
        assert_eq!((said.status, said.out.as_str()), (status, ""), "{arguments:?} {said:?}");
        assert!(said.err.contains(words), "{arguments:?} {said:?}");
    }
    let locked = person.keyfob(&["token", "billing api"]);
    assert_eq!((locked.status, locked.out.as_str()), (7, ""));
    assert!(locked.err.contains("--passphrase-file"), "{locked:?}");
    let unreachable = Person::new("http://127.0.0.1:1/token").with_passphrase(&["token", "billing api"]);
    assert_eq!(unreachable.status, 6, "{unreachable:?}");
}

#[test]
fn a_server_that_asks_to_wait_is_named_with_the_time() {
    let busy = |_: &_| answer(429, &[("Retry-After", "120"), ("Content-Type", "application/json")], "{}");
    let server = HostileServer::answering(busy);
    let person = Person::new(&server.url("/token"));
    for _ in 0..2 {
        let said = person.with_passphrase(&["token", "billing api"]);
        assert_eq!((said.status, said.out.as_str()), (5, ""), "{said:?}");
    }
    let said = person.with_passphrase(&["token", "billing api"]);
    let (_, rest) = said.err.split_once("The next request is sent in ").unwrap();
    let seconds: u32 = rest.split_once(" s").unwrap().0.parse().unwrap();
    assert!((100..=120).contains(&seconds), "{said:?}");
}

#[test]
fn the_token_is_nowhere_on_the_disk() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    printed(&person.with_passphrase(&["token", "billing api"]));
    drop(open(&person.home));
    let (found, count) = keyfob_tests::leak_search::find_below(person.home.all(), &["canary-token-1"]);
    assert!(count > 2 && found.is_empty(), "{found:?}");
}
