//! The keyring over keyring-core's in-memory store: every failure, and answers that are late.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
    mpsc,
};

use keyring_core::{Error, mock};
use uuid::Uuid;

use super::*;

fn mock_store() -> Arc<CredentialStore> {
    mock::Store::new().unwrap()
}

/// Makes the next call for this user fail.
fn fail_next(store: &Arc<CredentialStore>, user: &str, error: Error) {
    let entry = store.build(SERVICE, user, None).unwrap();
    entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
}

fn stored(store: &Arc<CredentialStore>, user: &str) -> keyring_core::Result<String> {
    store.build(SERVICE, user, None).and_then(|entry| entry.get_password())
}

fn item(key: &VaultKey) -> Item {
    Item { folder_id: Some(Uuid::from_u128(7)), key_id: key.key_id() }
}

fn new_key() -> Arc<VaultKey> {
    Arc::new(VaultKey::generate())
}

fn no_access() -> Error {
    Error::NoStorageAccess(Box::new(std::io::Error::other("locked")))
}

#[test]
fn a_kept_key_is_found_under_its_name_and_gone_once_deleted() {
    let (store, key) = (mock_store(), new_key());
    let keyring = Keyring::over(store.clone());
    keyring.put(item(&key), &key, || true).unwrap();
    assert!(keyring.get(item(&key)).unwrap().is_same(&key));
    assert_eq!(stored(&store, &item(&key).user()).unwrap(), STANDARD.encode(key.expose()));

    keyring.delete(item(&key)).unwrap();
    keyring.delete(item(&key)).unwrap();
    assert_eq!(keyring.get(item(&key)).unwrap_err(), KeyringError::KeyLost);
}

#[test]
fn a_folder_neither_reads_nor_deletes_the_key_of_another() {
    let (store, key) = (mock_store(), new_key());
    let keyring = Keyring::over(store);
    let theirs = Item { folder_id: Some(Uuid::from_u128(8)), ..item(&key) };
    keyring.put(theirs, &key, || true).unwrap();
    assert_eq!(keyring.get(item(&key)).unwrap_err(), KeyringError::KeyLost);
    keyring.delete(item(&key)).unwrap();
    assert!(keyring.get(theirs).unwrap().is_same(&key));
}

#[test]
fn a_key_is_deleted_under_the_name_that_it_had_before_as_well() {
    let (store, key) = (mock_store(), new_key());
    let keyring = Keyring::over(store);
    let names = [item(&key), item(&key).without_folder()];
    for name in names {
        keyring.put(name, &key, || true).unwrap();
    }
    keyring.delete(item(&key)).unwrap();
    assert!(names.iter().all(|name| keyring.get(*name).is_err()));
}

#[test]
fn the_probe_leaves_nothing_behind() {
    let store = mock_store();
    Keyring::over(store.clone()).probe().unwrap();
    assert!(matches!(stored(&store, PROBE_USER), Err(Error::NoEntry)));
}

#[test]
fn no_entry_in_a_keyring_that_keeps_nothing_is_not_a_lost_key() {
    let store = mock_store();
    fail_next(&store, PROBE_USER, no_access());
    let keyring = Keyring::over(store);
    let item = item(&new_key());
    assert_eq!(keyring.get(item).unwrap_err(), KeyringError::Locked);
    assert_eq!(keyring.get(item).unwrap_err(), KeyringError::KeyLost, "it keeps again");
}

