//! What a damaged or missing database lost is printed until it was seen, and the newest backup can be restored.

use std::fs;

use keyfob_core::secret::Secret;

use crate::{PASSPHRASE, Person, Said, api_key, open};

fn person() -> Person {
    Person::new("https://login.example/token")
}

/// Runs a line of the shell at a terminal, whose output has both streams.
fn at_terminal(person: &Person, line: &str) -> Said {
    person.sh(&format!("script -qec \"{line}\" /dev/null < /dev/null"))
}

/// Changes bytes in the database file, as a failing disk does.
fn damage(person: &Person, found: &str, damaged: &str) {
    assert_eq!(found.len(), damaged.len());
    let mut bytes = fs::read(person.database()).unwrap();
    let places: Vec<_> = bytes
        .windows(found.len())
        .enumerate()
        .filter(|(_, part)| *part == found.as_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty(), "{found} is in the file");
    for at in places {
        bytes[at..at + found.len()].copy_from_slice(damaged.as_bytes());
    }
    fs::write(person.database(), bytes).unwrap();
}

#[test]
fn what_a_damaged_database_lost_is_printed_until_it_was_printed_to_a_terminal() {
    let whole = fs::read(person().database()).unwrap();
    for damaged in [Vec::new(), b"hello, I am a letter".repeat(1000), whole[..whole.len() / 2].to_vec()] {
        let person = person();
        fs::write(person.database(), damaged).unwrap();
        let first = person.keyfob(&["list"]);
        assert_eq!(first.status, 1, "{first:?}");
        assert!(first.err.starts_with("keyfob: The database was damaged. "), "{first:?}");
        let aside = fs::read_dir(person.home.data().join("damaged")).unwrap().next().unwrap().unwrap().path();
        assert!(first.err.contains(&aside.display().to_string()), "{first:?}");
        let again = person.keyfob(&["list", "--json"]);
        assert_eq!((again.status, &again.err), (0, &first.err), "kept for a user, and not an error of this command");
        again.json();

        let seen = at_terminal(&person, "keyfob list");
        assert!(seen.status == 0 && seen.out.contains("The database was damaged. "), "{seen:?}");
        let after = person.keyfob(&["list"]);
        assert_eq!((after.status, after.err.as_str()), (0, ""));
    }
}

#[test]
fn a_command_that_fails_keeps_its_exit_status_when_the_database_was_damaged() {
    let person = person();
    fs::write(person.database(), "").unwrap();
    assert_eq!(person.keyfob(&["show", "Billing API"]).status, 3);
}

