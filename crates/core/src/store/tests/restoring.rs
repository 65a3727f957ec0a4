//! Which backup is offered and restored, and which backups make room for others.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{Fresh, oauth2, open, with_a_lost_secret};
use crate::{
    authorization::ListQuery,
    error::{Error, Result},
    store::{BackupReason, BackupState, ReadTx, Store, WriteTx, backup},
};

/// Deletes a closed database and opens the folder again.
fn without_database(fresh: Fresh) -> (TempDir, Store) {
    let Fresh { folder, store } = fresh;
    drop(store);
    fs::remove_file(folder.path().join("keyfob.db")).unwrap();
    let store = open(&folder);
    (folder, store)
}

fn copy(tx: &WriteTx<'_>, found: &ReadTx<'_>) -> Result<()> {
    tx.copy_everything_from(found)
}

/// Restores a backup as it is found now.
pub(super) fn restore(store: &Store, backup: &Path) -> Result<Option<PathBuf>> {
    store.restore_backup(&store.check_backup(backup)?, copy)
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
    assert_eq!(store.newest_backup().unwrap().path, newest);
    restore(&store, &newest).unwrap();
    assert_eq!(store.read(one.id()).unwrap().draft.name, "one");
    assert_eq!(store.vault_record().unwrap().as_deref(), Some("{}"));
    assert_eq!(store.recovery().unwrap(), None);
    store.verify().unwrap();
    assert!(newest.exists());
}

#[test]
fn an_empty_folder_is_a_first_start_and_has_no_backup() {
    let fresh = Fresh::new();
    assert_eq!(fresh.store.recovery().unwrap(), None);
    assert!(matches!(fresh.store.newest_backup(), Err(Error::NoBackup)));
}

#[test]
fn a_backup_of_the_empty_database_is_never_offered() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let good = fresh.store.back_up().unwrap();
    let (folder, store) = without_database(fresh);
    let empty = store.back_up().unwrap();
    assert_eq!(store.newest_backup().unwrap().path, good);
    assert!(matches!(restore(&store, &empty), Err(Error::NoBackup)));
    let (folder, store) = without_database(Fresh { folder, store });
    assert_eq!(store.recovery().unwrap().unwrap().newest_backup, Some(good.display().to_string()));
    fs::remove_file(&good).unwrap();
    assert!(matches!(store.newest_backup(), Err(Error::NoBackup)));
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
    assert!(matches!(restore(&store, &elsewhere), Err(Error::NoBackup)), "it isn't a backup");
    restore(&store, &agreed).unwrap();
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
    let offered = store.newest_backup().unwrap();
    assert_eq!((&offered.path, offered.unusable), (&whole, vec![damaged[1].clone(), damaged[0].clone()]));

    for damaged in &damaged {
        let Err(error) = restore(&store, damaged) else { panic!("restored") };
        assert!(matches!(&error, Error::BackupUnusable(path) if *path == damaged.display().to_string()), "{error}");
        assert!(error.to_string().starts_with("The backup is damaged"), "{error}");
    }
    assert!(!folder.path().join("keyfob.db-suspect").exists(), "the database isn't damaged");
    assert_eq!(store.summary().unwrap().total, 0);
    assert!(store.recovery().unwrap().unwrap().is_missing);
    store.verify().unwrap();
    restore(&store, &whole).unwrap();
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
    let Err(Error::BackupUnusable(named)) = store.newest_backup() else { panic!("offered") };
    assert_eq!(named, backups[1].display().to_string());
}

#[test]
fn a_backup_made_before_a_report_was_seen_does_not_bring_it_back() {
    let (folder, store, [one, _]) = with_a_lost_secret();
    assert!(store.recovery().unwrap().is_some());
    let backup = store.back_up().unwrap();
    let (_folder, store) = without_database(Fresh { folder, store });
    restore(&store, &backup).unwrap();
    assert_eq!(store.recovery().unwrap(), None);
    assert_eq!(store.read(one.id()).unwrap().losses.len(), 1, "what it lost is still lost");
}

fn names(store: &Store) -> Vec<String> {
    store.page(&ListQuery::default()).unwrap().rows.into_iter().map(|row| row.name).collect()
}

fn files(store: &Store) -> usize {
    backup::list(&store.folder.path().join("backups")).unwrap().len()
}