#[test]
fn every_failure_is_told_and_the_next_try_works() {
    let failure = || Box::new(std::io::Error::other("failure"));
    let cases: [(Error, KeyringError); 8] = [
        (no_access(), KeyringError::Locked),
        (Error::PlatformFailure(failure()), KeyringError::Failed),
        (Error::NoDefaultStore, KeyringError::NoService),
        (Error::BadEncoding(vec![0xff]), KeyringError::WrongKey),
        (Error::BadDataFormat(vec![0xff], failure()), KeyringError::WrongKey),
        (Error::TooLong("user".into(), 3), KeyringError::Failed),
        (Error::Ambiguous(Vec::new()), KeyringError::Failed),
        (Error::NotSupportedByStore("nothing".into()), KeyringError::Failed),
    ];
    for (error, expected) in cases {
        let (store, key) = (mock_store(), new_key());
        let keyring = Keyring::over(store.clone());
        keyring.put(item(&key), &key, || true).unwrap();
        let told = format!("{error:?}");
        fail_next(&store, &item(&key).user(), error);
        assert_eq!(keyring.get(item(&key)).unwrap_err(), expected, "{told}");
        assert!(keyring.get(item(&key)).is_ok(), "{told}");
    }
}

#[test]
fn a_key_is_not_kept_if_writing_it_fails() {
    let (store, key) = (mock_store(), new_key());
    fail_next(&store, &item(&key).user(), no_access());
    assert_eq!(Keyring::over(store.clone()).put(item(&key), &key, || true), Err(KeyringError::Locked));
    assert!(stored(&store, &item(&key).user()).is_err());
}

#[test]
fn what_is_no_key_is_a_wrong_key() {
    let (store, item) = (mock_store(), item(&new_key()));
    for text in ["", "not base64!", "c2hvcnQ="] {
        store.build(SERVICE, &item.user(), None).unwrap().set_password(text).unwrap();
        assert_eq!(Keyring::over(store.clone()).get(item).unwrap_err(), KeyringError::WrongKey, "{text}");
    }
}

/// A keyring whose first calls hang until they are let go on, one by one.
struct Slow {
    keyring: Keyring,
    store: Arc<CredentialStore>,
    /// Whether a call began, one message for each.
    began: mpsc::Receiver<()>,
    go_on: mpsc::Sender<()>,
}

impl Slow {
    fn new(hanging_calls: usize) -> Self {
        let (store, calls) = (mock_store(), AtomicUsize::new(0));
        let (started, began) = mpsc::channel();
        let (go_on, wait) = mpsc::channel();
        let (kept, wait) = (store.clone(), Mutex::new(wait));
        let keyring = Keyring::opening(move || {
            if calls.fetch_add(1, Ordering::SeqCst) < hanging_calls {
                started.send(()).ok();
                // Until the test is over, if it isn't let go on before.
                wait.lock().unwrap().recv().ok();
            }
            Ok(kept.clone())
        });
        Self { keyring, store, began, go_on }
    }

    fn has(&self, item: Item) -> bool {
        stored(&self.store, &item.user()).is_ok()
    }
}

/// Waits for something that another thread is about to do.
fn until(is_done: impl Fn() -> bool) {
    while !is_done() {
        thread::yield_now();
    }
}

#[test]
fn a_keyring_that_hangs_is_given_up_after_a_limit_and_the_next_call_does_not_wait_for_it() {
    let slow = Slow::new(1);
    assert_eq!(slow.keyring.clone().with_limit(Duration::from_millis(50)).probe(), Err(KeyringError::TimedOut));
    slow.began.recv().unwrap();
    assert_eq!(slow.keyring.probe(), Ok(()));
}

#[test]
fn an_answer_is_waited_for_until_it_comes_and_the_waiting_is_told() {
    let slow = Slow::new(1);
    let (tell, told) = mpsc::channel();
    let keyring = slow.keyring.clone().on_wait(move || tell.send(()).unwrap());
    thread::scope(|scope| {
        let asked = scope.spawn(|| keyring.probe());
        told.recv().unwrap();
        assert!(keyring.is_waiting());
        slow.go_on.send(()).unwrap();
        assert_eq!(asked.join().unwrap(), Ok(()));
    });
    assert!(!keyring.is_waiting());
}

