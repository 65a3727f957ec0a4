//! Users who sign in from the shell, at a certified authorization server, with a real browser.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use keyfob_tests::{
    authorization_server::AuthorizationServer,
    browser::{Browser, Task},
    built,
};
use serde_json::{Value, json};

use crate::{Person, Said, open};

/// The client's secret. This server takes only ASCII (RFC 6749, appendix A.2).
const SECRET: &str = "canary-secret-of-the-client";

/// A server with a client for each grant; codes for other devices last for `code_s`.
fn server(code_s: u32) -> AuthorizationServer {
    let client = |id: &str, method: &str, grants: &[&str]| {
        let has_code = grants.contains(&"authorization_code");
        let redirect_uris: &[&str] = if has_code { &["http://127.0.0.1/callback"] } else { &[] };
        let response_types: &[&str] = if has_code { &["code"] } else { &[] };
        let grant_types = [grants, &["refresh_token"]].concat();
        let mut client = json!({
            "client_id": id, "token_endpoint_auth_method": method, "application_type": "native",
            "redirect_uris": redirect_uris, "response_types": response_types, "grant_types": grant_types,
            "scope": "openid profile offline_access read",
        });
        if method != "none" {
            client["client_secret"] = json!(SECRET);
        }
        client
    };
    let device = "urn:ietf:params:oauth:grant-type:device_code";
    let clients = [
        client("confidential", "client_secret_basic", &["authorization_code", device]),
        client("public", "none", &["authorization_code"]),
        client("tv", "none", &[device]),
    ];
    AuthorizationServer::start_for(&clients, &json!({ "code_lifetime_s": code_s }))
}

/// A user who has saved an authorization called `crm`.
fn person(server: &AuthorizationServer, grant: &str, client: &str) -> Person {
    let person = Person::new("https://login.example/token");
    let secret = person.home.all().join("secret");
    fs::write(&secret, SECRET).unwrap();
    let (token_url, authorization_url) = (server.token_url(), server.url("/auth"));
    let (device_url, secret) = (server.url("/device/auth"), secret.display().to_string());
    let mut arguments =
        vec!["add", "oauth2", "crm", "--grant", grant, "--token-url", &token_url, "--client-id", client];
    arguments.extend(["--scope", "openid", "--scope", "profile", "--scope", "read", "--device-url", &device_url]);
    if grant != "device_code" {
        arguments.extend(["--authorization-url", &authorization_url, "--authorization-parameter", "prompt=consent"]);
    }
    if client == "confidential" {
        arguments.extend(["--client-secret-file", &secret]);
    }
    let said = person.with_passphrase(&arguments);
    assert_eq!(said.status, 0, "{}", said.err);
    person
}

impl Person {
    /// Runs `keyfob` where there is a display and a browser.
    fn with_browser(&self, browser: &Browser, arguments: &[&str]) -> Said {
        let mut command = self.command(built::find("keyfob"));
        command.args(arguments).arg("--passphrase-file").arg(&self.passphrase);
        Said::of(&command.env("PATH", browser.path()).env("DISPLAY", ":99").output().unwrap())
    }

    /// Starts `keyfob`, whose messages are read while it runs.
    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(built::find("keyfob"));
        command.args(arguments).arg("--passphrase-file").arg(&self.passphrase);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

/// Returns what follows some words on standard error.
fn told(child: &mut Child, words: &str) -> String {
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "`{words}` wasn't said: {said}");
        said += &line;
        if let Some(rest) = line.strip_prefix(words) {
            child.stderr = Some(lines.into_inner());
            return rest.trim().to_owned();
        }
    }
}

fn ended(mut child: Child) -> Said {
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    Said { status: child.wait().unwrap().code().unwrap(), out, err }
}

fn token(person: &Person, options: &[&str]) -> Said {
    person.with_passphrase(&[&["token", "crm", "--format", "json"], options].concat())
}

#[test]
fn a_user_signs_in_once_and_tokens_are_renewed_without_asking() {
    let server = server(600);
    for (grant, client) in [
        ("authorization_code", "confidential"),
        ("authorization_code_pkce", "public"),
        ("authorization_code_pkce", "confidential"),
    ] {
        let (person, browser) = (person(&server, grant, client), Browser::new(Task::Agree));
        let before = token(&person, &[]);
        assert_eq!(before.status, 8, "{}", before.err);
        assert!(before.err.contains("keyfob connect crm"), "{}", before.err);
        assert!(person.keyfob(&["list"]).out.contains("sign-in needed"));

        let said = person.with_browser(&browser, &["connect", "crm", "--json"]);
        assert_eq!(said.status, 0, "{} {}", said.out, said.err);
        assert_eq!(said.json()["connected"], true);
        let (url, text) = browser.last_page();
        assert!(url.ends_with("/callback/result") && text.contains("You’re signed in"), "{url} {text}");
        let address = browser.opened();
        assert_eq!(address.contains("code_challenge_method=S256"), grant == "authorization_code_pkce");
        assert!(!address.contains("canary") && address.contains("prompt=consent"), "{address}");
        assert!(!person.keyfob(&["list"]).out.contains("sign-in needed"));

        let first = token(&person, &[]).json();
        let second = token(&person, &["--refresh"]);
        assert_eq!(second.status, 0, "{}", second.err);
        let (second, third) = (second.json(), token(&person, &["--refresh"]).json());
        for (one, other) in [(&first, &second), (&second, &third)] {
            assert_ne!(one["access_token"], other["access_token"]);
        }
        // The server itself calls the newest valid.
        let shown: Value = serde_json::from_str(&person.keyfob(&["show", "crm", "--json"]).out).unwrap();
        assert_eq!(shown["grant"], grant);
        let everything = format!("{}{}{}", said.out, said.err, before.err);
        assert!(!everything.contains(first["access_token"].as_str().unwrap()));
    }
}

