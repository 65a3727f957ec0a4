//! Completions and manual pages: one for each command, and they name what it takes.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use crate::{Person, add::assert_refused};

#[test]
fn completions_are_read_by_their_shells_and_know_commands_and_options() {
    let person = Person::without_data();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = person.keyfob(&["completions", shell]);
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{shell}");
        for word in ["connect", "add", "client-secret-file", "passphrase-file"] {
            assert!(said.out.contains(word), "{shell}: {word}");
        }
        // A shell that isn't installed can't read it.
        let Ok(mut parser) = Command::new(shell).arg("-n").stdin(Stdio::piped()).spawn() else { continue };
        parser.stdin.take().unwrap().write_all(said.out.as_bytes()).unwrap();
        assert!(parser.wait().unwrap().success(), "{shell}");
    }
    assert_eq!(person.keyfob(&["completions", "cmd"]).status, 2);
    assert_eq!(person.keyfob(&["completions"]).status, 2);
    assert!(!person.home.data().exists(), "no data is opened");
}

#[test]
fn every_command_has_a_manual_page() {
    let person = Person::without_data();
    let main = person.keyfob(&["man"]);
    assert!(main.status == 0 && main.out.contains(".TH keyfob 1"), "{main:?}");
    let folder = person.home.all().join("man/man1");
    let said = person.keyfob(&["man", "--dir", folder.to_str().unwrap()]);
    assert_eq!((said.status, said.out.as_str(), said.err.as_str()), (0, "", ""));
    for (page, words) in [
        ("keyfob.1", "keyfob\\-connect(1)"),
        ("keyfob-connect.1", "\\-\\-jobs"),
        ("keyfob-add-oauth2.1", "\\-\\-client\\-secret\\-file"),
        ("keyfob-backup-list.1", "\\-\\-json"),
        ("keyfob-token.1", "\\-\\-min\\-life"),
    ] {
        let text = fs::read_to_string(folder.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(words), "{page}: {text}");
    }
    let file = person.file("file", "");
    assert_refused(&person.keyfob(&["man", "--dir", &file]), 1, &["Couldn't write the manual pages", &file]);
    assert!(!person.home.data().exists(), "no data is opened");
}

#[test]
fn a_reader_that_closes_its_pipe_is_no_error() {
    let person = Person::new("https://login.example/token");
    for command in ["completions bash", "man", "list", "show 'Billing API'", "list --json", "help add oauth2"] {
        let said = person.sh(&format!("( trap '' PIPE; keyfob {command}; echo $? >&2 ) | true"));
        assert!(said.err == "0\n", "{command}: {said:?}");
    }
}
