//! A database that is missing at the start, or deleted or replaced while it is open.

use std::{fs, path::PathBuf, time::Duration};

use tempfile::TempDir;

use super::{Fresh, oauth2, open, with_a_lost_secret};
use crate::{
    authorization::{ListQuery, LostPart},
    error::Error,
    store::{DatabaseState, Recovery, Store, Waiting},
};

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("keyfob.db")
}

/// The folder of a database with one authorization, closed.
fn closed() -> TempDir {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    fresh.folder
}

fn reopened(folder: &TempDir) -> (Store, Option<Recovery>) {
    let (store, report) = Store::open(folder.path()).unwrap();
    (store, report.recovery)
}

#[test]
fn a_recovery_is_reported_at_each_start_until_it_was_seen() {
    let whole = fs::read(database(&closed())).unwrap();
    for damaged in [Vec::new(), b"hello, I am a letter".repeat(1000), whole[..whole.len() / 2].to_vec()] {
        let folder = closed();
        fs::write(database(&folder), damaged).unwrap();
        let first = reopened(&folder).1.unwrap();
        assert!(!first.all_losses_known || !first.lost.is_empty());
        let (store, again) = reopened(&folder);
        assert_eq!(again.as_ref(), Some(&first));
        assert_eq!(open(&folder).recovery().unwrap().as_ref(), Some(&first), "in every program");
        store.dismiss_recovery().unwrap();
        assert_eq!(store.recovery().unwrap(), None);
        drop(store);
        assert_eq!(reopened(&folder).1, None);
    }
}

#[test]
fn a_second_damage_adds_to_a_report_that_was_not_seen() {
    let folder = closed();
    fs::write(database(&folder), "").unwrap();
    assert!(!reopened(&folder).1.unwrap().all_losses_known);
    let two = oauth2("two", "");
    two.put(&open(&folder)).unwrap();
    let connection = rusqlite::Connection::open(database(&folder)).unwrap();
    connection.execute_batch("UPDATE sealed SET bytes = zeroblob(3)").unwrap();
    drop(connection);
    let recovery = reopened(&folder).1.unwrap();
    assert_eq!((recovery.lost.len(), recovery.all_losses_known), (1, false));
}

#[test]
fn damage_after_an_unseen_report_of_a_missing_database_is_called_damage() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    fresh.store.back_up().unwrap();
    let folder = fresh.folder;
    drop(fresh.store);
    fs::remove_file(database(&folder)).unwrap();
    oauth2("two", "").put(&reopened(&folder).0).unwrap();
    let connection = rusqlite::Connection::open(database(&folder)).unwrap();
    connection.execute_batch("UPDATE sealed SET bytes = zeroblob(3)").unwrap();
    drop(connection);
    let recovery = reopened(&folder).1.unwrap();
    assert!(!recovery.is_missing && recovery.was_missing, "{recovery:?}");
    assert_eq!((recovery.recovered, recovery.lost.len(), recovery.all_losses_known), (1, 1, true));
}

#[test]
fn an_authorization_that_lost_a_part_says_so_until_it_is_saved() {
    let (_folder, store, [one, other]) = with_a_lost_secret();
    let losing = |store: &Store| {
        let rows = store.page(&ListQuery::default()).unwrap().rows;
        rows.into_iter().filter(|row| row.has_losses).map(|row| row.id).collect::<Vec<_>>()
    };
    store.dismiss_recovery().unwrap();
    assert_eq!(losing(&store), [one.id()]);
    let losses = store.read(one.id()).unwrap().losses;
    assert_eq!(losses.iter().map(|loss| loss.part).collect::<Vec<_>>(), [LostPart::Secret]);
    assert_eq!(store.read(other.id()).unwrap().losses, []);
    one.put(&store).unwrap();
    assert!(losing(&store).is_empty() && store.read(one.id()).unwrap().losses.is_empty());
}

#[cfg(unix)]
type Mishap = fn(&TempDir);