#[test]
fn without_a_browser_the_address_is_printed_and_waited_for() {
    let server = server(600);
    let person = person(&server, "authorization_code_pkce", "public");
    for arguments in [&["connect", "crm", "--no-browser"][..], &["connect", "crm"]] {
        let mut child = person.start(arguments);
        let address = told(&mut child, "Open this address: ");
        let (_, text) = Browser::visit(&address, Task::Agree);
        assert!(text.contains("You’re signed in"), "{text}");
        let said = ended(child);
        assert!(said.status == 0 && said.out.starts_with("Connected in "), "{} {}", said.out, said.err);
    }
}

#[test]
fn a_user_who_refuses_or_has_no_browser_is_told_so() {
    let server = server(600);
    let person = person(&server, "authorization_code_pkce", "public");
    let browser = Browser::new(Task::Refuse);
    let said = person.with_browser(&browser, &["connect", "crm", "--json"]);
    assert_eq!((said.status, said.json()["error"]["code"].as_str()), (8, Some("access_denied")), "{}", said.out);
    let (_, text) = browser.last_page();
    assert!(text.contains("You’re not signed in") && !text.contains("access_denied"), "{text}");
    browser.breaks();
    let mut command = person.command(built::find("keyfob"));
    command.args(["connect", "crm", "--passphrase-file"]).arg(&person.passphrase);
    command.env("PATH", browser.path()).env("DISPLAY", ":99").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let address = told(&mut child, "Open this address: ");
    let (_, text) = Browser::visit(&address, Task::Agree);
    assert!(text.contains("You’re signed in"), "{text}");
    assert_eq!(ended(child).status, 0);
}

#[test]
fn a_refresh_token_that_was_used_before_needs_a_new_sign_in() {
    let server = server(600);
    let (person, browser) = (person(&server, "authorization_code_pkce", "public"), Browser::new(Task::Agree));
    assert_eq!(person.with_browser(&browser, &["connect", "crm"]).status, 0);
    let old = person.home.all().join("old.db");
    let copy = |from: &std::path::Path, to: &std::path::Path| fs::copy(from, to).map(drop).unwrap();
    // What another copy of the data would do: both have the same refresh token.
    copy(&person.database(), &old);
    assert_eq!(token(&person, &["--refresh"]).status, 0);
    for name in ["keyfob.db-wal", "keyfob.db-shm"] {
        let _ = fs::remove_file(person.home.data().join(name));
    }
    copy(&old, &person.database());
    let said = token(&person, &["--refresh"]);
    assert_eq!(said.status, 8, "{}", said.err);
    assert!(said.err.contains("no longer accepts the refresh token"), "{}", said.err);
    assert!(!browser.opened().is_empty());
    // Nothing was opened unasked, and signing in mends it.
    assert_eq!(person.with_browser(&browser, &["connect", "crm"]).status, 0);
    assert_eq!(token(&person, &["--refresh"]).status, 0);
}

#[test]
fn another_device_signs_in_or_refuses_or_comes_too_late() {
    let server = server(600);
    for (grant, client, option) in
        [("device_code", "tv", None), ("authorization_code", "confidential", Some("--device"))]
    {
        let person = person(&server, grant, client);
        let arguments: Vec<_> = ["connect", "crm"].into_iter().chain(option).collect();
        let mut child = person.start(&arguments);
        let address = told(&mut child, "Or open this address, which has the code in it: ");
        let _ = Browser::visit(&address, Task::Device);
        let said = ended(child);
        assert!(said.status == 0, "{} {}", said.out, said.err);
        assert_eq!(token(&person, &["--refresh"]).status, 0);
    }
    let short = self::server(6);
    let person = person(&short, "device_code", "tv");
    let begun = Instant::now();
    let said = person.with_passphrase(&["connect", "crm", "--json"]);
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(
        matches!(said.json()["error"]["code"].as_str(), Some("sign_in_timed_out" | "expired_token")),
        "{}",
        said.out
    );
}

#[test]
fn options_that_make_no_sense_are_refused_and_all_leaves_users_out() {
    let server = server(600);
    let person = person(&server, "device_code", "tv");
    for (arguments, part) in [
        (&["connect", "crm", "--no-browser"][..], "uses the device grant"),
        (&["connect", "Billing API", "--device"], "no user signs in"),
    ] {
        let said = person.with_passphrase(arguments);
        assert!(said.status == 4 && said.err.contains(part), "{}", said.err);
    }
    let said = person.with_passphrase(&["connect", "--all"]);
    assert!(said.err.contains("Skipped, since they need a user to sign in: `crm`"), "{}", said.err);
    let said = person.with_passphrase(&["edit", "crm", "--authorization-url", "https://a.example/"]);
    assert!(said.err.contains("--grant"), "{}", said.err);
    assert_eq!(open(&person.home).find("crm").unwrap().draft.name, "crm");
}
