//! Backups: which ones are removed by making another, and what becomes of them when the vault gets a new key.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::*;

fn secret(text: &str) -> Secret {
    Secret::new(text.into())
}

/// A program that has a backup in the place of its data.
fn restored(home: &Home, backup: &Path) -> (Home, Keyfob) {
    let other = Home { folder: tempfile::tempdir().unwrap(), keyring: home.keyring.clone() };
    fs::copy(backup, other.folder.path().join("keyfob.db")).unwrap();
    let keyfob = other.open();
    (other, keyfob)
}

fn paths(keyfob: &Keyfob) -> Vec<PathBuf> {
    keyfob.backups().unwrap().into_iter().map(|backup| backup.path.into()).collect()
}

/// Whether each backup opens with the present key, oldest first.
fn current(keyfob: &Keyfob) -> Vec<bool> {
    keyfob.backups().unwrap().into_iter().rev().map(|backup| backup.key == BackupKey::Current).collect()
}

#[test]
fn a_backup_on_request_removes_none_of_another_day_and_none_made_before_a_migration() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    let first = keyfob.back_up().unwrap();
    let today = first.file_name().unwrap().to_str().unwrap()[..15].to_owned();
    let backups = first.parent().unwrap();
    let others = [
        "keyfob-20200102T030405.678Z.db".to_owned(),
        "keyfob-20200102T030405.679Z.db".to_owned(),
        format!("{today}T000000.000Z-before-migration.db"),
        format!("{today}T000000.001Z-before-migration.db"),
        "my own copy.db".to_owned(),
    ];
    for name in &others {
        fs::copy(&first, backups.join(name)).unwrap();
    }
    let last = (0..30).fold(first.clone(), |_, _| keyfob.back_up().unwrap());
    assert!(others.iter().all(|name| backups.join(name).exists()));
    assert!(last.exists() && !first.exists(), "ten of today are kept, the newest ones");
    assert_eq!(fs::read_dir(backups).unwrap().count(), others.len() + 10);
}

#[test]
fn a_backup_that_is_updated_opens_with_the_new_passphrase_and_not_with_the_old_one() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    keyfob.move_to_passphrase(&secret("old passphrase"), OldBackups::Update).unwrap();
    keyfob.back_up().unwrap();
    let mut later = saved.draft.clone();
    staging(&mut later).client_secret = typed("later");
    keyfob.save(&later, &[]).unwrap();
    keyfob.change_passphrase(&secret("old passphrase"), &secret("new passphrase"), OldBackups::Update).unwrap();

    assert_eq!(current(&keyfob), [true]);
    let backup = paths(&keyfob).remove(0);
    assert_eq!(fs::read_dir(backup.parent().unwrap()).unwrap().count(), 1, "no log beside it");
    let (_other, restored) = restored(&home, &backup);
    assert!(matches!(restored.unlock(&secret("old passphrase")), Err(Error::WrongPassphrase)));
    restored.unlock(&secret("new passphrase")).unwrap();
    assert_eq!(revealed(&restored, &saved, STAGING).unwrap(), "s", "as it was when the backup was made");
    assert!(restored.outside_change(saved.draft.id.unwrap()).unwrap().is_none());
}

#[test]
fn a_backup_of_a_keyring_vault_is_updated_with_each_change_and_opens_from_the_keyring() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    keyfob.back_up().unwrap();
    drop(keyfob.make_recovery_key(OldBackups::Update).unwrap());
    keyfob.back_up().unwrap();
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert_eq!(current(&keyfob), [true, true]);
    for path in paths(&keyfob) {
        let (_other, restored) = restored(&home, &path);
        assert_eq!(revealed(&restored, &saved, STAGING).unwrap(), "s");
    }
}

#[test]
fn backups_that_stay_open_with_the_old_key_and_are_named_and_deleted_on_request() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let kept = keyfob.back_up().unwrap();
    keyfob.rotate_key(OldBackups::Keep).unwrap();
    keyfob.back_up().unwrap();
    assert_eq!(current(&keyfob), [false, true]);
    let (_other, old) = restored(&home, &kept);
    assert_eq!(revealed(&old, &saved, STAGING).unwrap(), "s", "the old key stays in the keyring");

    assert_eq!(keyfob.delete_old_backups().unwrap().len(), 1);
    assert!(!kept.exists());
    keyfob.rotate_key(OldBackups::Delete).unwrap();
    assert!(keyfob.backups().unwrap().is_empty());
}