#[test]
fn an_authorization_that_lost_its_settings_says_so_everywhere() {
    let person = person();
    damage(&person, r#""client_id":"billing""#, r#""client_id":"billimg""#);
    let list = person.keyfob(&["list"]);
    assert_eq!(list.status, 1, "{list:?}");
    assert!(list.err.contains("`Billing API`, staging: its settings and secrets"), "{list:?}");
    let lines: Vec<_> = list.out.lines().collect();
    assert!(!lines[0].contains("data lost") && lines[1].contains("  oauth2   data lost  staging: "), "{list:?}");
    let rows = person.keyfob(&["list", "--json"]).json();
    assert!(rows[0]["has_losses"] != true && rows[1]["has_losses"] == true, "{rows}");
    let shown = person.keyfob(&["show", "Billing API"]);
    assert!(shown.out.contains("not recovered:\n  staging: its settings and secrets\n"), "{shown:?}");
    assert_eq!(person.keyfob(&["show", "Billing API", "--json"]).json()["losses"][0]["part"], "environment");
    for command in [&["connect", "Billing API"][..], &["show", "Billing API", "-e", "staging"]] {
        let said = person.with_passphrase(command);
        assert!(
            said.status != 0 && said.err.contains("lost data when the database was damaged: its settings"),
            "{said:?}"
        );
        assert!(!said.err.contains("isn't configured"), "{said:?}");
    }
}

#[test]
fn connecting_with_a_secret_that_was_lost_names_it() {
    let person = person();
    let sql = "UPDATE sealed SET bytes = CAST('canary-sealed' AS BLOB) WHERE environment = 'staging';";
    keyfob_core::torture::forge(&person.home.data(), sql).unwrap();
    damage(&person, "canary-sealed", "canary-broken");
    let said = person.with_passphrase(&["connect", "Billing API"]);
    assert!(said.status != 0 && said.err.contains("`Billing API`, staging: a secret"), "{said:?}");
    assert!(said.err.contains("lost data when the database was damaged: a secret"), "{said:?}");
}

#[test]
fn the_newest_backup_is_offered_for_a_missing_database_and_restored() {
    let person = person();
    let backup = open(&person.home).back_up().unwrap().display().to_string();
    fs::remove_file(person.database()).unwrap();
    let list = person.keyfob(&["list"]);
    assert_eq!((list.status, list.out.as_str()), (1, ""));
    for part in ["The database is missing", &backup, "keyfob restore"] {
        assert!(list.err.contains(part), "{part}: {list:?}");
    }
    let unasked = person.sh("keyfob restore < /dev/null");
    assert!(unasked.status == 2 && unasked.err.contains("--yes"), "{unasked:?}");
    let asked = person.sh("printf 'n\\n' | script -qec 'keyfob restore' /dev/null");
    assert!(asked.status != 0 && asked.out.contains(&format!("Restore the backup `{backup}`? [y/N]")), "{asked:?}");
    let restored = person.keyfob(&["restore", "--yes"]);
    assert_eq!((restored.status, restored.out), (0, format!("Restored 2 authorizations from `{backup}`.\n")));
    let list = person.keyfob(&["list"]);
    assert_eq!((list.status, list.out.lines().count(), list.err.as_str()), (0, 2, ""));
    let refused = person.keyfob(&["restore", "--yes"]);
    assert!(refused.status == 1 && refused.err.contains("There are authorizations already"), "{refused:?}");
}

#[test]
fn a_backup_that_is_named_replaces_what_is_saved_which_is_kept() {
    let person = person();
    let created = person.keyfob(&["backup", "create"]);
    assert_eq!((created.status, created.err.as_str()), (0, ""));
    let path = created.out.trim_end().to_owned();
    let name = path.rsplit_once('/').unwrap().1.to_owned();
    assert_eq!(person.keyfob(&["rm", "Billing API", "--yes"]).status, 0);
    let unasked = person.keyfob(&["restore", &name]);
    assert!(
        unasked.status == 2 && unasked.err.contains("everything that is saved now (1 authorization)"),
        "{unasked:?}"
    );

    let restored = person.keyfob(&["restore", &name, "--yes"]);
    assert!(restored.status == 0, "{restored:?}");
    assert!(restored.err.contains("with the backup (2 authorizations). A backup of what is saved now"), "{restored:?}");
    let kept =
        restored.out.strip_prefix(&format!("Restored 2 authorizations from `{path}`.\nWhat was saved before is in `"));
    let kept = kept.and_then(|kept| kept.strip_suffix("`.\n")).unwrap_or_else(|| panic!("{restored:?}"));
    let listed = person.keyfob(&["backup", "list"]).out;
    let lines: Vec<_> = listed.lines().collect();
    assert!(lines[0].contains("1 authorization   before a restore"), "{listed}");
    assert!(lines[1].starts_with(&name) && lines[1].contains("2 authorizations  on request"), "{listed}");
    let json = person.keyfob(&["backup", "list", "--json"]).json();
    assert_eq!((json[0]["path"].as_str(), json[0]["reason"].as_str()), (Some(kept), Some("restore")));

    assert_eq!(person.keyfob(&["restore", kept, "--yes"]).status, 0);
    assert_eq!(person.keyfob(&["list"]).out.lines().count(), 1);
    let missing = person.keyfob(&["restore", "keyfob-20200102T030405.678Z.db", "--yes"]);
    assert!(missing.status == 1 && missing.err.contains("No backup with authorizations"), "{missing:?}");
}

#[test]
fn the_first_command_after_a_database_was_deleted_may_restore_it() {
    let person = person();
    open(&person.home).back_up().unwrap();
    fs::remove_file(person.database()).unwrap();
    let restored = person.keyfob(&["restore", "--yes"]);
    let opens =
        "keyfob: The vault then opens with the passphrase or recovery key that it had when the backup was made.\n";
    assert_eq!((restored.status, restored.err.as_str()), (0, opens));
}

#[test]
fn a_damaged_newest_backup_is_named_and_an_older_one_restored() {
    let person = person();
    let whole = open(&person.home).back_up().unwrap().display().to_string();
    let damaged = open(&person.home).back_up().unwrap();
    fs::write(&damaged, "hello, I am a letter").unwrap();
    fs::remove_file(person.database()).unwrap();
    let restored = person.keyfob(&["restore", "--yes"]);
    assert_eq!((restored.status, restored.out), (0, format!("Restored 2 authorizations from `{whole}`.\n")));
    let named = format!("keyfob: The newer backup `{}` is damaged", damaged.display());
    assert!(restored.err.starts_with(&named), "{}", restored.err);

    fs::write(&whole, "hello, I am a letter").unwrap();
    fs::remove_file(person.database()).unwrap();
    let refused = person.keyfob(&["restore", "--yes"]);
    assert!(refused.status == 1 && refused.err.starts_with("keyfob: The backup is damaged"), "{refused:?}");
    assert!(refused.err.contains(&damaged.display().to_string()), "{refused:?}");
}

#[test]
fn a_command_says_that_another_program_still_has_the_deleted_database_open() {
    let person = person();
    let window = open(&person.home);
    fs::remove_file(person.database()).unwrap();
    let list = person.keyfob(&["--timeout", "1", "list"]);
    assert!(list.status == 1 && list.err.contains("another program still has it open"), "{list:?}");
    window.rewrite_missing_database().unwrap();
    assert_eq!(person.keyfob(&["list"]).status, 0);
}

#[test]
fn without_a_backup_there_is_nothing_to_restore() {
    let person = person();
    fs::remove_dir_all(person.home.data()).unwrap();
    fs::create_dir(person.home.data()).unwrap();
    let said = person.keyfob(&["restore", "--yes"]);
    assert!(said.status == 1 && said.err.contains("No backup with authorizations"), "{said:?}");
    let first = person.keyfob(&["list"]);
    assert_eq!((first.status, first.err.as_str()), (0, ""), "a first start");
}

#[test]
fn a_log_without_its_database_is_called_a_missing_database() {
    let person = person();
    let keyfob = open(&person.home);
    keyfob.unlock(&Secret::new(PASSPHRASE.into())).unwrap();
    keyfob.save(&keyfob_core::authorization::Draft { name: "Another".into(), ..api_key() }, &[]).unwrap();
    let log = person.home.data().join("keyfob.db-wal");
    let written = fs::read(&log).unwrap();
    assert!(!written.is_empty());
    drop(keyfob);
    fs::remove_file(person.database()).unwrap();
    fs::write(&log, written).unwrap();
    let list = person.keyfob(&["list"]);
    assert!(
        list.status == 1 && list.err.contains("The database is missing") && list.err.contains("Its log was kept"),
        "{list:?}"
    );
}
