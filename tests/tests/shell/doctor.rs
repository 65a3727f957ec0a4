//! `keyfob doctor`: each problem is found, says what to do, and ends with 1; no password is asked for.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    time::{Duration, SystemTime},
};

use crate::{
    Person, Said,
    folder::{as_user, mounted},
};

fn states(said: &Said) -> Vec<(String, String)> {
    let rows = said.json();
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(|row| (text(row, "check"), text(row, "state"))).collect()
}

fn state(said: &Said, check: &str) -> String {
    states(said).into_iter().find(|(name, _)| name == check).map(|(_, state)| state).unwrap_or_default()
}

#[test]
fn everything_is_fine_for_a_user_with_data_and_a_locked_vault() {
    let person = Person::new("https://login.example/token");
    let said = person.sh("keyfob doctor --json < /dev/null");
    assert_eq!((said.status, said.err.as_str()), (0, ""), "{said:?}");
    let names: Vec<_> = states(&said).into_iter().map(|(name, _)| name).collect();
    let expected =
        ["data folder", "free space", "file locks", "database", "backups", "vault", "clock", "proxy", "certificates"];
    assert_eq!(names, expected);
    assert!(states(&said).iter().all(|(_, state)| state != "problem"), "{}", said.out);
    let said = person.sh("keyfob doctor < /dev/null");
    assert!(said.status == 0 && said.out.contains("ok       vault         A passphrase protects it"), "{}", said.out);
    assert!(
        fs::read_dir(person.home.data())
            .unwrap()
            .flatten()
            .all(|file| { !file.file_name().to_string_lossy().starts_with("doctor") })
    );
}

#[test]
fn a_folder_that_does_not_exist_is_a_problem_only_if_it_was_named() {
    let person = Person::without_data();
    let said = person.keyfob(&["doctor", "--json"]);
    assert_eq!((said.status, state(&said, "data folder").as_str()), (1, "problem"), "{said:?}");
    let said = person.sh("unset KEYFOB_HOME; keyfob doctor --json");
    assert_eq!((said.status, state(&said, "data folder").as_str()), (0, "ok"), "{said:?}");
    assert!(!person.home.all().join("share/keyfob").exists(), "none is created");
}

#[test]
fn a_proxy_that_cannot_be_used_is_named_without_its_password() {
    let person = Person::new("https://login.example/token");
    let said = person.sh("HTTPS_PROXY=ftp://user:canary@proxy.example keyfob doctor");
    assert!(said.status == 1 && said.out.contains("problem  proxy"), "{said:?}");
    assert!(said.out.contains("`HTTPS_PROXY=ftp://…@proxy.example`") && !said.out.contains("canary"), "{}", said.out);
}

#[test]
fn missing_roots_open_permissions_and_a_clock_that_is_behind_are_found() {
    let person = Person::new("https://login.example/token");
    let none = person.file("roots.pem", "");
    let said = person.sh(&format!("SSL_CERT_FILE={none} SSL_CERT_DIR=/nonexistent keyfob doctor --json"));
    assert_eq!((said.status, state(&said, "certificates").as_str()), (1, "problem"), "{said:?}");
    fs::set_permissions(person.home.data(), PermissionsExt::from_mode(0o755)).unwrap();
    let later = SystemTime::now() + Duration::from_hours(24);
    fs::File::options().append(true).open(person.database()).unwrap().set_modified(later).unwrap();
    let said = person.keyfob(&["doctor", "--json"]);
    assert_eq!((said.status, state(&said, "data folder").as_str()), (0, "warning"), "{said:?}");
    assert_eq!(state(&said, "clock"), "warning");
    assert_eq!(state(&person.keyfob(&["doctor", "--json"]), "data folder"), "ok", "it was restricted");
}

#[test]
fn a_damaged_database_is_found_and_repaired_by_the_next_command() {
    let person = Person::new("https://login.example/token");
    let mut bytes = fs::read(person.database()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xA5);
    fs::write(person.database(), bytes).unwrap();
    let said = person.keyfob(&["doctor", "--json"]);
    assert_ne!(state(&said, "database"), "ok", "{said:?}");
}

#[test]
fn a_read_only_or_full_file_system_and_missing_permissions_are_found() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let program = folder.path().join("keyfob");
    fs::copy(keyfob_tests::built::find("keyfob"), &program).unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, PermissionsExt::from_mode(0o555)).unwrap();
    let said = Said::of(&as_user(&program).args(["doctor", "--json", "--home"]).arg(&data).output().unwrap());
    assert_eq!((said.status, state(&said, "file locks").as_str()), (1, "problem"), "{said:?}");
    let line =
        "mount -t tmpfs none /mnt; mkdir /mnt/data; mount -o remount,ro /mnt; keyfob doctor --json --home /mnt/data";
    if let Some(said) = mounted(line) {
        assert_eq!((said.status, state(&said, "file locks").as_str()), (1, "problem"), "{said:?}");
    }
    let line = "mount -t tmpfs -o size=16k none /mnt; mkdir /mnt/data; dd if=/dev/zero of=/mnt/full 2> /dev/null || true; \
                keyfob doctor --json --home /mnt/data";
    if let Some(said) = mounted(line) {
        assert_eq!((said.status, state(&said, "free space").as_str()), (1, "problem"), "{said:?}");
    }
}
