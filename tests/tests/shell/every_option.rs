//! One session that uses every command, every option, every value that an option lists, and every exit status. The help says which there are, so
//! a new one fails here until it is used. What each of them does in detail is tested in the file of its command.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    process::{Command, Stdio},
};

use keyfob_tests::{
    built,
    hostile::{Authority, HostileServer, json, token},
};

use crate::{
    Person, Said,
    every_option_steps::{about_keys, about_network},
};

/// A command's words, an option or argument, and a value that it lists; empty if it lists none.
type Use = (String, String, String);

/// What is run, its standard input, how it ends, and a part of what it prints.
type Step = (&'static str, &'static str, i32, &'static str);

const GIT: &str = "capability[]=authtype\nprotocol=https\nhost=git.example\n\n";
const CONFIGURATION: &str = r#"{"token_url":"URL","client_id":"c","client_secret":"s"}"#;

/// `URL`, `REFUSE`, `SECRET`, `CA`, `PASSPHRASE`, `DATA` and `OTHER` are replaced. Each has the passphrase's file as descriptor 3.
const SESSION: &[Step] = &[
    ("--version", "", 0, "keyfob "),
    ("--help", "", 0, "Usage: keyfob"),
    ("add api-key first --key k --value-file SECRET", "", 7, "There is no keyring."),
    (
        "add oauth2 orders --env staging --description All --connect --grant client_credentials --token-url URL --client-id c \
         --client-secret-file SECRET --client-auth client_secret_basic --basic-encoding rfc6749 --scope a --scope b --audience x \
         --resource https://a.example --body a=1 --secret-body b=SECRET --header X-A=1 --secret-header X-B=SECRET --query a=1 \
         --secret-query b=SECRET --accept-cleartext --request-format form --client-id-in-body --scope-separator space \
         --grant-type-value account_credentials --content-type application/x-www-form-urlencoded --token-member access_token \
         --passphrase-file PASSPHRASE",
        "",
        0,
        "Added `orders` (staging, validated).",
    ),
    ("presets --json", "", 0, r#""id":"keycloak""#),
    ("presets Keycloak", "", 0, "--key-file"),
    (
        "add oauth2 preset --preset keycloak --var server=sso.example --var realm=acme --client-id c --client-secret-file SECRET \
         --passphrase-file PASSPHRASE",
        "",
        0,
        "Added `preset` (staging).",
    ),
    ("rm preset --yes", "", 0, ""),
    (
        "add oauth2 live --env production --token-url URL --client-id c --client-secret-file - --client-auth client_secret_post \
         --basic-encoding raw --request-format json --scope-separator comma --passphrase-fd 3",
        "secret\n",
        0,
        "Added `live` (production).",
    ),
    (
        "add oauth2 refused --token-url REFUSE --client-id c --client-secret-file SECRET --passphrase-fd 3",
        "",
        0,
        "Added",
    ),
    (
        "add oauth2 down --token-url http://127.0.0.1:1/ --client-id c --client-secret-file SECRET --request-format get \
         --passphrase-fd 3",
        "",
        0,
        "Added",
    ),
    (
        "add api-key maps --env staging --description Maps --key k --in query --value-file SECRET --passphrase-fd 3",
        "",
        0,
        "Added `maps` (staging).",
    ),
    (
        "add api-key jar --env production --key k --in cookie --value-file SECRET --passphrase-fd 3",
        "",
        0,
        "Added `jar`",
    ),
    ("add api-key head --key X-K --in header --value-file SECRET --passphrase-fd 3", "", 0, "Added `head`"),
    ("add api-key head --key a --value-file SECRET --passphrase-fd 3", "", 4, "already has this name"),
    ("list --json", "", 0, r#""name":"jar""#),
    ("list --search maps --type api-key", "", 0, "maps  api-key"),
    ("list --type oauth2", "", 0, "orders"),
    ("show orders --env staging --json", "", 0, r#""client_secret":null"#),
    ("show live --env production --reveal --passphrase-fd 3", "", 0, "client_secret: secret"),
    ("show nobody", "", 3, "No authorization is named `nobody`."),
    (
        "edit orders --name renamed --description Some --env staging --grant client_credentials --token-url URL --accept-cleartext \
         --client-id d --client-secret-file SECRET --client-auth client_secret_post --basic-encoding raw --scope c --audience y \
         --resource https://b.example --body c=1 --secret-body d=SECRET --remove-body a --header X-C=1 --secret-header X-D=SECRET \
         --remove-header X-A --query c=1 --secret-query d=SECRET --remove-query a --request-format json --scope-separator comma \
         --grant-type-value a --content-type application/vnd.api+json --token-member /access_token --connect --passphrase-fd 3",
        "",
        0,
        "Saved `renamed` (staging, validated).",
    ),
    (
        "edit live -e production --client-auth client_secret_basic --basic-encoding rfc6749 --clear scope --allow-origin \
         https://a.example --request-format form --scope-separator space --client-id-in-body --passphrase-fd 3",
        "",
        0,
        "had no effect",
    ),
    ("edit down --request-format get --passphrase-fd 3", "", 0, "Saved `down`"),
    ("edit maps --key q --in header --value-file SECRET --passphrase-fd 3", "", 0, "Saved `maps`"),
    ("edit maps --in cookie --passphrase-fd 3", "", 0, "Saved `maps`"),
    ("edit maps --in query --passphrase-fd 3", "", 0, "Saved `maps`"),
    ("edit maps --scope a --passphrase-fd 3", "", 2, "doesn't apply"),
    ("connect renamed --env staging --json --passphrase-fd 3", "", 0, r#""connected":true"#),
    ("connect live --env production --allow-origin https://a.example --passphrase-fd 3", "", 0, "Connected in"),
    ("connect --all --jobs 2 --passphrase-fd 3", "", 5, "1 of 3 connected"),
    ("connect refused --passphrase-fd 3", "", 5, "rejected the client credentials"),
    ("connect down --passphrase-fd 3", "", 6, "Couldn't connect"),
    ("connect renamed", "", 7, "The vault is locked."),
    ("connect --stdin --json", CONFIGURATION, 0, r#""connected":true"#),
    ("token renamed --env staging --format raw --passphrase-fd 3", "", 0, "canary.token"),
    ("token live --env production --format header --passphrase-fd 3", "", 0, "Authorization: Bearer canary.token"),
    ("token renamed --format json --refresh --min-life 9000 --passphrase-fd 3", "", 0, "live for less"),
    ("token renamed --format env --var MY_TOKEN --passphrase-fd 3", "", 0, "MY_TOKEN=canary.token"),
    (
        "token renamed --format curl --allow-origin https://a.example --passphrase-fd 3",
        "",
        0,
        "header = \"Authorization",
    ),
    ("token renamed --format exec-credential --passphrase-fd 3", "", 0, "client.authentication.k8s.io/v1"),
    (
        "token renamed --format git-credential --host git.example --username me --passphrase-fd 3 get",
        GIT,
        0,
        "username=me",
    ),
    (
        "token renamed --format git-credential --host git.example --bearer --passphrase-fd 3 get",
        GIT,
        0,
        "authtype=Bearer",
    ),
    (
        "token renamed --format docker-credential --host a.example --passphrase-fd 3 get",
        "a.example",
        0,
        r#""Secret":"canary.token""#,
    ),
    ("token maps --format query --passphrase-fd 3", "", 0, "q=canary"),
    ("token jar -e production --format cookie --passphrase-fd 3", "", 0, "k=canary"),
    (
        "exec renamed --env staging --refresh --min-life 60 --var MINE --passphrase-file PASSPHRASE -- printenv MINE",
        "",
        0,
        "canary.token",
    ),
    (
        "exec live --env production --allow-origin https://a.example --passphrase-file PASSPHRASE -- no-such-program",
        "",
        127,
        "isn't found",
    ),
    ("exec renamed --passphrase-file PASSPHRASE -- PASSPHRASE", "", 126, "Check that it is a program"),
    ("verify --json --passphrase-fd 3", "", 0, r#"{"changed":[]}"#),
    ("verify live --restore --passphrase-fd 3", "", 0, "Nothing was changed"),
    ("verify live --accept 0123456789abcdef --passphrase-fd 3", "", 0, "Nothing was changed"),
    (
        "network set --proxy http://127.0.0.1:3128 --proxy-user me --proxy-password-file SECRET --ca-file CA --time-limit 9 \
         --passphrase-fd 3",
        "",
        0,
        "time limit:  9 s",
    ),
    ("network --json --passphrase-fd 3", "", 0, r#""has_proxy_password":true"#),
    ("network set --no-ca --passphrase-fd 3", "", 0, "the system's certificates\n"),
    ("network reset --passphrase-fd 3", "", 0, "the system's"),
    ("backup create", "", 0, "/backups/keyfob-"),
    ("backup list --json", "", 0, r#""reason":"request""#),
    ("restore --yes", "", 1, "There are authorizations already."),
    ("rm jar --yes --timeout 5", "", 0, ""),
    ("list --home DATA", "", 0, "maps"),
    ("doctor --json", "", 0, r#""check":"clock""#),
    ("completions bash", "", 0, "keyfob"),
    ("completions zsh", "", 0, "keyfob"),
    ("completions fish", "", 0, "keyfob"),
    ("completions elvish", "", 0, "keyfob"),
    ("completions powershell", "", 0, "keyfob"),
    ("man --dir OTHER", "", 0, ""),
];

/// Exit statuses that the manual lists and that the session has to see; 130 is that of Ctrl-C, which other tests press.
const STATUSES: [i32; 11] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 126, 127];

fn help(person: &Person, command: &[&str]) -> String {
    let mut program = person.command(built::find("keyfob"));
    let said = Said::of(&program.args(command).arg("-h").env("COLUMNS", "10000").output().unwrap());
    assert_eq!(said.status, 0, "{command:?} {said:?}");
    said.out
}

/// Returns what the help of a command, and of those below it, lists.
fn listed(person: &Person, command: &[&str], uses: &mut BTreeSet<Use>, commands: &mut BTreeSet<String>) {
    commands.insert(command.join(" "));
    let mut section = String::new();
    for line in help(person, command).lines() {
        if !line.starts_with(' ') {
            line.trim_end_matches(':').clone_into(&mut section);
            continue;
        }
        let words: Vec<_> = line.split_whitespace().collect();
        let Some(first) = words.first() else { continue };
        if section == "Commands" {
            if *first != "help" {
                listed(person, &[command, &[first]].concat(), uses, commands);
            }
            continue;
        }
        let name = match words.iter().find(|word| word.starts_with("--")) {
            Some(long) if section.starts_with("Options") => *long,
            _ if section == "Arguments" && line.contains("[possible values: ") => first,
            _ => continue,
        };
        // Those of every command are used once, and `--help` is read here for each.
        let of = if section == "Options of every command" { String::new() } else { command.join(" ") };
        if name == "--help" && !command.is_empty() {
            continue;
        }
        let values = line.split_once("[possible values: ").and_then(|(_, rest)| rest.split_once(']'));
        for value in values.map_or("", |(values, _)| values).split(", ") {
            uses.insert((of.clone(), name.to_owned(), value.to_owned()));
        }
    }
}

/// Returns which of what is listed a command line uses, and fails if it uses something else.
fn used(line: &str, listed: &BTreeSet<Use>, commands: &BTreeSet<String>) -> Vec<Use> {
    let words: Vec<_> = line.split_whitespace().take_while(|word| *word != "--").collect();
    let command = (0..=words.len()).map(|count| words[..count].join(" ")).rfind(|words| commands.contains(words));
    let command = command.unwrap_or_default();
    let mut uses = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let name = if *word == "-e" { "--env" } else { word };
        let value = words.get(at + 1).copied().unwrap_or_default();
        let of_option = |of: &&Use| (of.0 == command || of.0.is_empty()) && of.1 == name;
        let found: Vec<_> = listed.iter().filter(of_option).filter(|of| of.2.is_empty() || of.2 == value).collect();
        assert!(!name.starts_with("--") || !found.is_empty(), "`{word}` isn't in the help of `{command}`: {line}");
        uses.extend(found.into_iter().cloned());
        uses.extend(listed.iter().filter(|of| of.0 == command && of.1.starts_with('<') && of.2 == *word).cloned());
    }
    uses
}

#[test]
fn every_command_option_listed_value_and_exit_status_is_used() {
    let server = HostileServer::answering(|request| match request.target.as_str() {
        "/refuse" => json(401, r#"{"error":"invalid_client"}"#),
        _ => token("canary.token"),
    });
    let person = Person::without_data();
    fs::create_dir(person.home.data()).unwrap();
    let (mut listed_uses, mut commands) = (BTreeSet::new(), BTreeSet::new());
    listed(&person, &[], &mut listed_uses, &mut commands);
    assert!(commands.len() > 20 && listed_uses.len() > 100, "{commands:?} {listed_uses:?}");

    let (url, refuse) = (server.url("/token"), server.url("/refuse"));
    let secret = person.file("file", "canary");
    let ca = person.file("ca.pem", Authority::new().certificate_pem());
    let (data, other) = (person.home.data().display().to_string(), person.home.all().join("man").display().to_string());
    let synthetic = person.file("synthetic", "synthetic\n");
    let passphrase = person.passphrase.display().to_string();
    let mut unused = listed_uses.clone();
    let (mut used_commands, mut statuses) = (BTreeSet::new(), BTreeSet::new());
    let more: Vec<_> = about_network().into_iter().chain(about_keys()).collect();
    let steps = SESSION.iter().map(|(line, input, status, part)| (*line, *input, *status, *part));
    let more = more.iter().map(|(line, status, part)| (line.as_str(), "", *status, *part));
    for (line, input, status, part) in steps.chain(more) {
        for of in used(line, &listed_uses, &commands) {
            unused.remove(&of);
        }
        used_commands.extend(commands.iter().filter(|command| line.starts_with(command.as_str())).cloned());
        let filled = [
            ("URL", &url),
            ("REFUSE", &refuse),
            ("SECRET", &secret),
            ("CA", &ca),
            ("PASSPHRASE", &passphrase),
            ("DATA", &data),
            ("OTHER", &other),
            ("SYNTHETIC", &synthetic),
        ];
        let fill = |word: &str| {
            let (before, last) = word.split_at(word.rfind('=').map_or(0, |at| at + 1));
            let value = filled.iter().find(|(name, _)| *name == last).map_or(last, |(_, value)| value);
            format!("{before}{value}")
        };
        let mut command: Command = person.command("sh");
        command.args(["-c", r#""$0" "$@" 3< "$PASSPHRASE_FILE""#]).arg(built::find("keyfob"));
        command.args(line.split_whitespace().map(fill)).env("PASSPHRASE_FILE", &passphrase);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that doesn't read it may have ended.
        let _ = child.stdin.take().unwrap().write_all(input.replace("URL", &url).as_bytes());
        let said = Said::of(&child.wait_with_output().unwrap());
        assert_eq!(said.status, status, "{line}: {said:?}");
        assert!(said.out.contains(part) || said.err.contains(part), "{line}: {part}: {said:?}");
        statuses.insert(said.status);
    }
    assert!(unused.is_empty(), "no test uses {unused:#?}");
    let unused: Vec<_> = commands.difference(&used_commands).collect();
    assert!(unused.is_empty(), "no test uses {unused:?}");
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), STATUSES);
}

#[test]
fn every_field_that_can_be_cleared_is_cleared() {
    let person = Person::new("https://login.example/token");
    let said = person.with_passphrase(&["edit", "Billing API", "--clear", "nothing"]);
    let (_, rest) = said.err.split_once("[possible values: ").unwrap_or_else(|| panic!("{said:?}"));
    let fields: Vec<_> = rest.split_once(']').unwrap().0.split(", ").collect();
    assert!(fields.len() > 15, "{fields:?}");
    for field in fields {
        let of = if ["key", "in", "value"].contains(&field) {
            ["A key", "-e", "production"]
        } else {
            ["Billing API", "-e", "staging"]
        };
        let said = person.with_passphrase(&[&["edit"], &of[..], &["--clear", field]].concat());
        let is_required = ["token-url", "client-id", "client-secret", "key", "value"].contains(&field);
        assert_eq!(said.status, if is_required { 4 } else { 0 }, "{field}: {said:?}");
        assert!(!is_required || said.err.contains(&format!("`--{field}")), "{field}: {said:?}");
    }
    let shown = person.shown("Billing API");
    assert_eq!(shown["environments"]["staging"]["scopes"], serde_json::json!([]));
}
