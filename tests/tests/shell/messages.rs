//! What the shell says about wrong use, and its help.

use keyfob_tests::hostile::{HostileServer, token};

use crate::{Person, add::assert_refused, terminal};

#[test]
fn a_name_that_no_authorization_has_is_repeated() {
    let person = Person::new("https://login.example/token");
    for arguments in [["show", "nope"], ["connect", "nope"], ["verify", "nope"], ["rm", "nope"]] {
        let said = person.with_passphrase(&arguments);
        assert_eq!((said.status, said.out.as_str()), (3, ""), "{said:?}");
        assert!(said.err.contains("No authorization is named `nope`. `keyfob list` lists all."), "{said:?}");
    }
}

#[test]
fn what_cannot_be_read_or_written_is_named_with_what_to_do() {
    let person = Person::new("https://login.example/token");
    let missing = person.home.all().join("missing").display().to_string();
    for (line, status, parts) in [
        (
            format!("keyfob show 'A key' --reveal --passphrase-file {missing}"),
            2,
            ["Couldn't read the passphrase", &missing],
        ),
        (
            format!("keyfob network set --ca-file {missing} --passphrase-file $PASSPHRASE_FILE"),
            2,
            ["certificates", &missing],
        ),
        (
            format!("keyfob add api-key New --key k --value-file {missing} --passphrase-file $PASSPHRASE_FILE"),
            2,
            ["the secret of `--value-file`", &missing],
        ),
        ("keyfob list > /dev/full".to_owned(), 1, ["Couldn't write to standard output", "No space left"]),
        (
            "keyfob list --json > /dev/full".to_owned(),
            1,
            ["Couldn't write to standard output", "Check where it goes to"],
        ),
    ] {
        let said = person.sh(&line);
        assert_refused(&said, status, &parts);
        assert!(said.err.contains(". Check ") && !said.err.contains("os error"), "{line}: {said:?}");
    }
}

#[test]
fn colors_are_for_terminals_and_no_color_turns_them_off() {
    let server = HostileServer::start(token("canary-token"));
    let person = Person::new(&server.url("/token"));
    let is_colored = |seen: &str| {
        seen.split('\u{1b}')
            .skip(1)
            .any(|rest| rest.trim_start_matches(|c: char| "[;0123456789".contains(c)).starts_with('m'))
    };
    let commands =
        ["--help", "list --what", "list", "show 'Billing API'", "connect --all --passphrase-file FILE", "doctor"];
    assert!(is_colored(&terminal::run(&person, "TERM=xterm keyfob --help", "")), "the test can tell");
    for command in commands {
        let seen = terminal::run(&person, &format!("TERM=xterm NO_COLOR=1 keyfob {command}"), "");
        assert!(!seen.is_empty() && !is_colored(&seen), "{command}: {seen}");
        let said = person.sh(&format!("TERM=xterm keyfob {}", command.replace("FILE", "\"$PASSPHRASE_FILE\"")));
        assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'), "{command}: {said:?}");
    }
}

#[test]
fn help_has_no_line_break_within_a_sentence() {
    let person = Person::new("https://login.example/token");
    let said = person.sh("COLUMNS=1000 keyfob --help");
    let last = said.out.trim_end().lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("If the database is damaged") && last.ends_with("anything was lost."), "{said:?}");
}