#[test]
fn what_is_no_backup_of_this_key_is_left_as_it_is() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    let path = keyfob.back_up().unwrap();
    let beside = |name: &str| path.with_file_name(name);
    let garbage = beside("keyfob-20200102T030405.678Z.db");
    fs::write(&garbage, "no database").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&path, beside("keyfob-20200102T030405.679Z.db")).unwrap();
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert_eq!(fs::read(&garbage).unwrap(), b"no database");
    assert_eq!(current(&keyfob).iter().filter(|is_current| **is_current).count(), 1);
}

#[test]
fn backups_are_updated_after_a_kill_before_the_old_key_is_deleted() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let path = keyfob.back_up().unwrap();
    let untouched = tempfile::NamedTempFile::new().unwrap();
    fs::copy(&path, untouched.path()).unwrap();
    let item = |keyfob: &Keyfob| {
        home.keyring.build("dev.keyfob.Keyfob", &keyfob.record().unwrap().unwrap().keyring_user(), None).unwrap()
    };
    let (old, kept) = (item(&keyfob), item(&keyfob).get_password().unwrap());
    let fail = |entry: &keyring_core::Entry| {
        let error = keyring_core::Error::NoStorageAccess(Box::new(std::io::Error::other("locked")));
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
    };
    fail(&old);
    keyfob.rotate_key(OldBackups::Update).unwrap();
    // As it would be after a kill between the commit and the backups: the leftover is noted, the backup isn't updated.
    fs::copy(untouched.path(), &path).unwrap();
    old.set_password(&kept).unwrap();
    assert_eq!(current(&keyfob), [false]);
    let keyfob = home.open();
    keyfob.move_to_passphrase(&secret("correct horse"), OldBackups::Update).unwrap();
    assert_eq!(current(&keyfob), [true]);
    let (_other, restored) = restored(&home, &path);
    restored.unlock(&secret("correct horse")).unwrap();
    assert_eq!(revealed(&restored, &saved, STAGING).unwrap(), "s");
}

#[test]
fn the_old_key_stays_in_the_keyring_as_long_as_a_backup_needs_it_that_could_not_be_updated() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    let path = keyfob.back_up().unwrap();
    let user = keyfob.record().unwrap().unwrap().keyring_user();
    let entry = home.keyring.build("dev.keyfob.Keyfob", &user, None).unwrap();
    // It can be read, but is no database that can be updated.
    let plant = rusqlite::Connection::open(&path).unwrap();
    plant.execute_batch("CREATE TABLE planted (a)").unwrap();
    let status = keyfob.rotate_key(OldBackups::Update).unwrap();
    assert!(status.keyring_holds_old_key && entry.get_password().is_ok());
    assert_eq!(current(&keyfob), [false]);
    plant.execute_batch("DROP TABLE planted").unwrap();
    drop(plant);
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert_eq!(current(&keyfob), [true]);
    assert!(entry.get_password().is_err() && !keyfob.vault_status().unwrap().keyring_holds_old_key);
}

#[test]
fn every_old_key_stays_in_the_keyring_until_the_backups_that_need_it_are_updated() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let path = keyfob.back_up().unwrap();
    // With a log beside it, it isn't read.
    let log = path.with_extension("db-wal");
    fs::write(&log, "").unwrap();
    keyfob.rotate_key(OldBackups::Update).unwrap();
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert!(keyfob.vault_status().unwrap().keyring_holds_old_key);
    // The second key opens nothing any more, but nothing says so while the backup can't be read.
    assert_eq!(home.keys(), 3);
    fs::remove_file(&log).unwrap();
    let (_other, restored) = restored(&home, &path);
    assert_eq!(revealed(&restored, &saved, STAGING).unwrap(), "s");
    drop(restored);
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert_eq!((home.keys(), current(&keyfob)), (1, vec![true]));
    assert!(!keyfob.vault_status().unwrap().keyring_holds_old_key);
}

