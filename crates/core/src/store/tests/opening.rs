//! Folders, files, modes, versions and backups.

use std::{
    cell::RefCell,
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::Connection;
use tempfile::TempDir;

use super::{Fresh, api_key, oauth2, open, shown};
use crate::{
    error::{Error, FailureKind},
    store::{
        Store, Waiting,
        locks::{FileLocks, Locks},
        migrate, schema,
    },
};

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("keyfob.db")
}

/// Opens a folder that must not open, and returns the kind of the failure.
fn refused(path: &Path) -> FailureKind {
    Store::open(path).map(|_| ()).unwrap_err().kind()
}

#[test]
fn a_first_start_reports_nothing_and_leaves_no_half_made_file() {
    let folder = tempfile::tempdir().unwrap();
    let (store, report) = Store::open(&folder.path().join("a/b")).unwrap();
    assert_eq!(report, crate::store::OpeningReport { is_new_file: true, ..Default::default() });
    drop(store);
    let mut names: Vec<_> =
        fs::read_dir(folder.path().join("a/b")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["keyfob.db", "keyfob.lock"]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_anything_whatever_the_modes_were() {
    use std::os::unix::fs::PermissionsExt;
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    fresh.store.back_up().unwrap();
    drop(fresh.store);
    fs::set_permissions(fresh.folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    for entry in fs::read_dir(fresh.folder.path()).unwrap() {
        fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(0o777)).unwrap();
    }
    let store = open(&fresh.folder);
    api_key("two", "").put(&store).unwrap();
    store.back_up().unwrap();
    let mut folders = vec![fresh.folder.path().to_owned()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700, "{}", folder.display());
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
            seen += 1;
        }
    }
    assert_eq!(seen, 7, "database, log, its index, two locks, two backups");
}

#[test]
fn every_older_version_is_backed_up_and_migrated() {
    for version in 1..schema::newest() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = Connection::open(database(&folder)).unwrap();
        migrate::migrate_to(&mut connection, version).unwrap();
        connection.close().unwrap();
        let before = fs::read(database(&folder)).unwrap();
        let (store, report) = Store::open(folder.path()).unwrap();
        store.verify().unwrap();
        oauth2("one", "").put(&store).unwrap();
        assert!(!before.is_empty());
        assert!(Path::new(&report.backup.unwrap()).exists(), "{version}");
    }
}

#[test]
fn a_migration_waits_for_a_program_that_works_on_the_backups() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = Connection::open(database(&folder)).unwrap();
    migrate::migrate_to(&mut connection, 1).unwrap();
    connection.close().unwrap();
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    let theirs = backups.join("keyfob-20260102T030405.678Z.part");
    fs::write(&theirs, "half made").unwrap();
    let lock = Locks::new(folder.path(), FileLocks::SYSTEM).backups().unwrap();
    let at_once = Waiting { limit: Duration::ZERO, ..Waiting::default() };
    assert!(matches!(Store::open_with(folder.path(), at_once), Err(Error::Busy)));
    assert!(theirs.exists());
    drop(lock);
    assert!(open(&folder).verify().is_ok() && !theirs.exists());
}

#[test]
fn a_database_from_a_newer_keyfob_is_refused_unharmed() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    drop(fresh.store);
    let connection = Connection::open(database(&fresh.folder)).unwrap();
    connection.execute_batch("PRAGMA user_version = 4711; CREATE TABLE tomorrow (a)").unwrap();
    connection.close().unwrap();
    let before = fs::read(database(&fresh.folder)).unwrap();
    let error = Store::open(fresh.folder.path()).map(|_| ()).unwrap_err();
    assert!(matches!(error, Error::NewerDatabase { found: 4711, known } if known == schema::newest()));
    assert_eq!(fs::read(database(&fresh.folder)).unwrap(), before);
    assert!(!fresh.folder.path().join("damaged").exists());
}

#[test]
fn what_is_no_usable_folder_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    assert_eq!(refused(&file), FailureKind::NotAFolder);
    assert_eq!(refused(&file.join("below")), FailureKind::NotAFolder);
    fs::create_dir(database(&folder)).unwrap();
    let error = Store::open(folder.path()).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("keyfob.db"), "{error}");
    assert!(database(&folder).is_dir());
}

