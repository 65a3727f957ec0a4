//! The shell and the window's core on the same data, with a vault that a passphrase keeps.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic here is the failing test")]

mod add;
mod callers;
mod canary;
mod closed_vault;
mod connect_all;
mod doctor;
mod edit;
mod every_option;
mod every_option_steps;
mod exec;
mod folder;
mod keys;
mod manual;
mod messages;
mod network;
mod outside_change;
mod presets;
mod recovery;
mod sign_in;
mod terminal;
mod token;
mod unwritable;
mod waiting;

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use keyfob_core::{
    authorization::{ApiKeyDraft, AuthorizationType, Details, Draft, OAuth2Draft, SecretInput},
    keyfob::{Keyfob, Settings},
    secret::Secret,
    vault::Keyring,
};
use keyfob_tests::{
    built,
    hostile::{HostileServer, json, token},
    user_home::Home,
};
use serde_json::Value;

const PASSPHRASE: &str = "canary passphrase of the shell";
const SECRET: &str = "canary secret: é&%";

/// A user without a keyring who has saved something.
struct Person {
    home: Home,
    passphrase: PathBuf,
}

impl Person {
    fn new(token_url: &str) -> Self {
        let person = Self::without_data();
        let keyfob = open(&person.home);
        keyfob.create_passphrase_vault(&Secret::new(PASSPHRASE.into())).unwrap();
        keyfob.save(&client(token_url), &[]).unwrap();
        keyfob.save(&api_key(), &[]).unwrap();
        person
    }

    /// A user who has only chosen a passphrase.
    fn without_data() -> Self {
        let home = Home::new();
        let passphrase = home.all().join("passphrase");
        fs::write(&passphrase, format!("{PASSPHRASE}\n")).unwrap();
        Self { home, passphrase }
    }

    fn database(&self) -> PathBuf {
        self.home.data().join("keyfob.db")
    }

    /// Returns a command with this user's folders and no session bus, through which a keyring would be found.
    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.envs(self.home.environment()).env_remove("DBUS_SESSION_BUS_ADDRESS");
        command
    }

    fn keyfob(&self, arguments: &[&str]) -> Said {
        Said::of(&self.command(built::find("keyfob")).args(arguments).output().unwrap())
    }

    fn with_passphrase(&self, arguments: &[&str]) -> Said {
        let file = self.passphrase.display().to_string();
        self.keyfob(&[arguments, &["--passphrase-file", &file]].concat())
    }

    /// Runs a line of the shell, in which `keyfob` is the program.
    fn sh(&self, line: &str) -> Said {
        let line = line.replace("keyfob", &built::find("keyfob").display().to_string());
        let mut command = self.command("sh");
        command.arg("-c").arg(line).env("PASSPHRASE_FILE", &self.passphrase);
        Said::of(&command.output().unwrap())
    }
}

#[derive(Debug)]
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { status: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }
}

fn open(home: &Home) -> Keyfob {
    Keyfob::open(Settings { folder: home.data(), keyring: Keyring::none(), waiting: keyfob_core::Waiting::default() })
        .unwrap()
}

fn client(token_url: &str) -> Draft {
    let mut draft = Draft { name: "Billing API".into(), ..Draft::blank(AuthorizationType::OAuth2) };
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        environments.staging = OAuth2Draft {
            token_url: token_url.into(),
            client_id: "billing".into(),
            client_secret: SecretInput::Typed { text: Secret::new(SECRET.into()) },
            scopes: vec!["read".into(), "write".into()],
            ..OAuth2Draft::default()
        };
    }
    draft
}

/// The fields of a draft for staging.
fn fields_of(draft: &Draft) -> OAuth2Draft {
    match &draft.details {
        Details::OAuth2 { environments, .. } => environments.staging.clone(),
        Details::ApiKey { .. } => OAuth2Draft::default(),
    }
}

fn api_key() -> Draft {
    let mut draft =
        Draft { name: "A key".into(), description: "São".into(), ..Draft::blank(AuthorizationType::ApiKey) };
    if let Details::ApiKey { environments } = &mut draft.details {
        let value = SecretInput::Typed { text: Secret::new("canary value".into()) };
        environments.production = ApiKeyDraft { key: "X-Key".into(), value, ..ApiKeyDraft::default() };
    }
    draft
}

#[test]
fn a_passphrase_comes_from_a_file_a_descriptor_or_standard_input() {
    let person = Person::new("https://login.example/token");
    for line in [
        r#"keyfob show "billing api" --reveal --json --passphrase-file "$PASSPHRASE_FILE""#,
        r#"keyfob show "billing api" --reveal --json --passphrase-file - < "$PASSPHRASE_FILE""#,
        r#"keyfob show "billing api" --reveal --json --passphrase-fd 3 3< "$PASSPHRASE_FILE""#,
        r#"cat "$PASSPHRASE_FILE" | keyfob --passphrase-fd 0 show "billing api" --reveal --json"#,
    ] {
        let said = person.sh(line);
        assert_eq!(said.status, 0, "{line}: {}", said.err);
        assert_eq!(said.json()["environments"]["staging"]["client_secret"], SECRET, "{line}");
    }
}

