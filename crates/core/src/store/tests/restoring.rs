//! Which backup is offered and restored, and which backups make room for others.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::{Fresh, oauth2, open, with_a_lost_secret};
use crate::{error::Error, store::Store};

/// Deletes a closed database and opens the folder again.
fn without_database(fresh: Fresh) -> (TempDir, Store) {
    let Fresh { folder, store } = fresh;
    drop(store);
    fs::remove_file(folder.path().join("keyfob.db")).unwrap();
    let store = open(&folder);
    (folder, store)
}

fn damage(backup: &Path) {
    let connection = rusqlite::Connection::open(backup).unwrap();
    connection.execute_batch("UPDATE authorization SET name = 'x'; DELETE FROM sealed").unwrap();
}

#[test]
fn a_missing_database_is_reported_with_the_newest_backup_which_can_be_restored() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    fresh.store.write(|tx| tx.put_vault_record("{}")).unwrap();
    fresh.store.back_up().unwrap();
    let newest = fresh.store.back_up().unwrap();
    let (_folder, store) = without_database(fresh);
    let recovery = store.recovery().unwrap().unwrap();
    assert!(recovery.is_missing);
    assert_eq!(recovery.newest_backup, Some(newest.display().to_string()));
    assert_eq!(store.summary().unwrap().total, 0);
    assert_eq!(store.restorable_backup().unwrap().path, newest);
    store.restore_backup(&newest).unwrap();
    assert_eq!(store.read(one.id()).unwrap().draft.name, "one");
    assert_eq!(store.vault_record().unwrap().as_deref(), Some("{}"));
    assert_eq!(store.recovery().unwrap(), None);
    store.verify().unwrap();
    assert!(newest.exists());
    assert!(matches!(store.restore_backup(&newest), Err(Error::NotEmpty)));
}

#[test]
fn an_empty_folder_is_a_first_start_and_has_no_backup() {
    let fresh = Fresh::new();
    assert_eq!(fresh.store.recovery().unwrap(), None);
    assert!(matches!(fresh.store.restorable_backup(), Err(Error::NoBackup)));
}

#[test]
fn a_backup_of_the_empty_database_is_never_offered() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let good = fresh.store.back_up().unwrap();
    let (folder, store) = without_database(fresh);
    let empty = store.back_up().unwrap();
    assert_eq!(store.restorable_backup().unwrap().path, good);
    assert!(matches!(store.restore_backup(&empty), Err(Error::NoBackup)));
    let (folder, store) = without_database(Fresh { folder, store });
    assert_eq!(store.recovery().unwrap().unwrap().newest_backup, Some(good.display().to_string()));
    fs::remove_file(&good).unwrap();
    assert!(matches!(store.restorable_backup(), Err(Error::NoBackup)));
    let (_folder, store) = without_database(Fresh { folder, store });
    let recovery = store.recovery().unwrap().unwrap();
    assert!(recovery.is_missing && recovery.newest_backup.is_none(), "{recovery:?}");
}

#[test]
fn the_backup_that_was_agreed_to_is_restored_although_a_newer_one_was_made() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let agreed = fresh.store.back_up().unwrap();
    oauth2("two", "").put(&fresh.store).unwrap();
    fresh.store.back_up().unwrap();
    let (folder, store) = without_database(fresh);
    let elsewhere = folder.path().join("keyfob-20260102T030405.678Z.db");
    fs::copy(&agreed, &elsewhere).unwrap();
    assert!(matches!(store.restore_backup(&elsewhere), Err(Error::NoBackup)), "it isn't a backup");
    store.restore_backup(&agreed).unwrap();
    assert_eq!(store.summary().unwrap().total, 1);
}

#[test]
fn backups_of_the_empty_database_never_make_one_with_authorizations_go() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let good = fresh.store.back_up().unwrap();
    let (_folder, store) = without_database(fresh);
    let empty: Vec<_> = (0..12).map(|_| store.back_up().unwrap()).collect();
    assert!(good.exists());
    assert_eq!(empty.iter().filter(|path| path.exists()).count(), 9);
    oauth2("two", "").put(&store).unwrap();
    let two: Vec<_> = (0..9).map(|_| store.back_up().unwrap()).collect();
    assert!(good.exists() && two.iter().all(|path| path.exists()), "those without authorizations go first");
    assert!(empty.iter().all(|path| !path.exists()));
    store.back_up().unwrap();
    assert!(!good.exists());
}

#[test]
fn a_damaged_backup_is_named_and_an_older_one_offered() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    let whole = fresh.store.back_up().unwrap();
    let damaged = [fresh.store.back_up().unwrap(), fresh.store.back_up().unwrap()];
    damage(&damaged[0]);
    fs::write(&damaged[1], "hello, I am a letter").unwrap();
    let (folder, store) = without_database(fresh);
    assert_eq!(store.recovery().unwrap().unwrap().newest_backup, Some(whole.display().to_string()));
    let offered = store.restorable_backup().unwrap();
    assert_eq!((&offered.path, offered.unusable), (&whole, vec![damaged[1].clone(), damaged[0].clone()]));

    for damaged in &damaged {
        let Err(error) = store.restore_backup(damaged) else { panic!("restored") };
        assert!(matches!(&error, Error::BackupUnusable(path) if *path == damaged.display().to_string()), "{error}");
        assert!(error.to_string().starts_with("The backup is damaged"), "{error}");
    }
    assert!(!folder.path().join("keyfob.db-suspect").exists(), "the database isn't damaged");
    assert_eq!(store.summary().unwrap().total, 0);
    assert!(store.recovery().unwrap().unwrap().is_missing);
    store.verify().unwrap();
    store.restore_backup(&whole).unwrap();
    store.read(one.id()).unwrap();
}

#[test]
fn if_every_backup_is_damaged_the_newest_is_named_and_the_database_is_still_missing() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let backups = [fresh.store.back_up().unwrap(), fresh.store.back_up().unwrap()];
    for backup in &backups {
        damage(backup);
    }
    let (_folder, store) = without_database(fresh);
    let recovery = store.recovery().unwrap().unwrap();
    assert!(recovery.is_missing && recovery.newest_backup.is_none(), "{recovery:?}");
    let Err(Error::BackupUnusable(named)) = store.restorable_backup() else { panic!("offered") };
    assert_eq!(named, backups[1].display().to_string());
}

#[test]
fn a_backup_made_before_a_report_was_seen_does_not_bring_it_back() {
    let (folder, store, [one, _]) = with_a_lost_secret();
    assert!(store.recovery().unwrap().is_some());
    let backup = store.back_up().unwrap();
    let (_folder, store) = without_database(Fresh { folder, store });
    store.restore_backup(&backup).unwrap();
    assert_eq!(store.recovery().unwrap(), None);
    assert_eq!(store.read(one.id()).unwrap().losses.len(), 1, "what it lost is still lost");
}
