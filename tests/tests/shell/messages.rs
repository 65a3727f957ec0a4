//! What the shell says about wrong use, and its help.

use crate::Person;

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
fn help_has_no_line_break_within_a_sentence() {
    let person = Person::new("https://login.example/token");
    let said = person.sh("COLUMNS=1000 keyfob --help");
    let last = said.out.trim_end().lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("If the database is damaged") && last.ends_with("anything was lost."), "{said:?}");
}
