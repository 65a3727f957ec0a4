//! The copy of an open database whose file is gone, and what killed programs leave of it.
#![cfg(unix)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{Fresh, oauth2, open};
use crate::store::{DatabaseState, OpeningReport, Recovery, Store, backup, folder::Folder};

fn new(folder: &TempDir) -> PathBuf {
    folder.path().join("keyfob.db-new")
}

/// A folder with a complete copy, whose database is missing, as a program leaves it that is killed before it places the copy.
fn killed(fill: impl FnOnce(&Store)) -> TempDir {
    let fresh = Fresh::new();
    fill(&fresh.store);
    backup::write_copy(&fresh.store.database().writer.connection(), &new(&fresh.folder)).unwrap();
    let folder = fresh.folder;
    drop(fresh.store);
    fs::remove_file(folder.path().join("keyfob.db")).unwrap();
    folder
}

/// Moves the files of a database, including those that SQLite keeps next to it.
fn move_files(from: &Path, to: &Path) {
    for name in ["keyfob.db", "keyfob.db-wal", "keyfob.db-shm"] {
        fs::rename(from.join(name), to.join(name)).unwrap();
    }
}

fn names(store: &Store) -> Vec<String> {
    let rows = store.page(&crate::authorization::ListQuery::default()).unwrap().rows;
    rows.into_iter().map(|row| row.name).collect()
}

fn leftovers(folder: &TempDir) -> Vec<String> {
    let folders = [folder.path().to_owned(), folder.path().join("backups")];
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains("-new") || name.contains("part")).collect()
}

#[test]
fn a_file_that_is_put_back_while_a_new_one_is_written_is_kept_with_what_another_program_saved() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let away = tempfile::tempdir().unwrap();
    move_files(fresh.folder.path(), away.path());
    assert_eq!(fresh.store.database_state(), DatabaseState::Gone);
    // The first check has passed.
    move_files(away.path(), fresh.folder.path());
    oauth2("theirs", "").put(&open(&fresh.folder)).unwrap();
    let folder = Folder::prepare(fresh.folder.path()).unwrap();
    *fresh.store.data_lock.lock().unwrap() = None;
    assert!(!fresh.store.write_alone(&folder, &fresh.store.database()).unwrap());
    assert_eq!(fresh.store.database_state(), DatabaseState::InPlace);
    assert_eq!(names(&fresh.store), ["one", "theirs"]);
    assert!(leftovers(&fresh.folder).is_empty() && !fresh.folder.path().join("damaged").exists());
}

#[test]
fn a_complete_copy_that_a_killed_program_left_takes_the_place_of_the_missing_database() {
    let folder = killed(|store| oauth2("one", "").put(store).unwrap());
    let (store, OpeningReport { recovery, .. }) = Store::open(folder.path()).unwrap();
    assert_eq!(names(&store), ["one"]);
    let expected =
        Recovery { recovered: 1, all_losses_known: true, is_missing: true, is_from_copy: true, ..Recovery::default() };
    assert_eq!(recovery, Some(expected));
    store.verify().unwrap();
    assert_eq!(leftovers(&folder), Vec::<String>::new());
}

#[test]
fn a_copy_whose_program_was_killed_while_it_moved_another_file_away_is_placed_too() {
    let folder = killed(|store| oauth2("one", "").put(store).unwrap());
    // The other file was moved, its log wasn't yet.
    let theirs = Fresh::new();
    oauth2("theirs", "").put(&theirs.store).unwrap();
    let damaged = folder.path().join("damaged");
    fs::create_dir(&damaged).unwrap();
    fs::write(damaged.join("unfinished"), "keyfob-1.db").unwrap();
    let aside = damaged.join("keyfob-1.db");
    fs::copy(theirs.folder.path().join("keyfob.db"), &aside).unwrap();
    fs::copy(theirs.folder.path().join("keyfob.db-wal"), folder.path().join("keyfob.db-wal")).unwrap();
    let (store, report) = Store::open(folder.path()).unwrap();
    assert_eq!(names(&store), ["one"]);
    assert_eq!(report.recovery.unwrap().set_aside, aside.display().to_string());
    assert!(!damaged.join("unfinished").exists());
    let kept = rusqlite::Connection::open(&aside).unwrap();
    let name: String = kept.query_row("SELECT name FROM authorization", [], |row| row.get(0)).unwrap();
    assert_eq!(name, "theirs", "with its log");
}

#[test]
fn a_copy_that_is_incomplete_or_empty_is_removed() {
    let cut_off = |folder: &TempDir| {
        let bytes = fs::read(new(folder)).unwrap();
        fs::write(new(folder), &bytes[..bytes.len() / 2]).unwrap();
        fs::write(folder.path().join("keyfob.db-new-journal"), "half made").unwrap();
    };
    let incomplete = killed(|store| oauth2("one", "").put(store).unwrap());
    cut_off(&incomplete);
    for folder in [incomplete, killed(|_| {})] {
        let (store, report) = Store::open(folder.path()).unwrap();
        assert_eq!((names(&store), report.recovery), (Vec::new(), None));
        assert_eq!(leftovers(&folder), Vec::<String>::new());
    }
}

#[test]
fn what_a_killed_program_left_is_removed_when_the_database_is_there_and_before_the_vault_changes() {
    let fresh = Fresh::new();
    let leave = || {
        let backups = fresh.folder.path().join("backups");
        fs::create_dir_all(&backups).unwrap();
        for name in ["keyfob.db-new", "keyfob.db-part", "backups/keyfob-20260102T030405.678Z.part"] {
            for suffix in ["", "-wal", "-shm", "-journal"] {
                fs::write(fresh.folder.path().join(format!("{name}{suffix}")), "half made").unwrap();
            }
        }
    };
    leave();
    fresh.store.remove_unfinished_files().unwrap();
    assert_eq!(leftovers(&fresh.folder), Vec::<String>::new());
    leave();
    fresh.store.back_up().unwrap();
    let Fresh { folder, store } = fresh;
    drop(store);
    drop(open(&folder));
    assert_eq!(leftovers(&folder), Vec::<String>::new());
}

#[test]
fn a_file_that_could_be_moved_away_only_in_part_is_not_opened_without_its_log() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    // Another program made a new database and was killed before its log was written back.
    let theirs = Fresh::new();
    oauth2("theirs", "").put(&theirs.store).unwrap();
    for name in ["keyfob.db", "keyfob.db-wal"] {
        fs::remove_file(fresh.folder.path().join(name)).unwrap();
        fs::copy(theirs.folder.path().join(name), fresh.folder.path().join(name)).unwrap();
    }
    // A folder can't be removed like a file, so the log's index can't.
    let index = fresh.folder.path().join("keyfob.db-shm");
    fs::remove_file(&index).unwrap();
    fs::create_dir(&index).unwrap();
    fresh.store.write_new_file().unwrap_err();
    fs::remove_dir(&index).unwrap();
    let Fresh { folder, store } = fresh;
    drop(store);
    assert_eq!(names(&open(&folder)), ["theirs"]);
}