#[test]
fn what_a_backup_replaces_is_kept_as_a_backup_and_can_be_restored_in_turn() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let older = fresh.store.back_up().unwrap();
    oauth2("two", "").put(&fresh.store).unwrap();
    let other = open(&fresh.folder);
    let version = other.data_version().unwrap();

    let kept = restore(&fresh.store, &older).unwrap().unwrap();
    assert_eq!(names(&fresh.store), ["one"]);
    assert_ne!(other.data_version().unwrap(), version, "other programs notice it");
    assert_eq!(names(&other), ["one"]);
    fresh.store.verify().unwrap();
    let reasons: Vec<_> = fresh.store.backups().unwrap().into_iter().map(|found| (found.path, found.reason)).collect();
    assert_eq!(reasons, [(kept.clone(), Some(BackupReason::Restore)), (older, Some(BackupReason::Request))]);

    restore(&fresh.store, &kept).unwrap().unwrap();
    assert_eq!(names(&fresh.store), ["one", "two"]);
}

#[test]
fn what_a_backup_replaced_never_makes_room_for_others() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let backup = fresh.store.back_up().unwrap();
    let kept: Vec<_> = (0..12).map(|_| restore(&fresh.store, &backup).unwrap().unwrap()).collect();
    for _ in 0..12 {
        fresh.store.back_up().unwrap();
    }
    assert!(kept.iter().all(|path| path.exists()));
    assert_eq!(files(&fresh.store), 12 + 10);
}

#[test]
fn a_file_that_was_swapped_after_it_was_checked_is_not_restored() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let agreed = fresh.store.back_up().unwrap();
    oauth2("two", "").put(&fresh.store).unwrap();
    let swapped = fresh.store.back_up().unwrap();
    let checked = fresh.store.check_backup(&agreed).unwrap();
    fs::copy(&swapped, &agreed).unwrap();
    let restored = fresh.store.restore_backup(&checked, copy);
    assert!(matches!(restored, Err(Error::BackupChanged(path)) if path == agreed.display().to_string()));
    assert_eq!((names(&fresh.store).len(), files(&fresh.store)), (2, 2), "nothing was changed or added");
    fs::remove_file(&agreed).unwrap();
    let restored = fresh.store.restore_backup(&checked, copy);
    assert!(matches!(restored, Err(Error::NoBackup)));
}

#[test]
fn a_restore_that_fails_leaves_everything_as_it_was() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let backup = fresh.store.back_up().unwrap();
    oauth2("two", "").put(&fresh.store).unwrap();
    let checked = fresh.store.check_backup(&backup).unwrap();
    let failed = fresh.store.restore_backup(&checked, |tx, found| {
        tx.copy_everything_from(found)?;
        assert_eq!(files(&fresh.store), 2, "the backup, and what it replaces");
        Err(Error::DiskFull)
    });
    assert!(matches!(failed, Err(Error::DiskFull)));
    assert_eq!((names(&fresh.store), files(&fresh.store)), (vec!["one".to_owned(), "two".to_owned()], 1));
    assert_eq!(fs::read_dir(backup.parent().unwrap()).unwrap().count(), 1, "no copy is left");
    fresh.store.verify().unwrap();
}

#[test]
fn the_list_says_of_each_backup_when_and_why_it_was_made_and_whether_it_can_be_restored() {
    let fresh = Fresh::new();
    let empty = fresh.store.back_up().unwrap();
    for name in ["one", "two"] {
        oauth2(name, "").put(&fresh.store).unwrap();
    }
    let whole = fresh.store.back_up().unwrap();
    let named = |name: &str| whole.with_file_name(format!("keyfob-{name}.db"));
    let [newer, damaged, migrated, restored, renamed] = [
        "20260102T030405.678Z",
        "20260102T030405.677Z",
        "20250102T030405.678Z-before-migration",
        "20240102T030405.678Z-before-restore-002",
        "20230102T030405.678Z-mine",
    ]
    .map(named);
    for copy in [&newer, &migrated, &restored, &renamed] {
        fs::copy(&whole, copy).unwrap();
    }
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 999).unwrap();
    fs::write(&damaged, "hello, I am a letter").unwrap();
    fs::write(whole.with_file_name("my own copy.db"), "").unwrap();

    let found = fresh.store.backups().unwrap();
    let shown: Vec<_> = found.iter().map(|b| (b.path.clone(), b.reason, b.authorizations, b.state)).collect();
    let (request, two) = (Some(BackupReason::Request), Some(2));
    let expected = [
        (whole, request, two, BackupState::Restorable),
        (empty, request, Some(0), BackupState::Empty),
        (newer, request, None, BackupState::Newer),
        (damaged, request, None, BackupState::Damaged),
        (migrated, Some(BackupReason::Migration), two, BackupState::Restorable),
        (restored, Some(BackupReason::Restore), two, BackupState::Restorable),
        (renamed, None, two, BackupState::Restorable),
    ];
    assert_eq!(shown, expected);
    assert_eq!(found[2].made_at_ms, Some(1_767_323_045_678));
    assert_eq!((found[3].made_at_ms, found[3].size_bytes), (Some(1_767_323_045_677), 20));
}
