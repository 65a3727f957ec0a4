//! `keyfob add`: every option, secrets from files, standard input and the terminal, and nothing saved that isn't right.

use std::fs;

use keyfob_tests::hostile::{HostileServer, json, token};
use serde_json::json as value;

use crate::{
    Person, Said,
    terminal::{self, ctrl_c},
};

const URL: &str = "https://login.example/token";

impl Person {
    /// Writes a file beside the data folder, and returns its path.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.home.all().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub(crate) fn shown(&self, name: &str) -> serde_json::Value {
        let said = self.with_passphrase(&["show", name, "--reveal", "--json"]);
        assert_eq!(said.status, 0, "{}", said.err);
        said.json()
    }
}

pub(crate) fn assert_refused(said: &Said, status: i32, parts: &[&str]) {
    assert_eq!((said.status, said.out.as_str()), (status, ""), "{said:?}");
    for part in parts {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    assert!(!said.err.contains("canary"), "{}", said.err);
}

#[test]
fn every_option_of_oauth_2_is_saved() {
    let person = Person::new(URL);
    let secret = person.file("secret", "canary secret\n");
    let extra = person.file("extra", "canary extra");
    let said = person.with_passphrase(&[
        "add",
        "oauth2",
        "Orders",
        "-e",
        "production",
        "--description",
        "All orders",
        "--grant",
        "client_credentials",
        "--token-url",
        "http://login.example/token",
        "--accept-cleartext",
        "--client-id",
        "orders",
        "--client-secret-file",
        &secret,
        "--client-auth",
        "client_secret_post",
        "--basic-encoding",
        "raw",
        "--scope",
        "read",
        "--scope",
        "write",
        "--audience",
        "https://api.example",
        "--resource",
        "https://a.example",
        "--resource",
        "https://b.example",
        "--body",
        "tenant=a=b",
        "--body",
        "tenant=c",
        "--header",
        "X-One=1",
        "--query",
        "q=2",
        "--secret-body",
        &format!("pin={extra}"),
        "--secret-header",
        &format!("X-Two={extra}"),
        "--secret-query",
        &format!("s={extra}"),
    ]);
    assert_eq!((said.status, said.out.as_str(), said.err.as_str()), (0, "Added `Orders` (production).\n", ""));
    let shown = person.shown("orders");
    assert_eq!((&shown["description"], &shown["type"]), (&value!("All orders"), &value!("oauth2")));
    let expected = value!({
        "token_url": "http://login.example/token",
        "accept_cleartext": true,
        "client_id": "orders",
        "client_secret": "canary secret",
        "client_auth": "client_secret_post",
        "basic_encoding": "raw",
        "scopes": ["read", "write"],
        "audience": "https://api.example",
        "resource": ["https://a.example", "https://b.example"],
        "extra_headers": {"X-One": "1", "X-Two": "canary extra"},
        "extra_query": {"q": "2", "s": "canary extra"},
        "extra_body": {"tenant": "c", "pin": "canary extra"},
        "dpop": false, "request_format": "form", "client_id_in_body": false, "scope_separator": "space",
        // Those of other methods.
        "key_alg": null, "key_id": null, "key_cert": null, "assertion_audience": null, "client_cert": null, "dpop_alg": null,
        "grant_type_value": null, "content_type": null, "token_member": null,
    });
    assert_eq!(shown["environments"], value!({ "production": expected }));
}

#[test]
fn every_option_for_a_server_that_goes_its_own_way_is_saved() {
    let person = Person::new(URL);
    let line = r#"printf secret | keyfob add oauth2 Own --token-url https://login.example/token --client-id c --client-secret-file - \
        --request-format json --client-id-in-body --scope-separator comma --grant-type-value account_credentials \
        --content-type 'application/json; charset=UTF-8' --token-member /data/token --passphrase-file "$PASSPHRASE_FILE""#;
    let said = person.sh(line);
    assert_eq!((said.status, said.out.as_str()), (0, "Added `Own` (staging).\n"), "{said:?}");
    let shown = &person.shown("Own")["environments"]["staging"];
    for (name, expected) in [
        ("request_format", value!("json")),
        ("client_id_in_body", value!(true)),
        ("scope_separator", value!("comma")),
        ("grant_type_value", value!("account_credentials")),
        ("content_type", value!("application/json; charset=UTF-8")),
        ("token_member", value!("/data/token")),
    ] {
        assert_eq!(shown[name], expected, "{name}");
    }
    let said = person.with_passphrase(&["edit", "Own", "--request-format", "get", "--content-type", "text/plain"]);
    assert_refused(&said, 4, &["`--content-type` has no effect with the current `--request-format`"]);
    let said = person.with_passphrase(&["edit", "Own", "--proxy-user", "maria"]);
    assert_refused(&said, 4, &["`--proxy-user` needs the address of a proxy in `--proxy`."]);
    let said =
        person.with_passphrase(&["edit", "Own", "--clear", "content-type", "--header", "Content-Type=text/plain"]);
    assert_refused(
        &said,
        4,
        &["Use the field for the Content-Type instead.", "The field's option is `--content-type`."],
    );
    let said = person.with_passphrase(&["edit", "Own", "--proxy", "http://maria:canary@proxy.example:3128"]);
    assert_refused(&said, 4, &["Their options are `--proxy-user` and `--proxy-password-file`."]);
    let said = person.with_passphrase(&["edit", "Own", "--body", "grant_type=other"]);
    assert_refused(&said, 4, &["`--body grant_type`: `grant_type_value` already sets this."]);
}

#[test]
fn every_option_of_an_api_key_is_saved_and_the_environment_is_the_variable_s() {
    let person = Person::new(URL);
    let line = r#"printf 'canary\n\n' | KEYFOB_ENV=production keyfob add api-key Maps --key X-Key --in query --value-file - \
        --description d --passphrase-file "$PASSPHRASE_FILE""#;
    let said = person.sh(line);
    assert_eq!((said.status, said.out.as_str()), (4, ""), "{said:?}");
    assert!(said.err.contains("`--value-file` contains"), "only one line break is removed: {}", said.err);
    let said = person.sh(&line.replace(r"\n\n", r"\n"));
    assert_eq!((said.status, said.out.as_str()), (0, "Added `Maps` (production).\n"), "{said:?}");
    let shown = person.shown("Maps");
    assert_eq!(shown["environments"], value!({ "production": {"key": "X-Key", "in": "query", "value": "canary"} }));
    assert_eq!(shown["description"], "d");
}

#[test]
fn every_problem_names_the_option_that_corrects_it() {
    let person = Person::new(URL);
    let said = person.with_passphrase(&["add", "oauth2", "New"]);
    assert_refused(
        &said,
        4,
        &["Nothing was saved.", "\n  `--token-url`: ", "\n  `--client-id`: ", "\n  `--client-secret-file`: "],
    );
    assert_eq!(said.err.lines().count(), 4, "only of the environment that is added: {}", said.err);

    let secret = person.file("secret", "canary\u{7}");
    let said = person.with_passphrase(&[
        "add",
        "oauth2",
        "billing API",
        "--token-url",
        "http://login.example",
        "--client-id",
        "a",
        "--client-secret-file",
        &secret,
        "--scope",
        "fine",
        "--scope",
        "a b",
        "--body",
        "client_secret=x",
        "--header",
        "X Y=1",
        "--resource",
        "a#b",
        "--secret-query",
        &format!("grant_type={secret}"),
    ]);
    for part in [
        "NAME: Another authorization already has this name",
        "`--token-url`: With http://",
        "`--accept-cleartext`",
        "`--client-secret-file` contains",
        "`--scope` (value 2)",
        "`--body client_secret`: Keyfob sets this itself",
        "`--header X Y`: Use only letters",
        "`--resource` (value 1)",
        "`--secret-query grant_type`: ",
    ] {
        assert_refused(&said, 4, &[part]);
    }
    let said = person.with_passphrase(&["add", "api-key", "New", "--key", "a b", "--in", "cookie"]);
    assert_refused(&said, 4, &["`--key`: ", "`--value-file`: "]);
    assert_eq!(person.keyfob(&["list", "--json"]).json().as_array().unwrap().len(), 2);
}

#[test]
fn wrong_options_are_usage_errors() {
    let person = Person::new(URL);
    for arguments in [
        &["add"][..],
        &["add", "oauth2"],
        &["add", "oauth2", "New", "--client-secret", "canary"],
        &["add", "oauth2", "New", "--dpop", "yes"],
        &["add", "oauth2", "New", "--key-alg", "HS1"],
        &["add", "oauth2", "New", "--proxy"],
        &["add", "oauth2", "New", "--grant", "password"],
        &["add", "oauth2", "New", "--client-auth", "nothing"],
        &["add", "oauth2", "New", "--body", "no-value"],
        &["add", "oauth2", "New", "-e", "test"],
        &["add", "oauth2", "New", "--value-file", "-"],
        &["add", "api-key", "New", "--connect"],
        &["add", "api-key", "New", "--clear", "key"],
        &["edit", "Billing API", "--clear", "nothing"],
    ] {
        let said = person.keyfob(arguments);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{arguments:?} {said:?}");
    }
}

#[test]
fn files_that_hold_no_secret_are_named() {
    let person = Person::new(URL);
    let folder = person.home.all().display().to_string();
    let large = person.file("large", vec![b'c'; 2 << 20]);
    let binary = person.file("binary", b"canary\xff");
    let empty = person.file("empty", "\n");
    for (file, why) in [
        ("/nonexistent/secret", "No such file"),
        (folder.as_str(), "directory"),
        (&large, "more than 1 MiB"),
        (&binary, "isn't UTF-8"),
        (&empty, "is empty"),
    ] {
        let said = person.with_passphrase(&["add", "api-key", "New", "--key", "k", "--value-file", file]);
        assert_refused(&said, 2, &["`--value-file`", file, why]);
        assert!(!said.err.contains("os error"), "{}", said.err);
        let parameter = format!("a={file}");
        let said = person.with_passphrase(&["edit", "Billing API", "--secret-body", &parameter]);
        assert_refused(&said, 2, &["`--secret-body a`", file, why]);
    }
    let said = person.sh(
        "echo canary | keyfob add oauth2 New --client-secret-file - --secret-body a=- --passphrase-file \"$PASSPHRASE_FILE\"",
    );
    assert_refused(&said, 2, &["`--client-secret-file` and `--secret-body a` can't both read standard input"]);
    let said = person.sh("echo canary | keyfob add api-key New --key k --value-file - --passphrase-file -");
    assert_refused(&said, 2, &["`--passphrase-file` and `--value-file` can't both read standard input"]);
}

#[test]
fn with_connect_nothing_is_saved_unless_a_token_was_issued() {
    let server = HostileServer::answering(|request| {
        let is_right = request.basic().as_deref() == Some("orders:right");
        if is_right { token("canary-token") } else { json(401, r#"{"error":"invalid_client"}"#) }
    });
    let person = Person::new(URL);
    let (url, secret) = (server.url("/token"), person.file("secret", "wrong"));
    let arguments = [
        "add",
        "oauth2",
        "Orders",
        "--token-url",
        &url,
        "--client-id",
        "orders",
        "--client-secret-file",
        &secret,
        "--connect",
    ];
    let said = person.with_passphrase(&arguments);
    assert!(said.status == 5 && said.err.contains("Nothing was saved"), "{said:?}");
    assert_eq!(person.keyfob(&["show", "Orders"]).status, 3);
    person.file("secret", "right\n");
    let said = person.with_passphrase(&arguments);
    assert_eq!((said.status, said.err.as_str()), (0, ""), "{said:?}");
    assert!(said.out.starts_with("Connected in ") && said.out.ends_with("\nAdded `Orders` (staging, validated).\n"));
    assert!(!said.out.contains("canary") && server.connections() == 2);
    let nowhere = person.with_passphrase(&[
        "add",
        "oauth2",
        "Nowhere",
        "--token-url",
        "http://127.0.0.1:1/",
        "--client-id",
        "a",
        "--client-secret-file",
        &secret,
        "--connect",
    ]);
    assert!(nowhere.status == 6 && person.keyfob(&["show", "Nowhere"]).status == 3, "{nowhere:?}");
}

#[test]
fn a_locked_vault_ends_with_7_and_saves_nothing() {
    let person = Person::new(URL);
    let secret = person.file("secret", "canary");
    let said = person.sh(&format!("keyfob add api-key New --key k --value-file {secret} < /dev/null"));
    assert_refused(&said, 7, &["locked", "--passphrase-file"]);
    let wrong = person.file("wrong", "not this passphrase");
    let said =
        person.keyfob(&["add", "api-key", "New", "--key", "k", "--value-file", &secret, "--passphrase-file", &wrong]);
    assert_refused(&said, 7, &["Wrong passphrase"]);
    assert_eq!(person.keyfob(&["show", "New"]).status, 3);
}

#[test]
fn on_a_server_without_a_keyring_the_first_authorization_creates_a_passphrase_vault() {
    let person = Person::without_data();
    let secret = person.file("secret", "canary");
    let arguments = ["add", "api-key", "New", "--key", "k", "--value-file", &secret];
    fs::create_dir(person.home.data()).unwrap();
    let said = person.keyfob(&arguments);
    assert_refused(&said, 7, &["There is no keyring", "--passphrase-file FILE"]);
    let short = person.file("short", "short");
    let said = person.keyfob(&[&arguments[..], &["--passphrase-file", &short]].concat());
    assert_refused(&said, 4, &["too short"]);
    let said = person.with_passphrase(&arguments);
    assert_eq!((said.status, said.out.as_str()), (0, "Added `New` (staging).\n"), "{said:?}");
    assert_eq!(said.err, "keyfob: Created a vault that is protected by the passphrase.\n");
    assert_eq!(person.shown("New")["environments"]["staging"]["value"], "canary");
    let again = ["add", "api-key", "Other", "--key", "k", "--value-file", &secret];
    assert_eq!(person.with_passphrase(&again).err, "");
}

#[test]
fn the_terminal_is_asked_for_a_missing_secret_without_echo() {
    let person = Person::new(URL);
    let line =
        "keyfob add oauth2 Orders --token-url https://login.example/token --client-id orders --passphrase-file FILE";
    let seen = terminal::run(&person, line, "canary typed\n");
    assert!(seen.contains("Client secret: ") && seen.contains("Added `Orders` (staging)."), "{seen}");
    assert!(!seen.contains("canary"), "{seen}");
    assert_eq!(person.shown("Orders")["environments"]["staging"]["client_secret"], "canary typed");
    let seen = terminal::run(&person, "keyfob add api-key Maps --key 'a b' --passphrase-file FILE", "canary typed\n");
    assert!(!seen.contains("Value: ") && seen.contains("`--key`: "), "it asks for nothing that it can't use: {seen}");
}

#[test]
fn a_passphrase_for_a_new_vault_is_asked_for_twice() {
    let person = Person::without_data();
    fs::create_dir(person.home.data()).unwrap();
    let secret = person.file("secret", "canary");
    let line = format!("keyfob add api-key New --key k --value-file {secret}");
    let seen = terminal::run(&person, &line, "canary passphrase\ncanary other one\n");
    assert!(seen.contains("The passphrases differ") && !seen.contains("canary"), "{seen}");
    let seen = terminal::run(&person, &line, "canary passphrase of the shell\ncanary passphrase of the shell\n");
    assert!(seen.contains("Added `New`") && !seen.contains("canary"), "{seen}");
    assert_eq!(person.shown("New")["environments"]["staging"]["value"], "canary");
}

#[test]
fn ctrl_c_at_a_prompt_restores_the_terminal_and_ends_with_130() {
    let person = Person::new(URL);
    for line in ["keyfob show 'Billing API' --reveal", "keyfob rm 'Billing API'"] {
        let seen = ctrl_c(&person, line);
        assert!(seen.contains("status 130"), "{line}: {seen}");
        assert!(seen.contains(" echo ") && seen.contains(" isig ") && seen.contains(" icanon "), "{line}: {seen}");
    }
    assert_eq!(person.keyfob(&["show", "Billing API"]).status, 0);
}

#[test]
fn a_secret_is_in_no_argument_of_any_process() {
    let person = Person::new(URL);
    // The file is a pipe that stays empty until the arguments have been read.
    let pipe = person.home.all().join("pipe");
    let line = format!(
        "mkfifo {0}; keyfob add api-key New --key k --value-file {0} --passphrase-file \"$PASSPHRASE_FILE\" & \
         exec 3> {0}; cat /proc/[0-9]*/cmdline | tr '\\0' ' ' > {0}.seen; echo canary-in-pipe >&3; exec 3>&-; wait $!",
        pipe.display()
    );
    let said = person.sh(&line);
    assert_eq!(said.status, 0, "{said:?}");
    let seen = fs::read(pipe.with_extension("seen")).unwrap();
    let seen = String::from_utf8_lossy(&seen);
    assert!(seen.contains("--value-file"), "the command was running: {seen}");
    // The line itself is an argument of the shell that runs it.
    assert!(!seen.replace("echo canary-in-pipe", "").contains("canary"), "{seen}");
    assert_eq!(person.shown("New")["environments"]["staging"]["value"], "canary-in-pipe");
}