/// What may happen to an open database.
#[cfg(unix)]
fn mishaps() -> [(&'static str, Mishap); 5] {
    [
        ("the file is deleted", |folder| fs::remove_file(database(folder)).unwrap()),
        ("the folder is deleted", |folder| fs::remove_dir_all(folder.path()).unwrap()),
        ("the file is moved", |folder| fs::rename(database(folder), folder.path().join("moved")).unwrap()),
        ("the file is replaced", |folder| {
            fs::copy(database(folder), folder.path().join("copy")).unwrap();
            fs::rename(folder.path().join("copy"), database(folder)).unwrap();
        }),
        ("the log is deleted", |folder| fs::remove_file(folder.path().join("keyfob.db-wal")).unwrap()),
    ]
}

#[cfg(unix)]
#[test]
fn nothing_is_said_to_be_saved_in_a_database_that_is_gone_and_reading_goes_on() {
    for (case, happens) in mishaps() {
        let fresh = Fresh::new();
        let one = oauth2("one", "");
        one.put(&fresh.store).unwrap();
        assert_eq!(fresh.store.database_state(), DatabaseState::InPlace, "{case}");
        happens(&fresh.folder);
        assert_eq!(fresh.store.database_state(), DatabaseState::Gone, "{case}");
        assert!(matches!(oauth2("two", "").put(&fresh.store), Err(Error::DatabaseGone(_))), "{case}");
        assert!(matches!(fresh.store.back_up(), Err(Error::DatabaseGone(_) | Error::Io { .. })), "{case}");
        assert_eq!(fresh.store.read(one.id()).unwrap().draft.name, "one", "{case}");
    }
}

#[cfg(unix)]
#[test]
fn a_write_during_which_the_database_is_deleted_is_not_said_to_be_saved() {
    let fresh = Fresh::new();
    let written = fresh.store.write(|tx| {
        fs::remove_file(database(&fresh.folder)).unwrap();
        tx.put_setting("language", "en")
    });
    assert!(matches!(written, Err(Error::DatabaseGone(_))));
}

#[cfg(unix)]
#[test]
fn everything_that_is_open_can_be_written_to_a_new_file() {
    for (case, happens) in mishaps() {
        let fresh = Fresh::new();
        let one = oauth2("one", "");
        one.put(&fresh.store).unwrap();
        happens(&fresh.folder);
        fresh.store.write_new_file().expect(case);
        assert_eq!(fresh.store.database_state(), DatabaseState::InPlace, "{case}");
        oauth2("two", "").put(&fresh.store).expect(case);
        fresh.store.verify().expect(case);
        let Fresh { folder, store } = fresh;
        drop(store);
        let (store, recovery) = reopened(&folder);
        assert_eq!((recovery, store.summary().unwrap().total), (None, 2), "{case}");
        assert_eq!(store.read(one.id()).unwrap().draft.name, "one", "{case}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_took_the_place_of_the_open_one_is_kept_unless_another_program_uses_it() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    fs::remove_dir_all(fresh.folder.path()).unwrap();
    let other = open(&fresh.folder);
    oauth2("theirs", "").put(&other).unwrap();
    assert!(matches!(fresh.store.write_new_file(), Err(Error::Busy)));
    assert!(!fresh.folder.path().join("keyfob.db-new").exists());
    assert_eq!(other.summary().unwrap().total, 1);
    drop(other);
    fresh.store.write_new_file().unwrap();
    let kept: Vec<_> =
        fs::read_dir(fresh.folder.path().join("damaged")).unwrap().map(|file| file.unwrap().path()).collect();
    let theirs = rusqlite::Connection::open(&kept[0]).unwrap();
    let name: String = theirs.query_row("SELECT name FROM authorization", [], |row| row.get(0)).unwrap();
    assert_eq!(name, "theirs");
}

#[cfg(unix)]
#[test]
fn without_saving_reading_goes_on_and_every_write_is_refused() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    fs::remove_file(database(&fresh.folder)).unwrap();
    fresh.store.continue_without_saving();
    assert_eq!(fresh.store.database_state(), DatabaseState::NotSaving);
    assert!(matches!(oauth2("two", "").put(&fresh.store), Err(Error::NotSaving)));
    fresh.store.read(one.id()).unwrap();
    fresh.store.write_new_file().unwrap();
    oauth2("two", "").put(&fresh.store).unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_that_is_put_back_is_saved_to_again() {
    let fresh = Fresh::new();
    fresh.store.continue_without_saving();
    oauth2("one", "").put(&fresh.store).expect("nothing happened to the file");
    let elsewhere = fresh.folder.path().join("moved");
    fs::rename(database(&fresh.folder), &elsewhere).unwrap();
    assert_eq!(fresh.store.database_state(), DatabaseState::Gone);
    fresh.store.continue_without_saving();
    assert!(matches!(oauth2("two", "").put(&fresh.store), Err(Error::NotSaving)));
    fs::rename(&elsewhere, database(&fresh.folder)).unwrap();
    assert_eq!(fresh.store.database_state(), DatabaseState::InPlace);
    oauth2("two", "").put(&fresh.store).unwrap();
}

#[cfg(unix)]
#[test]
fn a_program_that_starts_while_another_has_the_deleted_database_open_says_so() {
    let fresh = Fresh::new();
    fs::remove_file(database(&fresh.folder)).unwrap();
    let at_once = Waiting { limit: Duration::ZERO, ..Waiting::default() };
    let Err(error) = Store::open_with(fresh.folder.path(), at_once.clone()) else { panic!("opened") };
    assert!(matches!(&error, Error::DatabaseGoneElsewhere(path) if path.ends_with("keyfob.db")), "{error}");
    assert!(error.to_string().contains("another program still has it open"), "{error}");
    fresh.store.write_new_file().unwrap();
    Store::open_with(fresh.folder.path(), at_once).unwrap();
}

#[test]
fn a_folder_that_is_a_file_or_below_one_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    for path in [file.clone(), file.join("below"), file.join("a/b/c")] {
        let Err(Error::NotAFolder(named)) = Store::open(&path) else { panic!("{}", path.display()) };
        assert_eq!(named, file.display().to_string());
    }
}