#[test]
fn a_backup_whose_record_is_lost_is_updated_by_the_copy_of_its_record() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let path = keyfob.back_up().unwrap();
    let data = tempfile::tempdir().unwrap();
    fs::copy(&path, data.path().join("keyfob.db")).unwrap();
    crate::store::forge::forge(data.path(), "DELETE FROM vault").unwrap();
    let connection = rusqlite::Connection::open(data.path().join("keyfob.db")).unwrap();
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
    drop(connection);
    fs::copy(data.path().join("keyfob.db"), &path).unwrap();
    keyfob.move_to_passphrase(&secret("correct horse"), OldBackups::Update).unwrap();
    assert_eq!(current(&keyfob), [true]);
    let (_other, restored) = restored(&home, &path);
    restored.unlock(&secret("correct horse")).unwrap();
    assert_eq!(revealed(&restored, &saved, STAGING).unwrap(), "s");
}

#[test]
fn one_program_at_a_time_works_on_backups() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    for _ in 0..5 {
        keyfob.back_up().unwrap();
    }
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let keyfob = home.open();
                for _ in 0..5 {
                    keyfob.rotate_key(OldBackups::Update).unwrap();
                    keyfob.back_up().unwrap();
                }
            });
        }
    });
    assert!(current(&keyfob).iter().all(|is_current| *is_current), "{:?}", keyfob.backups());
    for path in paths(&keyfob) {
        let (_other, restored) = restored(&home, &path);
        assert_eq!(restored.summary().unwrap().total, 1);
        assert!(restored.key().is_ok());
    }
}

#[test]
fn a_backup_that_another_program_put_there_has_nothing_sealed_for_the_database() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let id = saved.draft.id.unwrap();
    // One backup looks like an older Keyfob's and has forged settings; the other one is a genuine, older state.
    let (forged, older) = (keyfob.back_up().unwrap(), keyfob.back_up().unwrap());
    let plant = |path: &Path, sql: &str| {
        let data = tempfile::tempdir().unwrap();
        fs::copy(path, data.path().join("keyfob.db")).unwrap();
        crate::store::forge::forge(data.path(), sql).unwrap();
        let connection = rusqlite::Connection::open(data.path().join("keyfob.db")).unwrap();
        connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
        fs::copy(data.path().join("keyfob.db"), path).unwrap();
    };
    let key_id = keyfob.record().unwrap().unwrap().key_id;
    let record = format!(
        r#"{{"format":1,"key_id":"{key_id}","home":"keyring","check":"AAAA","passphrase":null,"recovery":null,"auto_lock_minutes":15}}"#
    );
    plant(
        &forged,
        &format!(
            "UPDATE vault SET record = '{record}'; DELETE FROM settings_seal; DELETE FROM sealed;
            UPDATE environment SET settings = json_set(settings, '$.token_url', 'https://evil.example/token');"
        ),
    );
    keyfob.rotate_key(OldBackups::Update).unwrap();
    assert_eq!(current(&keyfob), [false, true], "the forged one isn't touched");

    // What is sealed again in a backup doesn't fit the database, even though the key is the same.
    let mut later = saved.draft.clone();
    staging(&mut later).client_secret = typed("later");
    keyfob.save(&later, &[]).unwrap();
    drop(keyfob);
    let sql = "UPDATE environment SET settings = (SELECT settings FROM older.environment);
        UPDATE sealed SET (key_id, origin, bytes) = (SELECT key_id, origin, bytes FROM older.sealed);
        UPDATE settings_seal SET bytes = (SELECT bytes FROM older.settings_seal);";
    crate::store::forge::forge_beside(home.folder.path(), Some(&older), sql).unwrap();
    let keyfob = home.open();
    assert!(keyfob.outside_change(id).unwrap().is_some_and(|change| change.sealed.is_none()));
    assert!(matches!(revealed(&keyfob, &saved, STAGING), Err(Error::ChangedOutside(_))));
}

#[test]
fn a_copy_that_a_killed_program_left_does_not_outlive_the_passphrase_that_opens_it() {
    let home = Home::new();
    let keyfob = home.open();
    keyfob.save(&draft("a", "s"), &[]).unwrap();
    keyfob.move_to_passphrase(&secret("old passphrase"), OldBackups::Update).unwrap();
    let left = home.folder.path().join("keyfob.db-new");
    fs::copy(keyfob.back_up().unwrap(), &left).unwrap();
    keyfob.change_passphrase(&secret("old passphrase"), &secret("new passphrase"), OldBackups::Update).unwrap();
    assert!(!left.exists());
}
