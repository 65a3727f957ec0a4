//! A command that waits says for what, and stops after `--timeout`.

use std::{
    io::{BufRead, BufReader, Read},
    os::unix::net::UnixListener,
    process::{Command, Stdio},
};

use keyfob_core::{
    keyfob::{Keyfob, Settings},
    torture::hold_write_lock,
    vault::Keyring,
};
use keyfob_tests::{built, user_home::Home};

use crate::{Person, Said, client};

const ANOTHER_PROGRAM: &str = "keyfob: Waiting for another program that is using the data…\n";
const KEYRING: &str = "keyfob: Waiting for your keyring. It may be asking for its password in another window.\n";

#[test]
fn a_command_that_waits_for_another_program_says_so_and_goes_on() {
    let person = Person::new("https://login.example/token");
    let mut command = person.command(built::find("keyfob"));
    command.args(["rm", "A key", "--yes"]).stderr(Stdio::piped());
    let (mut child, mut messages) = hold_write_lock(&person.home.data(), || {
        let mut child = command.spawn().unwrap();
        let mut messages = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        messages.read_line(&mut line).unwrap();
        assert_eq!(line, ANOTHER_PROGRAM);
        (child, messages)
    })
    .unwrap();
    let mut rest = String::new();
    messages.read_to_string(&mut rest).unwrap();
    assert_eq!((child.wait().unwrap().code(), rest.as_str()), (Some(0), ""));
}

#[test]
fn another_program_is_waited_for_as_long_as_the_timeout_says() {
    let person = Person::new("https://login.example/token");
    let rm = |seconds: &str| {
        let arguments = ["rm", "A key", "--yes", "--timeout", seconds];
        hold_write_lock(&person.home.data(), || person.keyfob(&arguments)).unwrap()
    };
    assert_eq!(rm("0").status, 2, "no keyring answers within 0 s");
    let later = rm("2");
    assert!(
        later.status == 1 && later.err.starts_with(ANOTHER_PROGRAM) && later.err.contains("--timeout"),
        "{later:?}"
    );
    let reading = hold_write_lock(&person.home.data(), || person.keyfob(&["list"])).unwrap();
    assert_eq!((reading.status, reading.err.as_str()), (0, ""), "reading doesn't wait");
}

#[test]
fn a_keyring_that_does_not_answer_is_named_and_given_up_after_the_timeout() {
    let home = Home::new();
    // The key is in another keyring than the one that the command asks.
    let keyring = Keyring::over(keyring_core::mock::Store::new().unwrap());
    let settings = Settings { folder: home.data(), keyring, waiting: keyfob_core::Waiting::default() };
    Keyfob::open(settings).unwrap().save(&client("https://login.example/token"), &[]).unwrap();
    // A bus that can be connected to and never answers.
    let bus = home.all().join("bus");
    let _listener = UnixListener::bind(&bus).unwrap();
    let mut command = Command::new(built::find("keyfob"));
    command.args(["show", "Billing API", "--reveal", "--timeout", "2"]).envs(home.environment());
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", bus.display())).stdin(Stdio::null());
    let said = Said::of(&command.output().unwrap());
    assert_eq!(said.status, 7, "{said:?}");
    assert!(said.err.starts_with(KEYRING), "{said:?}");
    assert!(said.err.contains("didn't respond in time") && said.err.contains("--timeout"), "{said:?}");
}