#[test]
fn a_passphrase_is_never_taken_from_an_argument_or_the_environment() {
    let person = Person::new("https://login.example/token");
    let said = person.keyfob(&["show", "Billing API", "--reveal", "--passphrase", PASSPHRASE]);
    assert_eq!((said.status, said.out.as_str()), (2, ""));
    let said = person.sh(&format!("KEYFOB_PASSPHRASE='{PASSPHRASE}' keyfob show 'Billing API' --reveal < /dev/null"));
    assert_eq!((said.status, said.out.as_str()), (7, ""));
}

#[test]
fn a_locked_vault_ends_with_7_and_says_so_and_a_missing_file_is_named() {
    let person = Person::new("https://login.example/token");
    let said = person.sh("keyfob show 'Billing API' --reveal < /dev/null");
    assert!(said.status == 7 && said.err.contains("locked"), "{}", said.err);
    let said = person.sh("keyfob connect 'Billing API' < /dev/null");
    assert!(said.status == 7 && said.err.contains("--passphrase-file"), "{}", said.err);
    let said = person.sh("echo not this one, surely | keyfob show 'Billing API' --reveal --passphrase-file -");
    assert!(said.status == 7 && said.err.contains("Wrong passphrase"), "{}", said.err);
    let said = person.keyfob(&["show", "Billing API", "--reveal", "--passphrase-file", "/nonexistent/file"]);
    assert!(said.status == 2 && said.err.contains("/nonexistent/file"), "{}", said.err);
    assert!(!said.err.contains("canary") && said.out.is_empty());
}

#[test]
fn names_are_found_ignoring_case_and_what_is_not_there_ends_with_3() {
    let person = Person::new("https://login.example/token");
    let said = person.keyfob(&["show", "BILLING api", "--json"]);
    let shown = said.json();
    assert_eq!(shown["environments"]["staging"]["client_secret"], Value::Null);
    assert_eq!(shown["environments"]["staging"]["scopes"], serde_json::json!(["read", "write"]));
    assert_eq!(person.keyfob(&["show", shown["id"].as_str().unwrap(), "--json"]).json(), shown);
    for arguments in [&["show", "nobody"][..], &["show", "Billing API", "-e", "production"], &["connect", "nobody"]] {
        assert_eq!(person.keyfob(arguments).status, 3, "{arguments:?}");
    }
    assert_eq!(person.with_passphrase(&["connect", "A key", "-e", "production"]).status, 4);
    let said = person.keyfob(&["show", "a key"]);
    assert!(said.out.contains("key: X-Key") && said.out.contains("(stored"), "{}", said.out);
}

#[test]
fn the_list_is_the_window_s_list() {
    let person = Person::new("https://login.example/token");
    let names = |arguments: &[&str]| {
        let rows = person.keyfob(arguments).json();
        rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["list", "--json"]), ["A key", "Billing API"]);
    assert_eq!(names(&["list", "--search", "sao", "--json"]), ["A key"]);
    assert_eq!(names(&["list", "--type", "oauth2", "--json"]), ["Billing API"]);
    assert!(person.keyfob(&["list"]).out.lines().next().unwrap().starts_with("A key        api-key"));
    let keyfob = open(&person.home);
    keyfob.unlock(&Secret::new(PASSPHRASE.into())).unwrap();
    for number in 0..60 {
        keyfob.save(&Draft { name: format!("Key {number}"), ..api_key() }, &[]).unwrap();
    }
    assert_eq!(names(&["list", "--json"]).len(), 62);
}

