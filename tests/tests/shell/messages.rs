//! What the shell says about wrong use, and its help.

use crate::{Person, add::assert_refused};

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
fn help_has_no_line_break_within_a_sentence() {
    let person = Person::new("https://login.example/token");
    let said = person.sh("COLUMNS=1000 keyfob --help");
    let last = said.out.trim_end().lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("If the database is damaged") && last.ends_with("anything was lost."), "{said:?}");
}
