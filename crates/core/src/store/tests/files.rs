//! Only regular files owned by the user are opened, and none is read beyond a limit.
#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Instant};

use super::{Fresh, oauth2};
use crate::{error::Error, store::Store};

fn closed() -> tempfile::TempDir {
    let fresh = Fresh::new();
    oauth2("a", "").put(&fresh.store).unwrap();
    let Fresh { folder, store } = fresh;
    drop(store);
    folder
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn refused(folder: &Path, name: &str) {
    let started = Instant::now();
    let Err(Error::Io { path, source }) = Store::open(folder) else { panic!("{name} is refused") };
    assert!(path.ends_with(name), "{path}: {source}");
    assert!(started.elapsed().as_secs() < 5, "{name}: nothing is waited for");
}

#[test]
fn a_link_in_the_place_of_a_file_is_neither_followed_nor_changed() {
    for name in ["keyfob.db", "keyfob.db-wal", "keyfob.db-shm", "keyfob.lock"] {
        let folder = closed();
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("target");
        fs::write(&target, "another user's").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o644)).unwrap();
        let link = folder.path().join(name);
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(&target, &link).unwrap();
        refused(folder.path(), name);
        assert_eq!((mode(&target), fs::read_to_string(&target).unwrap().as_str()), (0o644, "another user's"), "{name}");
    }
}

#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    for name in ["keyfob.db", "keyfob.db-wal", "keyfob.lock"] {
        let folder = closed();
        let pipe = folder.path().join(name);
        let _ = fs::remove_file(&pipe);
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        refused(folder.path(), name);
    }
}

#[test]
fn a_log_of_many_gigabytes_is_not_read() {
    let folder = closed();
    let log = fs::File::create(folder.path().join("keyfob.db-wal")).unwrap();
    log.set_len(16 << 30).unwrap();
    refused(folder.path(), "keyfob.db-wal");
}

#[test]
fn the_folders_within_are_closed_to_others_at_each_start() {
    let folder = closed();
    for name in ["backups", "damaged", "web"] {
        let within = folder.path().join(name);
        fs::create_dir_all(&within).unwrap();
        fs::set_permissions(&within, fs::Permissions::from_mode(0o755)).unwrap();
    }
    Store::open(folder.path()).unwrap();
    for name in ["backups", "damaged", "web"] {
        assert_eq!(mode(&folder.path().join(name)), 0o700, "{name}");
    }
}
