//! What each command answers, and how it ends, if the vault can't be opened: locked without a terminal, with its key in a keyring that isn't
//! there, and without any vault.

use std::fs;

use keyfob_core::{
    Waiting,
    keyfob::{Keyfob, Settings},
    vault::Keyring,
};
use keyfob_tests::hostile::{HostileServer, token};

use crate::{Person, Said, api_key, client};

/// What a command is expected to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// It needs no key.
    Done,
    /// It needs the key, and does nothing without it.
    Closed,
    /// Another status, for another reason.
    With(i32),
}
use Ends::{Closed, Done, With};

fn commands(secret: &str) -> Vec<(Vec<&str>, Ends)> {
    let client = ["--token-url", "https://login.example/token", "--client-id", "a", "--client-secret-file", secret];
    vec![
        (vec!["list"], Done),
        (vec!["list", "--json"], Done),
        (vec!["show", "Billing API"], Done),
        (vec!["show", "Billing API", "--json"], Done),
        (vec!["show", "Billing API", "--reveal"], Closed),
        (vec!["show", "Billing API", "--reveal", "--json"], Closed),
        ([&["add", "oauth2", "New"][..], &client].concat(), Closed),
        ([&["add", "oauth2", "New", "--connect"][..], &client].concat(), Closed),
        (vec!["add", "api-key", "New", "--key", "k", "--value-file", secret], Closed),
        (vec!["add", "oauth2", "New"], With(4)),
        (vec!["edit", "Billing API", "--client-id", "other"], Closed),
        (vec!["edit", "Billing API", "--client-id", "other", "--connect"], Closed),
        (vec!["edit", "Billing API", "--description", "d"], Done),
        (vec!["connect", "Billing API"], Closed),
        (vec!["connect", "Billing API", "--json"], Closed),
        (vec!["connect", "--all"], Closed),
        (vec!["connect", "--all", "--json"], Closed),
        (vec!["connect", "--stdin", "--json"], With(4)),
        (vec!["token", "Billing API"], Closed),
        (vec!["token", "Billing API", "--format", "exec-credential"], Closed),
        (vec!["token", "A key", "-e", "production"], Closed),
        (vec!["exec", "Billing API", "--", "echo", "run"], Closed),
        (vec!["verify"], Closed),
        (vec!["verify", "Billing API", "--restore"], Closed),
        (vec!["network", "--json"], Done),
        (vec!["network", "set", "--proxy", "none"], Closed),
        (vec!["backup", "create"], Done),
        (vec!["backup", "list", "--json"], Done),
        (vec!["doctor"], Done),
        (vec!["doctor", "--json"], Done),
        (vec!["completions", "bash"], Done),
        (vec!["man"], Done),
        (vec!["rm", "A key"], With(2)),
        (vec!["rm", "A key", "--yes"], Done),
        (vec!["restore", "--yes"], With(1)),
    ]
}

/// Runs a command without a terminal.
fn run(person: &Person, command: &[&str]) -> Said {
    let quoted: Vec<_> = command.iter().map(|word| format!("'{word}'")).collect();
    person.sh(&format!("keyfob {} < /dev/null", quoted.join(" ")))
}

fn assert_each_ends(person: &Person, words: &[&str]) {
    let secret = person.file("secret", "canary");
    for (command, expected) in commands(&secret) {
        let said = run(person, &command);
        match expected {
            Done => assert_eq!((said.status, said.err.as_str()), (0, ""), "{command:?} {said:?}"),
            With(status) => assert_eq!(said.status, status, "{command:?} {said:?}"),
            Closed => {
                assert_eq!((said.status, said.out.as_str()), (7, ""), "{command:?} {said:?}");
                for part in words {
                    assert!(said.err.contains(part), "{part}: {command:?} {said:?}");
                }
            }
        }
        assert!(!format!("{said:?}").contains("canary"), "{command:?} {said:?}");
    }
    assert_eq!(person.keyfob(&["show", "New"]).status, 3);
}

#[test]
fn a_locked_vault_without_a_terminal() {
    let server = HostileServer::start(token("canary-token"));
    let person = Person::new(&server.url("/token"));
    assert_each_ends(&person, &["The vault is locked.", "`--passphrase-file FILE`"]);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_key_in_a_keyring_that_is_not_there() {
    let server = HostileServer::start(token("canary-token"));
    let person = Person::without_data();
    let keyring = Keyring::over(keyring_core::mock::Store::new().unwrap());
    let settings = Settings { folder: person.home.data(), keyring, waiting: Waiting::default() };
    let keyfob = Keyfob::open(settings).unwrap();
    keyfob.save(&client(&server.url("/token")), &[]).unwrap();
    keyfob.save(&api_key(), &[]).unwrap();
    drop(keyfob);
    assert_each_ends(&person, &["No keyring service is running", "Start one"]);
    assert_eq!(server.connections(), 0);
}

#[test]
fn no_data_no_vault_and_no_keyring() {
    let person = Person::without_data();
    fs::create_dir(person.home.data()).unwrap();
    let secret = person.file("secret", "canary");
    for (command, status, words) in [
        (&["list"][..], 0, ""),
        (&["show", "Billing API"], 3, "`keyfob list` lists all"),
        (
            &["add", "api-key", "New", "--key", "k", "--value-file", &secret],
            7,
            "There is no keyring. With `--passphrase-file FILE`",
        ),
        (&["edit", "Billing API", "--name", "a"], 3, "`keyfob list` lists all"),
        (&["connect", "Billing API"], 3, "`keyfob list` lists all"),
        (&["connect", "--all"], 3, "No OAuth 2 authorization is configured for staging"),
        (&["token", "Billing API"], 3, "`keyfob list` lists all"),
        (&["exec", "Billing API", "--", "true"], 3, "`keyfob list` lists all"),
        (&["verify"], 0, ""),
        (&["network"], 0, ""),
        (&["network", "set", "--time-limit", "5"], 7, "There is no keyring"),
        (&["rm", "Billing API", "--yes"], 3, "`keyfob list` lists all"),
        (&["backup", "list"], 0, ""),
        (&["restore", "--yes"], 1, "`keyfob backup list` lists the backups"),
        (&["doctor"], 0, ""),
    ] {
        let said = run(&person, command);
        assert_eq!(said.status, status, "{command:?} {said:?}");
        assert!(said.err.contains(words) && (status != 0 || said.err.is_empty()), "{command:?} {said:?}");
        assert!(status == 0 || said.out.is_empty(), "{command:?} {said:?}");
    }
}