#[test]
fn a_backup_is_a_whole_database_that_can_take_the_place_of_the_first() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    let backup = fresh.store.back_up().unwrap();
    api_key("later", "").put(&fresh.store).unwrap();
    let other = tempfile::tempdir().unwrap();
    fs::copy(backup, database(&other)).unwrap();
    let (store, report) = Store::open(other.path()).unwrap();
    assert_eq!(report, crate::store::OpeningReport::default());
    assert_eq!(shown(&store.read(one.id()).unwrap().draft), shown(&one.draft));
    assert_eq!(store.summary().unwrap().total, 1);
    store.verify().unwrap();
}

#[test]
fn the_newest_ten_backups_are_kept_and_nothing_else_is_touched() {
    let fresh = Fresh::new();
    let backups = fresh.folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    fs::write(backups.join("mine.db"), "x").unwrap();
    oauth2("one", "").put(&fresh.store).unwrap();
    let made: Vec<_> = (0..13).map(|_| fresh.store.back_up().unwrap()).collect();
    assert_eq!(made.iter().filter(|path| path.exists()).count(), 10);
    assert!(made.iter().rev().take(10).all(|path| path.exists()));
    assert_eq!(fs::read_dir(&backups).unwrap().count(), 11);
}

#[test]
fn a_backup_outlives_older_ones_that_a_wrong_clock_dated_later() {
    let fresh = Fresh::new();
    let backups = fresh.folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    oauth2("one", "").put(&fresh.store).unwrap();
    let made = fresh.store.back_up().unwrap();
    let today = &made.file_name().unwrap().to_str().unwrap()[..15];
    for number in 10..22 {
        fs::write(backups.join(format!("{today}T235959.9{number}Z.db")), "x").unwrap();
    }
    fs::write(backups.join("keyfob-before.db"), "mine").unwrap();
    assert!(fresh.store.back_up().unwrap().exists());
    assert!(backups.join("keyfob-before.db").exists());
    assert_eq!(fs::read_dir(&backups).unwrap().count(), 11);
}

#[cfg(unix)]
#[test]
fn a_folder_that_all_users_share_is_refused_and_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    let Err(error) = Store::open(folder.path()) else { panic!("refused") };
    assert!(error.to_string().contains("all users share it"), "{error}");
    assert_eq!(fs::metadata(folder.path()).unwrap().permissions().mode() & 0o7777, 0o1777);
}

#[test]
fn a_folder_where_the_disk_is_full_says_so_and_keeps_what_it_has() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    // SQLite gives the same error for its own limit on pages as for a disk without space.
    let pages: i64 =
        fresh.store.database().writer.connection().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    fresh
        .store
        .database()
        .writer
        .connection()
        .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
        .unwrap();
    let large = oauth2("large", &"x".repeat(100_000));
    assert!(matches!(large.put(&fresh.store), Err(Error::DiskFull)));
    assert_eq!(fresh.store.summary().unwrap().total, 1);
    fresh.store.verify().unwrap();
}

#[cfg(unix)]
#[test]
fn what_is_put_in_the_place_of_the_database_between_its_check_and_its_lock_is_what_is_opened() {
    thread_local!(static FOLDER: RefCell<PathBuf> = RefCell::default());
    fn replace_first(file: &File) -> Result<(), fs::TryLockError> {
        let database = FOLDER.with_borrow(|folder| folder.join("keyfob.db"));
        fs::copy(&database, database.with_extension("copy")).unwrap();
        fs::rename(database.with_extension("copy"), &database).unwrap();
        // As a repair takes them away.
        for name in ["db-wal", "db-shm"] {
            fs::remove_file(database.with_extension(name)).unwrap();
        }
        file.try_lock_shared()
    }
    let fresh = Fresh::new();
    let (one, two) = (oauth2("one", ""), oauth2("two", ""));
    one.put(&fresh.store).unwrap();
    let folder = fresh.folder;
    drop(fresh.store);
    FOLDER.set(folder.path().to_owned());
    let (store, report) =
        Store::open_locked(folder.path(), Waiting::default(), FileLocks::with_shared(replace_first)).unwrap();
    assert_eq!(report, crate::store::OpeningReport::default());
    two.put(&store).unwrap();
    drop(store);
    assert_eq!(open(&folder).summary().unwrap().total, 2);
}

#[test]
fn a_log_that_a_killed_program_left_is_written_back_and_emptied_at_the_next_start() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let killed = tempfile::tempdir().unwrap();
    for name in ["keyfob.db", "keyfob.db-wal"] {
        fs::copy(fresh.folder.path().join(name), killed.path().join(name)).unwrap();
    }
    let log = killed.path().join("keyfob.db-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0);
    let store = open(&killed);
    assert_eq!(fs::metadata(&log).unwrap().len(), 0);
    assert_eq!(store.summary().unwrap().total, 1);
}