#[test]
fn threads_that_ask_for_the_same_key_share_one_call_and_its_prompt() {
    let (slow, key) = (Slow::new(2), new_key());
    slow.store.build(SERVICE, &item(&key).user(), None).unwrap().set_password(&STANDARD.encode(key.expose())).unwrap();
    thread::scope(|scope| {
        let asked: Vec<_> = (0..4).map(|_| scope.spawn(|| slow.keyring.get(item(&key)).is_ok())).collect();
        slow.began.recv().unwrap();
        until(|| slow.keyring.calls.waiting() == 4);
        slow.go_on.send(()).unwrap();
        assert!(asked.into_iter().all(|thread| thread.join().unwrap()));
    });
    assert!(slow.began.try_recv().is_err(), "one call");
}

#[test]
fn cancelling_ends_every_wait_and_the_next_call_asks_again() {
    let (slow, key) = (Slow::new(2), new_key());
    thread::scope(|scope| {
        let waiting =
            [scope.spawn(|| slow.keyring.probe()), scope.spawn(|| slow.keyring.put(item(&key), &key, || true))];
        // Both hang, so the next call is the one that doesn't.
        slow.began.recv().and_then(|()| slow.began.recv()).unwrap();
        until(|| slow.keyring.calls.waiting() == 2);
        slow.keyring.cancel();
        for thread in waiting {
            assert_eq!(thread.join().unwrap(), Err(KeyringError::Cancelled));
        }
    });
    assert_eq!(slow.keyring.probe(), Ok(()));
}

#[test]
fn a_key_that_is_stored_after_the_wait_was_cancelled_is_deleted_again() {
    let (slow, key) = (Slow::new(1), new_key());
    thread::scope(|scope| {
        let put = scope.spawn(|| slow.keyring.put(item(&key), &key, || true));
        until(|| slow.keyring.calls.waiting() == 1);
        slow.keyring.cancel();
        assert_eq!(put.join().unwrap(), Err(KeyringError::Cancelled));
    });
    slow.go_on.send(()).unwrap();
    until(|| slow.keyring.calls.is_idle());
    assert!(!slow.has(item(&key)));
}

#[test]
fn a_key_that_is_asked_to_be_stored_again_is_stored_once_and_stays() {
    let (slow, key) = (Slow::new(1), new_key());
    thread::scope(|scope| {
        let put = scope.spawn(|| slow.keyring.put(item(&key), &key, || true));
        until(|| slow.keyring.calls.waiting() == 1);
        slow.keyring.cancel();
        assert_eq!(put.join().unwrap(), Err(KeyringError::Cancelled));
        let again = scope.spawn(|| slow.keyring.put(item(&key), &key, || true));
        until(|| slow.keyring.calls.waiting() == 1);
        slow.go_on.send(()).unwrap();
        assert_eq!(again.join().unwrap(), Ok(()));
    });
    until(|| slow.keyring.calls.is_idle());
    assert!(slow.has(item(&key)));
}

#[test]
fn a_store_that_panics_fails_and_takes_nothing_with_it() {
    let calls = AtomicUsize::new(0);
    let store = mock_store();
    let keyring = Keyring::opening(move || {
        assert!(calls.fetch_add(1, Ordering::SeqCst) > 0, "the store's own fault, on its own thread");
        Ok(store.clone())
    });
    assert_eq!(keyring.probe(), Err(KeyringError::Failed));
    assert_eq!(keyring.probe(), Ok(()));
}

#[test]
fn a_keyring_that_appears_later_is_found() {
    let (store, calls) = (mock_store(), AtomicUsize::new(0));
    let keyring = Keyring::opening(move || match calls.fetch_add(1, Ordering::SeqCst) {
        0 => Err(Error::NoDefaultStore),
        _ => Ok(store.clone()),
    });
    assert_eq!(keyring.probe(), Err(KeyringError::NoService));
    assert_eq!(keyring.probe(), Ok(()));
}

#[test]
fn without_a_keyring_nothing_is_kept() {
    let (keyring, key) = (Keyring::none(), new_key());
    assert_eq!(keyring.probe(), Err(KeyringError::NoService));
    assert_eq!(keyring.put(item(&key), &key, || true), Err(KeyringError::NoService));
    assert_eq!(keyring.get(item(&key)).unwrap_err(), KeyringError::NoService);
}
