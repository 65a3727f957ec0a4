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

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_token_lock_is_refused_and_its_target_left_alone() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use crate::authorization::{AuthorizationId, Environment};

    let fresh = Fresh::new();
    let (id, target) = (AuthorizationId::generate(), fresh.folder.path().join("target"));
    let lock = || fresh.store.lock_token(id, Environment::Staging);
    drop(lock().unwrap().unwrap());
    let path = fresh.folder.path().join("locks").join(format!("{id}-staging"));
    symlink(&target, &path).unwrap();
    assert!(lock().is_err() && !target.exists(), "a link to nothing");
    fs::write(&target, "").unwrap();
    fs::set_permissions(&target, PermissionsExt::from_mode(0o644)).unwrap();
    assert!(lock().is_err(), "a link to a file");
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o644);
    fs::remove_file(&path).unwrap();
    let held = lock().unwrap().unwrap();
    assert!(lock().unwrap().is_none());
    drop(held);
    fs::remove_dir(fresh.folder.path().join("locks")).unwrap();
    symlink(fresh.folder.path(), fresh.folder.path().join("locks")).unwrap();
    assert!(lock().is_err(), "a link to a folder");
}
