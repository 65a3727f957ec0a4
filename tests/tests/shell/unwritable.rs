//! A data folder on a read-only file system or on a full disk: what is saved can be read and used, and a token is handed out although it
//! can't be kept. What would be saved fails with the reason, and nothing is lost.

use std::{fs, path::Path, process::Command, time::Duration};

use keyfob_core::{authorization::Draft, secret::Secret};
use keyfob_tests::built;

use crate::{PASSPHRASE, Person, Said, api_key, folder::can_mount, open, token::Counting};

/// What the commands say about it, and that they say what to do.
const READ_ONLY: &[&str] = &["read-only file system", "Mount it as writable", "`KEYFOB_HOME`"];
const FULL: &[&str] = &["The disk is full, so nothing was changed.", "Free up some space"];

/// Makes the file system of a copy of the user's data unwritable, and writable again.
struct Disk {
    spoil: &'static str,
    mend: &'static str,
}

const READ_ONLY_DISK: Disk = Disk { spoil: "mount -o remount,ro /mnt", mend: "mount -o remount,rw /mnt" };
const FULL_DISK: Disk =
    Disk { spoil: "dd if=/dev/zero of=/mnt/full bs=4096 2> /dev/null || true", mend: "rm /mnt/full" };

/// Runs commands on a copy of the user's data while its disk is unwritable, and others when it is writable again. `None` if the system doesn't
/// let a test mount anything.
fn run(person: &Person, disk: &Disk, commands: &[Vec<&str>], after: &[Vec<&str>]) -> Option<Vec<Said>> {
    if !can_mount() {
        return None;
    }
    let results = tempfile::tempdir().unwrap();
    let program = built::find("keyfob").display().to_string();
    let line = |at: usize, command: &Vec<&str>| {
        let words = [&[program.as_str()], command.as_slice()].concat();
        let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
        let path = results.path().join(at.to_string()).display().to_string();
        format!("{} < /dev/null > '{path}.out' 2> '{path}.err'; echo $? > '{path}.status'", quoted.join(" "))
    };
    let mut lines: Vec<_> = commands.iter().chain(after).enumerate().map(|(at, command)| line(at, command)).collect();
    lines.insert(commands.len(), disk.mend.to_owned());
    let data = person.home.data().display().to_string();
    let mount = format!("mount -t tmpfs -o size=4m none /mnt; cp -a '{data}' /mnt/data; {}; set +e", disk.spoil);
    let script = format!("{mount}\n{}\n", lines.join("\n"));
    let mut command: Command = person.command("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-ec", &script]).env("KEYFOB_HOME", "/mnt/data");
    assert!(command.status().unwrap().success(), "{script}");
    let read = |at: usize, name: &str| fs::read_to_string(results.path().join(format!("{at}.{name}"))).unwrap();
    let said =
        |at| Said { status: read(at, "status").trim().parse().unwrap(), out: read(at, "out"), err: read(at, "err") };
    Some((0..commands.len() + after.len()).map(said).collect())
}

/// A user with a kept token, whose server issues another one for each request.
fn person(server: &Counting) -> Person {
    let person = Person::new(&server.url());
    let said = person.with_passphrase(&["token", "Billing API"]);
    assert_eq!(said.out, "canary-token-1\n", "{said:?}");
    person
}