#[test]
fn connecting_from_the_shell_is_seen_by_a_window_that_is_open() {
    let server = HostileServer::start(token("canary-token"));
    let person = Person::new(&server.url("/token"));
    let window = open(&person.home);
    assert!(!window.changes().unwrap());
    let said = person.with_passphrase(&["connect", "billing api", "--json"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(said.json()["connected"], true);
    assert!(!said.out.contains("canary"));
    assert!(window.changes().unwrap());
    assert!(window.find("Billing API").unwrap().validated_at_ms.staging.is_some());
}

#[test]
fn a_refusal_tells_the_server_s_words_and_takes_the_validation_back() {
    let server = HostileServer::start(json(401, r#"{"error":"invalid_client","error_description":"Gone."}"#));
    let person = Person::new(&server.url("/token"));
    let said = person.with_passphrase(&["connect", "Billing API"]);
    assert!(said.status == 5 && said.out.contains("Gone."), "{} {}", said.out, said.err);
    assert_eq!(server.requests().len(), 1);
    assert!(open(&person.home).find("Billing API").unwrap().validated_at_ms.staging.is_none());
}

#[test]
fn deleting_without_a_terminal_needs_a_yes() {
    let person = Person::new("https://login.example/token");
    assert_eq!(person.sh("keyfob rm 'A key' < /dev/null").status, 2);
    assert_eq!(person.keyfob(&["show", "A key"]).status, 0);
    assert_eq!(person.keyfob(&["rm", "a KEY", "--yes"]).status, 0);
    assert_eq!(person.keyfob(&["show", "A key"]).status, 3);
}

/// Whether a program of the same user can read the memory map of `program`, which waits for its standard input.
fn can_be_read(program: &Path, arguments: &str) -> bool {
    let line = format!("sleep 2 | {} {arguments} & sleep 0.4; cat /proc/$!/maps > /dev/null", program.display());
    let mut command = Command::new("setpriv");
    // Root may read everything, so the test runs as another user.
    if rustix::process::geteuid().is_root() {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    command.args(["sh", "-c", &line]).stderr(Stdio::null()).status().unwrap().success()
}

#[cfg(target_os = "linux")]
#[test]
fn other_programs_of_the_user_cannot_read_its_memory() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let program = folder.path().join("keyfob");
    fs::copy(built::find("keyfob"), &program).unwrap();
    assert!(can_be_read(Path::new("cat"), ""), "the test can tell");
    assert!(!can_be_read(&program, "connect --stdin"));
}

#[test]
fn a_secret_goes_to_another_origin_only_if_the_command_names_it() {
    let (own, other) = (HostileServer::start(token("a")), HostileServer::start(token("b")));
    let person = Person::new(&own.url("/token"));
    let id = open(&person.home).find("Billing API").unwrap().draft.id.unwrap();
    let sql = format!(
        "UPDATE environment SET settings = json_set(settings, '$.token_url', '{}') WHERE authorization_id = '{id}';",
        other.url("/token")
    );
    keyfob_core::torture::forge(&person.home.data(), &sql).unwrap();

    // The user looks at the change and accepts it; the secret stays its server's.
    for arguments in [&["connect", "Billing API"][..], &["connect", "Billing API", "--allow-origin", &other.url("/")]] {
        let changed = person.with_passphrase(arguments);
        assert_eq!(changed.status, 4, "{}", changed.err);
        assert!(
            changed.err.contains("changed outside Keyfob") && changed.err.contains("token_url was"),
            "{}",
            changed.err
        );
    }
    let told = person.with_passphrase(&["verify", "--json"]);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    let token = told["changed"][0]["token"].as_str().unwrap();
    assert_eq!(person.with_passphrase(&["verify", "Billing API", "--accept", &token[..16]]).status, 0);

    let refused = person.with_passphrase(&["connect", "Billing API"]);
    assert_eq!(refused.status, 4, "{}", refused.err);
    for part in ["Billing API", "staging", &own.url(""), &other.url(""), "--allow-origin"] {
        assert!(refused.err.contains(part), "{part}: {}", refused.err);
    }
    let another = person.with_passphrase(&["connect", "Billing API", "--allow-origin", "https://third.example"]);
    assert_eq!(another.status, 4, "{}", another.err);
    assert!(another.err.contains("`--allow-origin https://third.example` doesn't match"), "{}", another.err);
    let no_origin = person.with_passphrase(&["connect", "Billing API", "--allow-origin", &other.url("/token")]);
    assert_eq!(no_origin.status, 2, "{}", no_origin.err);
    assert_eq!((own.connections(), other.connections()), (0, 0));

    let agreed = person.with_passphrase(&["connect", "Billing API", "--allow-origin", &other.url("/")]);
    assert_eq!(agreed.status, 0, "{}", agreed.err);
    assert_eq!((own.connections(), other.connections()), (0, 1));
}

#[test]
fn an_allowed_origin_that_no_secret_needs_is_named() {
    let server = HostileServer::start(token("a"));
    let person = Person::new(&server.url("/token"));
    let said = person.with_passphrase(&["connect", "Billing API", "--allow-origin", "https://third.example"]);
    assert!(
        said.status == 0 && said.err.contains("`--allow-origin https://third.example` had no effect"),
        "{}",
        said.err
    );
}

#[test]
fn a_name_or_description_cannot_pass_for_another_row() {
    let person = Person::new("https://login.example/token");
    let keyfob = open(&person.home);
    keyfob.unlock(&Secret::new(PASSPHRASE.into())).unwrap();
    let description = "first\nother-api  oauth2  looks like a row\u{202e}".to_owned();
    keyfob.save(&Draft { name: "billing-api\u{200b}".into(), description, ..api_key() }, &[]).unwrap();
    assert!(keyfob.save(&Draft { name: "\u{200b}".into(), ..api_key() }, &[]).is_err(), "nothing to see");
    let list = person.keyfob(&["list"]).out;
    assert_eq!(list.lines().count(), 3, "{list}");
    let shown = person.keyfob(&["show", "billing-api\u{200b}"]).out;
    for text in [list, shown] {
        assert!(
            text.contains(r"billing-api\u{200b}")
                && text.contains(r"first\nother-api")
                && text.contains(r"row\u{202e}"),
            "{text}"
        );
    }
}
