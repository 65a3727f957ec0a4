//! Which operations wait for another program, and which don't.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use rusqlite::{Connection, TransactionBehavior};
use tempfile::TempDir;

use super::{Fresh, oauth2, open};
use crate::{
    authorization::ListQuery,
    error::Error,
    store::{Store, Waiting, tx::Source},
};

/// The connection of another program, which holds the write lock until the value is dropped.
fn other_writer(folder: &TempDir) -> Connection {
    let connection = Connection::open(folder.path().join("keyfob.db")).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    connection
}

/// Opens a store that sends a message through the channel when it waits.
fn open_and_listen(folder: &TempDir, limit: Duration) -> (Store, mpsc::Receiver<()>) {
    let (tell, told) = mpsc::channel();
    let on_wait: Arc<dyn Fn() + Send + Sync> = Arc::new(move || tell.send(()).unwrap());
    let waiting = Waiting { limit, notice_after: Duration::ZERO, on_wait: Some(on_wait) };
    (Store::open_with(folder.path(), waiting).unwrap().0, told)
}

#[test]
fn reading_goes_on_while_a_writer_waits_for_another_program() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    let (store, told) = open_and_listen(&fresh.folder, Duration::from_mins(1));
    let other = other_writer(&fresh.folder);
    thread::scope(|scope| {
        let writers: Vec<_> = ["a", "b"].map(|name| scope.spawn(|| oauth2(name, "").put(&store))).into();
        told.recv().unwrap();
        // If any of these waited for a writer, they would never return: the other program continues only after them.
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    assert_eq!(store.page(&ListQuery::default()).unwrap().total, 1);
                    assert_eq!(store.summary().unwrap().total, 1);
                    store.read(one.id()).unwrap();
                    store.vault_record().unwrap();
                    store.setting("language").unwrap();
                    store.data_version().unwrap();
                    store.verify().unwrap();
                });
            }
        });
        other.execute_batch("ROLLBACK").unwrap();
        for writer in writers {
            writer.join().unwrap().unwrap();
        }
    });
    assert_eq!(store.summary().unwrap().total, 3);
}

#[test]
fn a_writer_is_told_once_that_it_waits_and_gives_up_after_its_limit() {
    let fresh = Fresh::new();
    let (store, told) = open_and_listen(&fresh.folder, Duration::from_millis(30));
    let _other = other_writer(&fresh.folder);
    assert!(matches!(oauth2("one", "").put(&store), Err(Error::Busy)));
    assert_eq!(told.try_iter().count(), 1);
}

#[test]
fn a_change_by_another_program_is_told_while_a_writer_waits_and_own_writes_are_not() {
    let fresh = Fresh::new();
    let (store, told) = open_and_listen(&fresh.folder, Duration::from_mins(1));
    let mut other = Connection::open(fresh.folder.path().join("keyfob.db")).unwrap();
    let before = store.data_version().unwrap();
    oauth2("own", "").put(&store).unwrap();
    store.page(&ListQuery::default()).unwrap();
    assert_eq!(store.data_version().unwrap(), before);
    thread::scope(|scope| {
        let transaction = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        transaction.execute_batch("DELETE FROM attempt").unwrap();
        let writer = scope.spawn(|| oauth2("second", "").put(&store));
        told.recv().unwrap();
        transaction.commit().unwrap();
        writer.join().unwrap().unwrap();
    });
    assert_ne!(store.data_version().unwrap(), before);
}

#[test]
fn a_hundred_readers_at_once_are_all_answered() {
    let fresh = Fresh::new();
    oauth2("one", "").put(&fresh.store).unwrap();
    let together = std::sync::Barrier::new(100);
    thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| {
                let read = fresh.store.read_tx(|tx| {
                    together.wait();
                    tx.page(&ListQuery::default(), Source::Index)
                });
                assert_eq!(read.unwrap().total, 1);
            });
        }
    });
    assert_eq!(open(&fresh.folder).summary().unwrap().total, 1);
}