fn with<'a>(file: &'a str, command: &[&'a str]) -> Vec<&'a str> {
    match command.iter().position(|word| *word == "--") {
        Some(at) => [&command[..at], &["--passphrase-file", file], &command[at..]].concat(),
        None => [command, &["--passphrase-file", file]].concat(),
    }
}

/// What reads goes on, as if nothing were wrong.
const READING: &[&[&str]] = &[
    &["list", "--json"],
    &["list", "--search", "bill"],
    &["show", "Billing API", "--json"],
    &["show", "Billing API", "--reveal", "--json"],
    &["token", "Billing API"],
    &["token", "A key", "-e", "production", "--format", "header"],
    &["exec", "Billing API", "--", "printenv", "ACCESS_TOKEN"],
    &["verify"],
    &["network", "--json"],
    &["backup", "list"],
];

fn assert_reading_goes_on(disk: &Disk) {
    let server = Counting::start(3600, Duration::ZERO);
    let person = person(&server);
    let file = person.passphrase.display().to_string();
    // A revealed secret is logged, if it can be.
    let expected = |at: usize| if at == 3 { None } else { Some(person.with_passphrase(READING[at]).out) };
    let expected: Vec<_> = (0..READING.len()).map(|at| if at == 6 { None } else { expected(at) }).collect();
    let commands: Vec<_> = READING.iter().map(|command| with(&file, command)).collect();
    let Some(said) = run(&person, disk, &commands, &[]) else { return };
    for (at, said) in said.iter().enumerate() {
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{:?} {said:?}", READING[at]);
        assert!(expected[at].as_ref().is_none_or(|expected| *expected == said.out), "{:?} {said:?}", READING[at]);
    }
    assert_eq!(said[3].json()["environments"]["staging"]["client_secret"], crate::SECRET);
    assert_eq!(said[6].out, "canary-token-1\n");
    assert_eq!(server.requests(), 1, "the kept token is used");
}

#[test]
fn what_reads_goes_on_on_a_read_only_file_system() {
    assert_reading_goes_on(&READ_ONLY_DISK);
}

#[test]
fn what_reads_goes_on_on_a_full_disk() {
    assert_reading_goes_on(&FULL_DISK);
}

fn assert_tokens_are_handed_out(disk: &Disk, words: &[&str]) {
    let server = Counting::start(3600, Duration::ZERO);
    let person = person(&server);
    let file = person.passphrase.display().to_string();
    let commands = [
        &["token", "Billing API", "--refresh"][..],
        &["exec", "Billing API", "--refresh", "--", "printenv", "ACCESS_TOKEN"],
        &["connect", "Billing API", "--json"],
        &["connect", "--all"],
        &["token", "Billing API"],
    ];
    let commands = commands.map(|command| with(&file, command));
    let Some(said) = run(&person, disk, &commands, &[with(&file, &["token", "Billing API"])]) else { return };
    for (at, said) in said[..4].iter().enumerate() {
        assert_eq!(said.status, 0, "{:?} {said:?}", commands[at]);
        let about = if at < 2 { "result of the token request couldn't be saved." } else { "couldn't be recorded." };
        for part in [about].iter().chain(words) {
            assert!(said.err.contains(part), "{part}: {:?} {said:?}", commands[at]);
        }
    }
    assert_eq!((said[0].out.as_str(), said[1].out.as_str()), ("canary-token-2\n", "canary-token-3\n"));
    assert_eq!(said[2].json()["connected"], true);
    assert!(said[3].out.starts_with("Billing API  connected"), "{:?}", said[3]);
    for said in &said[4..] {
        assert_eq!(
            (said.status, said.out.as_str(), said.err.as_str()),
            (0, "canary-token-1\n", ""),
            "the kept one stays"
        );
    }
    assert_eq!(server.requests(), 5);
}

#[test]
fn a_token_is_handed_out_on_a_read_only_file_system() {
    assert_tokens_are_handed_out(&READ_ONLY_DISK, READ_ONLY);
}

#[test]
fn a_token_is_handed_out_on_a_full_disk() {
    assert_tokens_are_handed_out(&FULL_DISK, FULL);
}

fn assert_nothing_is_saved(disk: &Disk, words: &[&str]) {
    let server = Counting::start(3600, Duration::ZERO);
    let person = person(&server);
    let (file, secret, url) = (person.passphrase.display().to_string(), person.file("secret", "canary"), server.url());
    let add = ["add", "oauth2", "New", "--token-url", &url, "--client-id", "a", "--client-secret-file", &secret];
    let commands = [
        add.to_vec(),
        [&add[..], &["--connect"]].concat(),
        vec!["add", "api-key", "New", "--key", "k", "--value-file", &secret],
        vec!["edit", "Billing API", "--name", "Renamed"],
        vec!["edit", "Billing API", "--client-id", "other", "--connect"],
        vec!["rm", "Billing API", "--yes"],
        vec!["rm", "Billing API"],
        vec!["network", "set", "--time-limit", "5"],
        vec!["backup", "create"],
        vec!["restore", "--yes"],
    ];
    let mut commands: Vec<_> = commands.iter().map(|command| with(&file, command)).collect();
    // The vault isn't opened for what can't be saved: a passphrase isn't even asked for.
    let wrong = person.file("wrong", "not the passphrase");
    for command in [&add[..], &["network", "set", "--time-limit", "5"], &["network", "reset"]] {
        commands.push(with(&wrong, command));
    }
    commands.push(with(&wrong, &["verify", "Billing API", "--restore"]));
    let after =
        [with(&file, &["show", "Billing API", "--reveal", "--json"]), vec!["list", "--json"], vec!["backup", "list"]];
    let before = person.keyfob(&["list", "--json"]);
    let Some(said) = run(&person, disk, &commands, &after) else { return };
    let (said, after) = said.split_at(commands.len());
    for (command, said) in commands.iter().zip(said) {
        assert_eq!((said.status, said.out.as_str()), (1, ""), "{command:?} {said:?}");
        for part in words {
            assert!(said.err.contains(part), "{part}: {command:?} {said:?}");
        }
        assert!(!said.err.contains("os error") && !said.err.contains("canary"), "{said:?}");
    }
    assert_eq!(after[0].json()["environments"]["staging"]["client_secret"], crate::SECRET);
    assert_eq!((after[1].out.as_str(), after[2].out.as_str()), (before.out.as_str(), ""));
    assert_eq!(server.requests(), 1, "nothing is sent for what can't be saved");
}

#[test]
fn nothing_is_saved_or_lost_on_a_read_only_file_system() {
    assert_nothing_is_saved(&READ_ONLY_DISK, READ_ONLY);
}

#[test]
fn nothing_is_saved_or_lost_on_a_full_disk() {
    assert_nothing_is_saved(&FULL_DISK, FULL);
}

#[test]
fn on_an_almost_full_disk_a_command_is_done_or_says_that_it_is_not() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = person(&server);
    let (file, secret) = (person.passphrase.display().to_string(), person.file("secret", "canary"));
    for spoil in [
        "dd if=/dev/zero of=/mnt/full bs=4096 2> /dev/null || true; truncate -s -20K /mnt/full",
        "dd if=/dev/zero of=/mnt/full bs=4096 2> /dev/null || true; truncate -s -44K /mnt/full",
        "dd if=/dev/zero of=/mnt/full bs=4096 2> /dev/null || true; truncate -s -100K /mnt/full",
    ] {
        let commands = [
            with(&file, &["add", "api-key", "New", "--key", "k", "--value-file", &secret]),
            with(&file, &["token", "Billing API", "--refresh"]),
            vec!["edit", "Billing API", "--description", "changed"],
            vec!["rm", "A key", "--yes"],
        ];
        let after = [vec!["list", "--json"], with(&file, &["show", "Billing API", "--reveal", "--json"])];
        let Some(said) = run(&person, &Disk { spoil, mend: "rm /mnt/full" }, &commands, &after) else { return };
        for at in [0, 2, 3] {
            let is_full = said[at].status == 1 && said[at].err.contains("The disk is full");
            assert!(said[at].status == 0 || is_full, "{spoil}: {:?} {:?}", commands[at], said[at]);
        }
        assert!(said[1].status == 0 && said[1].out.starts_with("canary-token-"), "{spoil}: {:?}", said[1]);
        let rows = said[4].json();
        let has = |name: &str| rows.as_array().unwrap().iter().any(|row| row["name"] == name);
        assert_eq!((has("New"), has("A key")), (said[0].status == 0, said[3].status != 0), "{spoil}: {rows}");
        let shown = said[5].json();
        assert_eq!(shown["environments"]["staging"]["client_secret"], crate::SECRET, "{spoil}");
        assert_eq!(shown["description"] == "changed", said[2].status == 0, "{spoil}: {shown}");
    }
}

#[test]
fn data_that_another_program_has_not_finished_writing_is_not_read() {
    let person = Person::new("https://login.example/token");
    let keyfob = open(&person.home);
    keyfob.unlock(&Secret::new(PASSPHRASE.into())).unwrap();
    keyfob.save(&Draft { name: "Only in the log".into(), ..api_key() }, &[]).unwrap();
    assert!(fs::metadata(person.home.data().join("keyfob.db-wal")).unwrap().len() > 0);
    // The copy is made while the program is open.
    let Some(said) = run(&person, &READ_ONLY_DISK, &[vec!["list"]], &[vec!["list"]]) else { return };
    assert_eq!((said[0].status, said[0].out.as_str()), (1, ""), "{said:?}");
    assert!(said[0].err.contains("read-only file system"), "{said:?}");
    assert!(said[1].status == 0 && said[1].out.contains("Only in the log"), "{said:?}");
    assert!(Path::new(&person.database()).exists());
}
