//! On a file system without locks, exclusive access can't be established, so no database is moved or replaced.

use std::{fs, path::Path};

use super::{Fresh, oauth2};
use crate::{
    error::Error,
    store::{DatabaseState, Store, Waiting, locks::FileLocks},
};

fn open_without_locks(folder: &Path) -> Result<Store, Error> {
    Store::open_locked(folder, Waiting::default(), FileLocks::UNSUPPORTED).map(|(store, _)| store)
}

#[test]
fn without_locks_a_database_is_made_and_used_by_several_programs() {
    let folder = tempfile::tempdir().unwrap();
    let stores = [(); 2].map(|()| open_without_locks(folder.path()).unwrap());
    for (store, name) in stores.iter().zip(["a", "b"]) {
        oauth2(name, "").put(store).unwrap();
        store.back_up().unwrap();
    }
    assert_eq!(stores[0].summary().unwrap().total, 2);
}

#[test]
fn without_locks_a_damaged_database_is_refused_and_left_as_it_is() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let (path, folder) = (fresh.folder.path().join("keyfob.db"), fresh.folder);
    drop(fresh.store);
    let whole = fs::read(&path).unwrap();
    let cases = [Vec::new(), b"hello, I am a letter".repeat(1000), whole[..whole.len() / 2].to_vec()];
    for damaged in cases {
        fs::write(&path, &damaged).unwrap();
        assert!(matches!(open_without_locks(folder.path()), Err(Error::RepairNeedsLocks(_))));
        assert!(fs::read(&path).unwrap() == damaged);
    }
    fs::remove_file(&path).unwrap();
    fs::write(folder.path().join("keyfob.db-wal"), "a log").unwrap();
    assert!(matches!(open_without_locks(folder.path()), Err(Error::RepairNeedsLocks(_))));
    assert!(!path.exists() && !folder.path().join("damaged").exists());
}

#[test]
fn without_locks_a_second_start_leaves_a_running_program_its_database() {
    let folder = tempfile::tempdir().unwrap();
    let running = open_without_locks(folder.path()).unwrap();
    oauth2("one", "").put(&running).unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("keyfob.db")).unwrap();
    connection.execute_batch("UPDATE tally SET row_count = row_count + 1").unwrap();
    assert!(matches!(open_without_locks(folder.path()), Err(Error::RepairNeedsLocks(_))));
    assert_eq!(running.database_state(), DatabaseState::InPlace);
}
