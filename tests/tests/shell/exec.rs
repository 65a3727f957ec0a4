//! `keyfob exec`: the command gets the token and nothing else does.

use std::{fs, time::Duration};

use crate::{Person, token::Counting};

#[test]
fn the_command_gets_the_token_in_its_environment_and_ends_as_it_ends() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    let exec =
        |rest: &str| person.sh(&format!("keyfob exec 'billing api' --passphrase-file \"$PASSPHRASE_FILE\" {rest}"));
    let said = exec("-- sh -c 'echo \"$ACCESS_TOKEN\"; echo words >&2; exit 42'");
    assert_eq!((said.status, said.out.as_str(), said.err.as_str()), (42, "canary-token-1\n", "words\n"));
    let said = exec("--var GITLAB_TOKEN -- sh -c 'echo \"$GITLAB_TOKEN $ACCESS_TOKEN\"'");
    assert_eq!((said.status, said.out.as_str()), (0, "canary-token-1 \n"));
    // Options of the command aren't keyfob's.
    let said = exec("-- printf '%s' --refresh");
    assert_eq!((said.status, said.out.as_str()), (0, "--refresh"));
    let said = exec("-- sh -c 'cat' < /etc/hostname");
    assert_eq!(said.out, fs::read_to_string("/etc/hostname").unwrap());
    assert_eq!(server.requests(), 1);
}

#[test]
fn a_command_that_can_not_be_run_is_named_as_shells_do() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    let plain = person.home.all().join("plain");
    fs::write(&plain, "").unwrap();
    let plain = plain.display().to_string();
    let file = person.passphrase.display().to_string();
    for (program, status, words) in [("no-such-program", 127, "isn't found"), (&plain, 126, "can't be run")] {
        let said = person.keyfob(&["exec", "billing api", "--passphrase-file", &file, "--", program]);
        assert_eq!((said.status, said.out.as_str()), (status, ""), "{said:?}");
        assert!(said.err.contains(words) && said.err.contains(program), "{said:?}");
    }
    assert_eq!(person.with_passphrase(&["exec", "billing api"]).status, 2, "a command is required");
}

#[test]
fn no_argument_of_any_process_has_the_token() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    // The command line of the process itself, and the environment of its parent.
    let command =
        "sh -c 'cat /proc/self/cmdline /proc/$$/cmdline /proc/$PPID/cmdline; tr \"\\0\" \"\\n\" < /proc/$PPID/environ'";
    let said = person.sh(&format!("keyfob exec 'billing api' --passphrase-file \"$PASSPHRASE_FILE\" -- {command}"));
    assert_eq!(said.status, 0, "{said:?}");
    assert!(!said.out.contains("canary-token"), "{said:?}");
}

#[test]
fn without_a_token_the_command_is_not_run() {
    let person = Person::new("http://127.0.0.1:1/token");
    let marker = person.home.all().join("marker");
    let touch = format!("-- touch {}", marker.display());
    let said = person.sh(&format!("keyfob exec 'billing api' --passphrase-file \"$PASSPHRASE_FILE\" {touch}"));
    assert_eq!(said.status, 6, "{said:?}");
    assert!(!marker.exists());
}

#[test]
fn the_command_cannot_read_the_passphrase() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    let said = person.sh("keyfob exec 'billing api' --passphrase-file - -- cat < \"$PASSPHRASE_FILE\"");
    assert_eq!((said.status, said.out.as_str()), (0, ""), "{said:?}");
    let said = person.sh("keyfob exec 'billing api' --passphrase-fd 7 -- cat /dev/fd/7 7< \"$PASSPHRASE_FILE\"");
    assert_eq!((said.status, said.out.as_str()), (2, ""), "{said:?}");
    let said = person.sh("cat \"$PASSPHRASE_FILE\" | keyfob exec 'billing api' --passphrase-fd 0 -- cat");
    assert_eq!((said.status, said.out.as_str()), (0, ""), "{said:?}");
}
