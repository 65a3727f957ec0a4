//! Several programs use the same data at the same time, each with a separate store.

use std::thread;

use super::{Fresh, Saved, api_key, oauth2, open};
use crate::{authorization::ListQuery, error::Error, store::Store};

#[test]
fn two_programs_write_in_turns_and_nothing_is_lost() {
    let fresh = Fresh::new();
    let writers: Vec<_> = ["a", "b"].map(|name| (name, open(&fresh.folder))).into();
    thread::scope(|scope| {
        for (name, store) in &writers {
            scope.spawn(move || {
                for number in 0..150 {
                    oauth2(&format!("{name}{number}"), "").put(store).unwrap();
                    store.page(&ListQuery::default()).unwrap();
                }
            });
        }
    });
    assert_eq!(fresh.store.summary().unwrap().total, 300);
    fresh.store.verify().unwrap();
}

#[test]
fn each_program_sees_that_the_other_has_written() {
    let fresh = Fresh::new();
    let other = open(&fresh.folder);
    let (own, others) = (fresh.store.data_version().unwrap(), other.data_version().unwrap());
    oauth2("one", "").put(&fresh.store).unwrap();
    assert_eq!(fresh.store.data_version().unwrap(), own);
    assert_ne!(other.data_version().unwrap(), others);
    assert_eq!(other.summary().unwrap().total, 1);
}

#[test]
fn programs_that_start_at_once_all_open_one_database() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        thread::scope(|scope| {
            for number in 0..4 {
                let path = folder.path();
                scope.spawn(move || {
                    let (store, report) = Store::open(path).unwrap();
                    assert_eq!((report.backup, report.recovery), (None, None));
                    oauth2(&format!("n{number}"), "").put(&store).unwrap();
                });
            }
        });
        assert_eq!(open(&folder).summary().unwrap().total, 4);
    }
}

#[test]
fn of_two_saves_of_one_authorization_the_second_sees_the_revision_of_the_first() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    let stores = [open(&fresh.folder), open(&fresh.folder)];
    thread::scope(|scope| {
        for store in &stores {
            let one = &one;
            scope.spawn(move || (0..100).for_each(|_| count_up(store, one)));
        }
    });
    assert_eq!(fresh.store.read(one.id()).unwrap().draft.revision, Some(201));
}

fn count_up(store: &Store, one: &Saved) {
    let save = |tx: &crate::store::WriteTx<'_>| {
        let mut draft = one.draft.clone();
        draft.revision = tx.revision(one.id())?.map(|revision| revision + 1);
        tx.put(&draft, one.validated_at_ms, &one.sealed, None)
    };
    store.write(save).unwrap();
}

#[test]
fn a_damaged_database_is_not_set_aside_while_another_program_has_it_open() {
    let fresh = Fresh::new();
    api_key("one", "").put(&fresh.store).unwrap();
    fresh.store.database().writer.connection().execute_batch("UPDATE tally SET row_count = row_count + 1").unwrap();
    assert!(matches!(Store::open(fresh.folder.path()), Err(Error::Damaged(_))));
    assert!(!fresh.folder.path().join("damaged").exists());
    let folder = fresh.folder;
    drop(fresh.store);
    let (store, report) = Store::open(folder.path()).unwrap();
    assert_eq!(report.recovery.unwrap().recovered, 1);
    store.verify().unwrap();
}
